#!/bin/bash
# down.sh [NAME...]: stops the services that up.sh started (or only those named), by the process ids they recorded.
set -u
. "$(dirname "$0")/processes.sh"

if [ $# -gt 0 ]; then
    for name in "$@"; do stop "$name"; done
    exit 0
fi
for name in nova-api nova-compute nova-scheduler nova-conductor cinder-api cinder-volume cinder-scheduler \
    neutron glance placement keystone; do
    stop "$name" &
done
wait
# All others talk through these, so they end last.
for name in rabbitmq epmd mariadb; do stop "$name"; done

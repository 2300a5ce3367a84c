#!/bin/bash
# Succeeds where a real OpenStack can be started; else says in one sentence why not.
. /etc/os-release 2> /dev/null
if [ "${ID:-}" != debian ] || [ "${VERSION_ID:-}" != 12 ]; then
    echo "The real OpenStack of test/openstack is made of Debian 12's packages, and this is ${PRETTY_NAME:-another system}."
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    echo "The real OpenStack of test/openstack can be started by root only: it installs Debian's packages."
    exit 1
fi

#!/bin/bash
# A real OpenStack on 127.0.0.1 (README.md tells what is what). Starts what is down and makes what is missing; as root,
# on Debian 12.
#   FRESH=1                  stop everything and forget all state first
#   RESIZE_CONFIRM_WINDOW=1  a resize confirms itself after so many seconds, as on NHN Cloud (0, the default: never)
# The values that clients need are then in .work/openstack/values.json.
set -euo pipefail
. "$(dirname "$0")/processes.sh"
. "$HERE/packages.sh"
. "$HERE/configuration.sh"

BEGAN=$(date +%s)
say() { echo "OpenStack, $(($(date +%s) - BEGAN)) s: $*"; }
WINDOW=${RESIZE_CONFIRM_WINDOW:-0}
SCRIPT_FILES=$STATE/packages/unpacked/usr/bin
SHARED_FILES=$STATE/packages/unpacked/usr/share
# Where the services find the drivers of these tests.
export PYTHONPATH=$HERE/drivers PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore

if [ "${FRESH:-0}" = 1 ]; then
    "$HERE/down.sh"
    rm -rf "$STATE"/{var,etc,log,run,values.json}
fi
mkdir -p "$STATE"/{log,run,etc,packages,var/{home,tmp,locks,rabbitmq,fernet,credential,images,nova,cinder,neutron,glance}}
export HOME=$STATE/var/home
# What runs beside this script ends with it.
trap 'kill $(jobs -p) 2> /dev/null || true' EXIT

# once NAME: runs the function of that name, unless it did its work at an earlier start.
once() {
    [ -e "$STATE/var/done.$1" ] && return
    "$1" > "$STATE/log/$1.out" 2>&1 || { echo "$1 failed:" >&2; tail -15 "$STATE/log/$1.out" >&2; return 1; }
    touch "$STATE/var/done.$1"
}

install_libraries
unpack_scripts
for service in rabbitmq keystone placement glance neutron cinder nova; do "write_$service"; done

# --- What all services stand on: a database and a message broker

make_database() {
    mariadb-install-db --no-defaults --user=root --datadir="$STATE/var/mysql" \
        --auth-root-authentication-method=normal --skip-test-db
}
once make_database
start mariadb eatmydata mariadbd --no-defaults --user=root --datadir="$STATE/var/mysql" \
    --socket="$STATE/run/mysql.sock" --pid-file="$STATE/run/mysql.own" --bind-address=127.0.0.1 \
    --port=$DATABASE_PORT --skip-name-resolve --max-connections=300 --performance-schema=0 \
    --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --innodb-buffer-pool-size=128M \
    --character-set-server=utf8mb3 --log-error="$STATE/log/mariadb.log"
# Erlang's port mapper, which RabbitMQ would otherwise start by itself and leave behind.
start epmd env ERL_EPMD_ADDRESS=127.0.0.1 epmd
start rabbitmq env RUNNING_UNDER_SYSTEMD=1 HOME="$STATE/var/rabbitmq" ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_NODENAME=testcloud@localhost RABBITMQ_CONFIG_FILE="$STATE/etc/rabbitmq.conf" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$STATE/etc/rabbitmq-plugins" RABBITMQ_MNESIA_BASE="$STATE/var/rabbitmq" \
    RABBITMQ_LOG_BASE="$STATE/log" RABBITMQ_DIST_PORT=25672 RABBITMQ_CONF_ENV_FILE=/dev/null \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +sbwt none" \
    /usr/lib/rabbitmq/bin/rabbitmq-server
wait_until mariadb 60 listens $DATABASE_PORT

make_databases() {
    {
        for name in keystone placement glance neutron cinder nova nova_api nova_cell0; do
            echo "create database if not exists $name character set utf8mb3;"
        done
        echo "create user if not exists 'os'@'127.0.0.1' identified by 'os';"
        echo "grant all on *.* to 'os'@'127.0.0.1'; flush privileges;"
    } | mariadb --no-defaults -uroot --socket="$STATE/run/mysql.sock"
}
once make_databases

# --- The tables of every service

keystone_tables() {
    local manage="keystone-manage --config-file $STATE/etc/keystone.conf" url=http://127.0.0.1:5000/v3
    $manage db_sync &&
        $manage fernet_setup --keystone-user root --keystone-group root &&
        $manage credential_setup --keystone-user root --keystone-group root &&
        $manage bootstrap --bootstrap-password $ADMIN_PASSWORD --bootstrap-region-id RegionOne \
            --bootstrap-public-url $url --bootstrap-internal-url $url --bootstrap-admin-url $url
}
placement_tables() {
    OS_PLACEMENT_CONFIG_DIR=$STATE/etc placement-manage --config-file "$STATE/etc/placement.conf" db sync
}
glance_tables() { "$SCRIPT_FILES/glance-manage" --config-file "$STATE/etc/glance.conf" db_sync; }
neutron_tables() { "$SCRIPT_FILES/neutron-db-manage" --config-file "$STATE/etc/neutron.conf" upgrade head; }
cinder_tables() { "$SCRIPT_FILES/cinder-manage" --config-file "$STATE/etc/cinder.conf" db sync; }
# Nova keeps servers in "cells": cell0 for those that no host took, cell1 for all others.
nova_tables() {
    local manage="$SCRIPT_FILES/nova-manage --config-file $STATE/etc/nova.conf"
    $manage api_db sync && $manage cell_v2 map_cell0 --database_connection "$(database_url nova_cell0)" &&
        $manage db sync && { $manage cell_v2 list_cells | grep -q ' cell1 ' || $manage cell_v2 create_cell \
            --name cell1 --transport-url "$RABBIT" --database_connection "$(database_url nova)"; }
}
[ -e "$STATE/var/done.nova_tables" ] || say "making the tables"
(once keystone_tables && once neutron_tables && once cinder_tables) &
first=$!
(once placement_tables && once nova_tables && once glance_tables) &
second=$!
wait $first
wait $second

# --- The services

say "starting the services"
# start_wsgi NAME PORT FILE: a service that runs inside a web server.
start_wsgi() {
    start "$1" env OS_PLACEMENT_CONFIG_DIR="$STATE/etc" OS_KEYSTONE_CONFIG_FILES="$STATE/etc/keystone.conf" \
        uwsgi_python3 --http-socket "127.0.0.1:$2" --wsgi-file "$3" --master --processes 1 --threads 8 \
        --enable-threads --lazy-apps --need-app --die-on-term --buffer-size 65535 --no-orphans --disable-logging \
        --add-header "Connection: close"
}
# start_service NAME CONFIGURATION
start_service() { start "$1" "$SCRIPT_FILES/$1" --config-file "$STATE/etc/$2.conf"; }

start_wsgi keystone 5000 /usr/bin/keystone-wsgi-public
start_wsgi placement 8778 /usr/bin/placement-api
wait_until keystone 60 answers 5000/v3
make_accounts() { /usr/bin/python3 "$HERE/bootstrap.py" accounts; }
once make_accounts
wait_until rabbitmq 60 listens 5672
wait_until placement 60 answers 8778/
start_service nova-conductor nova
start glance "$SCRIPT_FILES/glance-api" --config-file "$STATE/etc/glance.conf"
start neutron "$SCRIPT_FILES/neutron-server" --config-file "$STATE/etc/neutron.conf"
start_service cinder-api cinder
# It keeps its servers in memory only: those that exist are lost when another window restarts it.
if [ "$(cat "$STATE/run/window" 2> /dev/null)" != "$WINDOW" ]; then
    stop nova-compute
    echo "$WINDOW" > "$STATE/run/window"
fi
start nova-compute "$HERE/drivers/nova-compute" --config-file "$STATE/etc/nova.conf"
start_service nova-scheduler nova
start_service nova-api nova
start_service cinder-scheduler cinder
start_service cinder-volume cinder
wait_until glance 90 listens 9292
wait_until neutron 90 listens 9696
wait_until cinder-api 90 listens 8776
wait_until nova-api 90 listens 8774

# --- What a new project finds in a cloud: types, images, networks, groups

say "making what the tests need"
/usr/bin/python3 "$HERE/bootstrap.py" wait
register_host() { "$SCRIPT_FILES/nova-manage" --config-file "$STATE/etc/nova.conf" cell_v2 discover_hosts; }
once register_host
/usr/bin/python3 "$HERE/bootstrap.py" resources "$STATE/values.json"
say "ready"

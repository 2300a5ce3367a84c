#!/bin/bash
# npm run test:openstack: starts a real OpenStack, runs the suites on it, and stops it, whatever happens.
set -euo pipefail
cd "$(dirname "$0")/../.."

began=$(date +%s)
ran=nothing
smoke="a smoke of test/contract through the provider plugin"
left="test/contract, test/openstack, $smoke, test/contract/confirmedResize"
why="it cannot run here"
tell() {
    echo "Ran $ran on a real OpenStack, $(($(date +%s) - began)) s in all. Left out: ${left:-nothing}${left:+ ($why)}."
}
trap tell EXIT

test/openstack/can-run.sh
why="the run ended before it"
npm run --silent build
npm run --silent engine

# In a session of its own, so that all of it can be ended at once: jest, its workers, their engines and plugins.
session=
run() {
    setsid "$@" &
    session=$!
    wait "$session"
}
finish() {
    [ -z "$session" ] || pkill -KILL -s "$session" || true
    test/openstack/cloud/down.sh || true
    tell
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

export REAL_CLOUD_VALUES=$PWD/.work/openstack/values.json
suite() { run node_modules/.bin/jest --testPathIgnorePatterns "$@"; }

FRESH=1 run test/openstack/cloud/up.sh
ran="test/contract, test/openstack" left="$smoke, test/contract/confirmedResize"
suite confirmedResize -- test/contract test/openstack
ran="$ran, $smoke" left="test/contract/confirmedResize"
CONTRACT_DOOR=plugin suite node_modules -- test/contract/keypairs test/contract/securityGroups test/contract/volumes.test
# All servers are deleted by now: a new nova-compute would not know them.
RESIZE_CONFIRM_WINDOW=1 run test/openstack/cloud/up.sh
ran="$ran, $left" left=
suite node_modules -- test/contract/confirmedResize

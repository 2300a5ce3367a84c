#!/bin/bash
# npm run test:openstack: starts a real OpenStack, runs the suites on it, and stops it, whatever happens.
set -euo pipefail
cd "$(dirname "$0")/../.."

test/openstack/can-run.sh
trap test/openstack/cloud/down.sh EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

export REAL_CLOUD_VALUES=$PWD/.work/openstack/values.json
suite() { node_modules/.bin/jest --testTimeout 120000 --testPathIgnorePatterns "$@"; }

FRESH=1 test/openstack/cloud/up.sh
suite confirmedResize -- test/contract test/openstack
# Nothing is left of the servers that a new nova-compute would not know.
RESIZE_CONFIRM_WINDOW=1 test/openstack/cloud/up.sh
suite node_modules -- test/contract/confirmedResize

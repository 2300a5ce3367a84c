# Sourced by up.sh: what it takes from Debian.

# The services as Python libraries, and what they stand on.
LIBRARIES="python3-nova python3-keystone python3-glance python3-placement python3-neutron python3-cinder
 python3-pymysql rabbitmq-server mariadb-server-core mariadb-client-core uwsgi-core uwsgi-plugin-python3
 eatmydata python3-requests python3-openstackclient curl procps"
# Only unpacked, for their scripts and api-paste.ini: installing them would make databases and users, and bring in
# a real hypervisor.
SCRIPTS="nova-common nova-api nova-compute nova-conductor nova-scheduler glance-common glance-api neutron-common
 cinder-common cinder-api cinder-scheduler cinder-volume"

is_installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

install_libraries() {
    local missing=() name made=
    for name in $LIBRARIES; do is_installed "$name" || missing+=("$name"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${#missing[@]} packages and what they need"
    # Debian starts a service when its package is installed; this keeps it from doing so.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
        chmod 755 /usr/sbin/policy-rc.d
        made=1
    fi
    local done=0
    apt-get update -q > "$STATE/log/apt.log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
            -o Dpkg::Options::=--force-confold "${missing[@]}" >> "$STATE/log/apt.log" 2>&1 || done=1
    [ -z "$made" ] || rm -f /usr/sbin/policy-rc.d
    [ $done = 0 ] || { tail -20 "$STATE/log/apt.log" >&2; exit 1; }
}

unpack_scripts() {
    [ -e "$STATE/packages/done" ] && return
    say "unpacking the services' scripts"
    (
        cd "$STATE/packages" && rm -rf ./* && apt-get download -q $SCRIPTS &&
            for file in *.deb; do dpkg -x "$file" unpacked || exit 1; done &&
            touch done
    ) > "$STATE/log/unpack.log" 2>&1 || { tail -20 "$STATE/log/unpack.log" >&2; exit 1; }
}

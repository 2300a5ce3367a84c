# Sourced by up.sh and down.sh: where everything lies, and how a service is started, watched and stopped.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
export no_proxy=127.0.0.1,localhost
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
STATE=$(cd "$HERE/../../.." && pwd)/.work/openstack

# A process id may be given out again by the system; together with its start time it is unique.
started_at() { cut -d')' -f2- "/proc/$1/stat" 2>/dev/null | awk '{print $20}'; }

# alive NAME
alive() {
    local pid at
    [ -s "$STATE/run/$1.pid" ] || return 1
    read -r pid at < "$STATE/run/$1.pid"
    [ -n "$at" ] && [ "$(started_at "$pid")" = "$at" ]
}

# start NAME COMMAND...: in a session of its own, so that Ctrl-C reaches it only through down.sh.
start() {
    local name=$1 pidfile=$STATE/run/$1.pid
    shift
    alive "$name" && return
    rm -f "$pidfile"
    # It records itself before it becomes the service: no moment is left in which it runs unknown.
    (cd "$STATE/var" && exec setsid sh -c '
        echo "$$ $(cut -d")" -f2- /proc/$$/stat | awk "{print \$20}")" > "$0.new" && mv "$0.new" "$0"
        exec "$@"' "$pidfile" "$@") >> "$STATE/log/$name.out" 2>&1 < /dev/null &
    disown
    until [ -s "$pidfile" ]; do sleep 0.02; done
}

# stop NAME: asks it to end, and ends it with all its children when it does not within ten seconds.
stop() {
    local pidfile=$STATE/run/$1.pid pid at tenths=0
    if alive "$1"; then
        read -r pid at < "$pidfile"
        kill -TERM "$pid"
        while [ "$(started_at "$pid")" = "$at" ] && [ $tenths -lt 100 ]; do
            sleep 0.1
            tenths=$((tenths + 1))
        done
        kill -KILL -- "-$pid" 2>/dev/null || true
    fi
    rm -f "$pidfile"
}

# fail NAME SENTENCE: with the end of what the service printed.
fail() {
    echo "$1: $2. The end of $STATE/log/$1.out:" >&2
    tail -20 "$STATE/log/$1.out" >&2
    exit 1
}

# wait_until NAME SECONDS COMMAND...: until the command succeeds.
wait_until() {
    local name=$1 end=$(($(date +%s) + $2)) seconds=$2
    shift 2
    until "$@" 2>/dev/null; do
        alive "$name" || fail "$name" "it ended"
        [ "$(date +%s)" -lt "$end" ] || fail "$name" "it does not answer after $seconds s"
        sleep 0.2
    done
}

listens() { (exec 3<> "/dev/tcp/127.0.0.1/$1"); }
answers() { curl -sf -o /dev/null "http://127.0.0.1:$1"; }

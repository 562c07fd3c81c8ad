#!/bin/sh
# A private PostgreSQL server for tests and measures: scripts/postgres.sh start|stop|url|find
#
# It listens on the loopback only, trusts it, and gives up safety for speed: never for data one keeps.
# PGDATA_DIR: where it lives (default: a temporary folder of this checkout's own; the unprivileged
# user must be able to enter it). PGTEST_PORT: its port (default: one made from the checkout's path).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd -P)
number=$(printf %s "$here" | cksum | cut -d ' ' -f 1)
data=${PGDATA_DIR:-$(dirname "$(mktemp -u)")/carnet-postgres-$number}
port=${PGTEST_PORT:-$((42000 + number % 8000))}

find_programs() {
    # The newest version installed; Debian keeps the server's programs off the PATH.
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V -r) $(dirname "$(command -v initdb || echo /none/x)"); do
        if [ -x "$folder/initdb" ]; then
            echo "$folder"
            return
        fi
    done
    echo "PostgreSQL's server is not installed. On Debian: apt-get install postgresql" >&2
    return 1
}

# PostgreSQL refuses to run as root.
unprivileged() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/ LC_ALL=C.UTF-8 "$@")
    else
        (cd / && exec env LC_ALL=C.UTF-8 "$@")
    fi
}

start() {
    programs=$(find_programs)
    if unprivileged "$programs/pg_ctl" status -D "$data" >/dev/null 2>&1; then
        return
    fi
    # A cluster of another version, or one half made, is of no use: it holds nothing to keep.
    version=$(basename "$(dirname "$programs")")
    if [ -e "$data" ] && [ "$(cat "$data/PG_VERSION" 2>/dev/null)" != "$version" ]; then
        rm -rf "$data"
    fi
    if [ ! -e "$data" ]; then
        mkdir -p -m 700 "$data"
        [ "$(id -u)" != 0 ] || chown postgres:postgres "$data"
        unprivileged "$programs/initdb" --pgdata="$data" --username=carnet --auth=trust \
            --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    fi
    unprivileged "$programs/pg_ctl" start --wait --silent -D "$data" -l "$data/log" -o "-p $port \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data -c shared_buffers=256MB \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=4GB" || {
        unprivileged tail -n 5 "$data/log" >&2
        exit 1
    }
}

case ${1:-} in
start) start ;;
stop)
    programs=$(find_programs)
    unprivileged "$programs/pg_ctl" stop --silent --mode=fast -D "$data" 2>/dev/null || true
    ;;
url) echo "postgres://carnet@127.0.0.1:$port/postgres" ;;
find) find_programs ;;
*)
    sed -n '2,6p' "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
    ;;
esac

#!/usr/bin/env bash
# Citus for developers: runs three nodes of an installed Citus 13.2 on this machine, without durability.
#
#   scripts/citus-nodes.sh start    three empty nodes; prints the address for TEST_CITUS_URL
#   scripts/citus-nodes.sh stop     ends them and removes their data
#   scripts/citus-nodes.sh check    starts them, runs the suites on them and ends them; ends with 2 without Citus
#
# Install the package postgresql-15-citus-13.2 of Citus' own repository first (docs/distributed.md).
#
# CITUS_FOLDER: where the nodes live, default in memory.
# CITUS_NODES: how many, default 3; the first coordinates. CITUS_PORT: the first one's port, the others follow.
set -euo pipefail

folder=${CITUS_FOLDER:-/dev/shm/argosy-citus}
nodes=${CITUS_NODES:-3}
port=${CITUS_PORT:-5541}
programs=/usr/lib/postgresql/15/bin
# An earlier query of Citus took all memory of its machine: no process of a node gets more than this.
most_memory_kb=${CITUS_MEMORY_KB:-6000000}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

query() {
  "$programs/psql" -h 127.0.0.1 -p "$1" -U postgres -qAtX -v ON_ERROR_STOP=1 -c "$2" >/dev/null
}

is_installed() {
  [ -e /usr/share/postgresql/15/extension/citus.control ]
}

start() {
  is_installed || {
    echo "Citus is not installed for PostgreSQL 15: install the package postgresql-15-citus-13.2 (docs/distributed.md)." >&2
    exit 1
  }
  mkdir -p "$folder"
  if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
  for ((node = 0; node < nodes; node++)); do
    local data=$folder/node$node
    [ -e "$data/PG_VERSION" ] ||
      as_postgres "$programs/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    cat >"$data/postgresql.auto.conf" <<CONF
port = $((port + node))
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
shared_preload_libraries = 'citus'
wal_level = logical
fsync = off
full_page_writes = off
max_connections = 300
max_prepared_transactions = 120
max_worker_processes = 40
max_locks_per_transaction = 1024
shared_buffers = 128MB
jit = off
citus.max_cached_conns_per_worker = 1
citus.enable_version_checks = on
CONF
    as_postgres bash -c "ulimit -v $most_memory_kb && '$programs/pg_ctl' -D '$data' -l '$data/log' -w start" >/dev/null
  done
  for ((node = 0; node < nodes; node++)); do
    query $((port + node)) "create extension if not exists citus"
  done
  query "$port" "select citus_set_coordinator_host('127.0.0.1', $port)"
  for ((node = 1; node < nodes; node++)); do query "$port" "select citus_add_node('127.0.0.1', $((port + node)))"; done
  echo "Started. The coordinator: postgresql://postgres@127.0.0.1:$port/postgres"
}

stop() {
  for ((node = 0; node < nodes; node++)); do
    local data=$folder/node$node
    [ ! -e "$data/postmaster.pid" ] || as_postgres "$programs/pg_ctl" -D "$data" -m immediate -w stop >/dev/null
  done
  rm -rf "$folder"
}

check() {
  is_installed || {
    echo "Not played: Citus is not installed for PostgreSQL 15 (docs/distributed.md)."
    exit 2
  }
  trap stop EXIT
  start
  TEST_CITUS_URL="postgresql://postgres@127.0.0.1:$port/postgres" npm test -- citus
}

case ${1:-} in
start | stop | check) "$1" ;;
*)
  sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
  exit 1
  ;;
esac

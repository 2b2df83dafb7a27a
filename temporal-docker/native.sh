#!/bin/sh
# Run Temporal's production server without containers: build it, prepare Postgres, start it.
# Reads SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD of a Postgres 12 or newer whose user may create
# databases. Ctrl-C stops the server. The Web UI is a program of its own: see README.md.
set -eu
cd "$(dirname "$0")"
: "${BATON_CACHE_DIR:=${XDG_CACHE_HOME:-$HOME/.cache}/baton}"
bin="$BATON_CACHE_DIR/bin"
export SQL_HOST="${SQL_HOST:-127.0.0.1}"
export SQL_TOOL="$bin/temporal-sql-tool" TEMPORAL="$bin/temporal"
export TEMPORAL_ADDRESS="127.0.0.1:${FRONTEND_GRPC_PORT:-7233}"

mkdir -p "$bin"
build() {
  [ -x "$bin/$1" ] || { echo "Building $1 ..."; go build -trimpath -ldflags='-s -w' -o "$bin/$1" "$2"; }
}
build temporal github.com/temporalio/cli/cmd/temporal
build temporal-server go.temporal.io/server/cmd/server
build temporal-sql-tool go.temporal.io/server/cmd/tools/sql

SCHEMA_DIR="$(go list -m -f '{{.Dir}}' go.temporal.io/server)/schema/postgresql/v12" ./schema.sh
./search-attributes.sh &
exec "$bin/temporal-server" --config-file server.yaml --allow-no-auth start

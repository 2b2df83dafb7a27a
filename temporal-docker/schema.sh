#!/bin/sh
# Create Temporal's two databases and bring them to the newest schema; safe to run again.
# Reads SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD; SCHEMA_DIR is schema/postgresql/v12 of the server.
set -eu
: "${SCHEMA_DIR:=/etc/temporal/schema/postgresql/v12}"
: "${SQL_TOOL:=temporal-sql-tool}"
export SQL_PLUGIN=postgres12 SQL_PORT="${SQL_PORT:-5432}" SQL_USER="${SQL_USER:-temporal}"

prepare() {
  "$SQL_TOOL" --db "$1" create
  # Refused when it was done before; the update below is what counts.
  "$SQL_TOOL" --quiet --db "$1" setup-schema -v 0.0 || true
  "$SQL_TOOL" --db "$1" update-schema -d "$SCHEMA_DIR/$2/versioned"
}

prepare "${SQL_DATABASE:-temporal}" temporal
prepare "${SQL_VISIBILITY_DATABASE:-temporal_visibility}" visibility

#!/bin/sh
# Create the namespace and Baton's search attributes on a running cluster; safe to run again.
# Reads TEMPORAL_ADDRESS (127.0.0.1:7233) and TEMPORAL_NAMESPACE (default) as the CLI does.
# `baton up` registers the same list on its dev server (baton/process/dev_server.py; a test compares them).
set -eu
: "${TEMPORAL:=temporal}"
export TEMPORAL_NAMESPACE="${TEMPORAL_NAMESPACE:-default}"

# A new server, and a new namespace, take some seconds to be seen everywhere.
patiently() {
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "Failed for a minute: $*" >&2; "$@"; exit 1; }
    sleep 1
  done
}

patiently "$TEMPORAL" operator cluster health
"$TEMPORAL" operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  patiently "$TEMPORAL" operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 30d
patiently "$TEMPORAL" operator search-attribute list
known=" $("$TEMPORAL" operator search-attribute list | awk '{ printf "%s ", $1 }')"
register() {
  case "$known" in *" $1 "*) return ;; esac
  patiently "$TEMPORAL" operator search-attribute create --name "$1" --type "$2"
}
register ConvMode Keyword
register ConvTags KeywordList
register ConvOwner Keyword
register ConvAssistant Keyword
register EscalationReason Keyword
register WaitingSince Datetime
register SlaBreached Bool
register LastConfidence Double
register TurnCount Int
register IngestSource Keyword
register IngestKind Keyword
register IngestOutcome Keyword
register IngestFailed Int
echo "Search attributes are registered in namespace $TEMPORAL_NAMESPACE."

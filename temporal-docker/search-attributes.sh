#!/bin/sh
# Create the namespace and Baton's search attributes on a running cluster; safe to run again.
# Reads TEMPORAL_ADDRESS (127.0.0.1:7233) and TEMPORAL_NAMESPACE (default) as the CLI does.
# `baton up` registers the same list on its dev server (baton/dev_server.py; a test compares them).
set -eu
: "${TEMPORAL:=temporal}"
export TEMPORAL_NAMESPACE="${TEMPORAL_NAMESPACE:-default}"

tries=0
until "$TEMPORAL" operator cluster health >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "Temporal does not answer" >&2; exit 1; }
  sleep 1
done

"$TEMPORAL" operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  "$TEMPORAL" operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 30d

known=" $("$TEMPORAL" operator search-attribute list | awk '{ printf "%s ", $1 }')"
register() {
  case "$known" in *" $1 "*) return ;; esac
  "$TEMPORAL" operator search-attribute create --name "$1" --type "$2"
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
echo "Search attributes are registered in namespace $TEMPORAL_NAMESPACE."

#!/usr/bin/env bash
# `make outside`: a mesh with the demo's data, and clients and tools that nobody here wrote against it.
#
# The collector of traces has to be there before the services are, so it is started here; everything else is
# in checks.sh, which `e2e with-mesh` runs when G1 has been played to its end.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
e2e=${1:?usage: run.sh PATH/TO/e2e}

"$here/python.sh" -c '' # made now, so that the collector answers at once
work=$(mktemp -d)
coproc COLLECTOR { exec "$here/python.sh" "$here/collector.py" "$work/spans.jsonl"; }
collector=$COLLECTOR_PID
trap 'kill "$collector" 2>/dev/null || true; rm -rf "$work"' EXIT
read -r port <&"${COLLECTOR[0]}"

export OUTSIDE_SPANS=$work/spans.jsonl
for service in IDENTITY REGISTRY WORKFLOW DOCUMENT NOTIFICATION BRIDGE; do
  export "BIANZHI_${service}__TELEMETRY__OTLP_ENDPOINT=http://127.0.0.1:$port"
done
"$e2e" with-mesh "$here/checks.sh"

#!/usr/bin/env bash
# Scans each printed paper and checks what its code says without a network.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
codes=$("$here/qr.sh" "$MESH_PAPERS"/*.pdf)
while IFS=$'\t' read -r file _ text; do
  said=$("$MESH_BINARIES/bianzhi" --as fin-verifier document verify "$text" --offline --keys "$SAVED_KEYS" -o json)
  python3 -c 'import json, sys; said = json.loads(sys.argv[1]); print(sys.argv[2] + ":", said.get("verdict") or said)' \
    "$said" "$(basename "$file")"
done <<<"$codes"
[ "$(wc -l <<<"$codes")" -ge 5 ]

#!/usr/bin/env bash
# Runs Python with the packages of requirements.txt: a virtual environment in .cache/outside, made once and
# anew when the list changes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venv=$(cd "$here/../.." && pwd)/.cache/outside
if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
  echo "outside: $(tr '\n' ' ' < "$here/requirements.txt")from PyPI" >&2
  rm -rf "$venv"
  mkdir -p "$(dirname "$venv")"
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt" >&2
  cp "$here/requirements.txt" "$venv/requirements.txt"
fi
exec "$venv/bin/python" "$@"

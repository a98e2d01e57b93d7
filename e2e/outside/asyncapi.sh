#!/bin/sh
# Validates docs/asyncapi.yaml with the AsyncAPI initiative's own parser, and against it every message that
# partners' systems got and sent.
#
#   e2e/outside/asyncapi.sh [FOLDER]
#
# FOLDER holds a folder for each partner with received.jsonl and sent.jsonl, as the partner programs keep them:
# .dev/demo/partners after `make demo`, .dev/mesh/partners during `make dev`. Without it only the document is
# validated. The npm packages @asyncapi/parser, ajv and ajv-formats are kept in .cache/asyncapi after the first
# run. Exit 1 if anything does not fit; 2 if FOLDER holds no message.
set -eu
top="$(cd "$(dirname "$0")/../.." && pwd)"
packages="$top/.cache/asyncapi"
if [ ! -d "$packages/node_modules/@asyncapi/parser" ]; then
    mkdir -p "$packages"
    npm install --prefix "$packages" --no-fund --no-audit --loglevel=error \
        @asyncapi/parser@3 ajv@8 ajv-formats@3
fi
NODE_PATH="$packages/node_modules" exec node "$top/e2e/outside/asyncapi.cjs" "$top/docs/asyncapi.yaml" "$@"

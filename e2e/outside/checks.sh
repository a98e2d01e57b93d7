#!/usr/bin/env bash
# What is tried from outside, one after another; `e2e with-mesh` runs it and says in the environment where
# everything is (e2e/src/with_mesh.rs lists it). Every check runs; the exit code is 1 if one of them failed.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
failed=0

check() { # SENTENCE COMMAND... : runs one check and shows what it printed
  local sentence=$1 out
  shift
  if out=$("$@" 2>&1); then echo "✓ $sentence"; else echo "✗ $sentence"; failed=1; fi
  sed 's/^/    /' <<<"$out"
}

check "Python's grpcio, by reflection alone, with a department's certificate: lists and reads a case" \
  "$here/python.sh" "$here/reflection.py"
check "grpc.health.v1, as grpc_health_probe asks it" "$here/python.sh" "$here/health.py"
check "confluent-kafka with a partner's certificate: its own stream, and nobody else's" \
  "$here/python.sh" "$here/topics.py"
check "OpenSSL: chains, purposes, names, handshakes" "$here/tls.sh"
check "OpenSSL: a revoked certificate by the list that identity publishes" \
  "$here/python.sh" "$here/revocation.py"
check "PDFium and ZXing read each printed code, and what it says verifies without a network" "$here/papers.sh"
check "an OpenTelemetry collector has one trace, from the approval to the last receipt" \
  "$here/python.sh" "$here/trace.py"
exit "$failed"

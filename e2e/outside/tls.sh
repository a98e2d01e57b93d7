#!/usr/bin/env bash
# OpenSSL's opinion of the certificates and of the services' handshakes.
set -euo pipefail
contexts=$(dirname "$BIANZHI_CONTEXTS")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

verify() { # PURPOSE FILE [OPTION...] : a chain file is the leaf, then the issuing CA
  local purpose=$1 file=$2
  shift 2
  openssl verify -x509_strict -check_ss_sig -purpose "$purpose" -CAfile "$MESH_ROOTS" -untrusted "$file" "$@" "$file" >/dev/null
}

for operator in edu-clerk so-approve org-opinion; do
  verify sslclient "$contexts/$operator.pem"
  ! verify sslserver "$contexts/$operator.pem" 2>/dev/null || { echo "$operator may be a server"; exit 1; }
done
echo "operators: chains hold up to the root, for clients and not for servers"
verify sslclient "$MESH_FOLDER/partners/hr-420800.pem"
echo "partner hr-420800: $(openssl x509 -in "$MESH_FOLDER/partners/hr-420800.pem" -noout -subject -nameopt RFC2253)"
for service in identity registry workflow document notification bridge; do
  verify sslserver "$MESH_FOLDER/trust/services/$service/certificate.pem" -verify_hostname "$service"
  ! verify sslserver "$MESH_FOLDER/trust/services/$service/certificate.pem" -verify_hostname elsewhere 2>/dev/null ||
    { echo "$service may call itself elsewhere"; exit 1; }
done
echo "services: chains hold, each for its own name"

# A certificate of the same name from an authority of its own.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj "/O=bianzhi/OU=unit/CN=edu-clerk" \
  -keyout "$scratch/own.key.pem" -out "$scratch/own.pem" 2>/dev/null
! verify sslclient "$scratch/own.pem" 2>/dev/null || { echo "a foreign certificate verifies"; exit 1; }
echo "a self-made edu-clerk: refused"

handshake() { # CERTIFICATE KEY, or none; the server's word on the client comes after the handshake, so wait for it
  local shown=()
  [ $# -eq 0 ] || shown=(-cert "$1" -cert_chain "$1" -key "$2")
  { sleep 1; } | openssl s_client -connect "$MESH_WORKFLOW" -servername workflow -verify_hostname workflow -verify_return_error \
    -CAfile "$MESH_ROOTS" -alpn h2 "${shown[@]}" 2>&1 | tr -d '\0'
}
good=$(handshake "$contexts/edu-clerk.pem" "$contexts/edu-clerk.key.pem")
grep -q 'Verification: OK' <<<"$good" && grep -q 'ALPN protocol: h2' <<<"$good" && ! grep -q 'alert' <<<"$good"
echo "s_client with a certificate: $(grep -oE 'New, TLSv1.3, Cipher is [A-Z0-9_]+' <<<"$good"), h2"
none=$(handshake || true)
grep -oE 'alert [a-z ]*certificate[a-z ]*' <<<"$none" | head -n 1 | sed 's/^/s_client without one: /' | grep .
foreign=$(handshake "$scratch/own.pem" "$scratch/own.key.pem" || true)
grep -oE 'alert [a-z ]+' <<<"$foreign" | head -n 1 | sed 's/^/s_client with the self-made one: /' | grep .
old=$(openssl s_client -connect "$MESH_WORKFLOW" -tls1_2 -CAfile "$MESH_ROOTS" </dev/null 2>&1 || true)
grep -oE 'alert protocol version' <<<"$old" | head -n 1 | sed 's/^/s_client with TLS 1.2: /' | grep .

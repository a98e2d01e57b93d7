"""Revokes a certificate and lets OpenSSL check it, and another, against the list that identity publishes."""

import pathlib
import subprocess
import tempfile
import uuid

from mesh import OPERATORS, ROOTS, Reflected

LEAVER, STAYER = "dat-clerk", "edu-clerk"


def openssl(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)


def verified(operator: str, revoked: pathlib.Path) -> subprocess.CompletedProcess:
    chain = OPERATORS / f"{operator}.pem"
    return openssl("verify", "-crl_check", "-CAfile", ROOTS, "-untrusted", chain, "-CRLfile", revoked, chain)


certificates = Reflected("identity", "so-security", "bianzhi.identity.v1.CertificateService")
[certificate] = certificates.call("ListCertificates", principal_id=LEAVER).certificates
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder) / "revoked.crl.pem"

    file.write_text(certificates.call("GetRevocationList").revocation_list)
    before = verified(LEAVER, file)
    assert before.returncode == 0, before.stderr
    print(f"before: {LEAVER} verifies with the list")

    certificates.call("RevokeCertificate", request_id=str(uuid.uuid4()), serial=certificate.serial, reason="离任")
    file.write_text(certificates.call("GetRevocationList").revocation_list)
    after = verified(LEAVER, file)
    assert after.returncode != 0 and "certificate revoked" in after.stderr, after.stderr
    print(f"after its revocation: {after.stderr.strip().splitlines()[0]}")
    other = verified(STAYER, file)
    assert other.returncode == 0, other.stderr
    print(f"{STAYER}: still verifies with the list")
    shown = openssl("crl", "-in", file, "-noout", "-issuer", "-lastupdate", "-nextupdate", "-crlnumber")
    assert shown.returncode == 0, shown.stderr
    print(shown.stdout.strip().replace("\n", ", "))

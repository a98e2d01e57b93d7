//! `document verify --offline`: paper, key list, no network.

use seal::{Digest, DocKey, KeyEntry, PaperType, Payload, PublicKeys, Signer};

use crate::{bianzhi, json};

/// A genuine code and the file of the keys.
fn paper() -> (String, tempfile::TempDir, String) {
    let office = Signer::generate();
    let keys = PublicKeys::new(
        vec![KeyEntry {
            key_id: office.key_id(),
            jurisdiction_id: "jingmen".to_owned(),
            office: "荆门市委编办".to_owned(),
            public_key: office.public_key().clone(),
        }],
        vec![],
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    std::fs::write(&file, serde_json::to_string(&keys.unwrap()).unwrap()).unwrap();
    let payload = Payload {
        paper_type: PaperType::Entry,
        doc_key: DocKey::from_bytes([7; 10]),
        issued_on: time::macros::date!(2026 - 08 - 25),
        content: Digest::of("{}"),
    };
    (office.sign(payload).to_string(), folder, file.display().to_string())
}

#[test]
fn a_genuine_code_is_authentic_and_its_currency_unknown() {
    let (code, _folder, keys) = paper();

    let output = bianzhi(&["document", "verify", &code, "--offline", "--keys", &keys, "-o", "json"]);

    assert_eq!(output.status.code(), Some(0));
    let told = json(&output);
    assert_eq!((&told["verdict"], &told["state"]), (&"AUTHENTIC".into(), &serde_json::Value::Null));
    assert_eq!((&told["type"], &told["issue_date"]), (&"E".into(), &"2026-08-25".into()));
}

#[test]
fn one_changed_character_fails() {
    let (code, _folder, keys) = paper();
    let at = code.rfind('.').unwrap() - 20;
    let changed = if code.as_bytes()[at] == b'A' { "B" } else { "A" };
    let forged = format!("{}{changed}{}", &code[..at], &code[at + 1..]);

    let output = bianzhi(&["document", "verify", &forged, "--offline", "--keys", &keys, "-o", "json"]);

    assert_eq!(output.status.code(), Some(3));
    assert_ne!(json(&output)["verdict"], "AUTHENTIC");
}

#[test]
fn offline_needs_a_key_list() {
    assert_eq!(bianzhi(&["document", "verify", "JMBB1", "--offline"]).status.code(), Some(2));
}

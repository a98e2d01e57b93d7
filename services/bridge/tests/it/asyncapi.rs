//! The committed contract for partners is the one of this code.
use std::path::Path;

const HEAD: &str = "# Generated from services/bridge/src/partner/contract.rs by `make proto`; do not edit.\n";

#[test]
fn asyncapi_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/asyncapi.yaml");
    let current = format!("{HEAD}{}", serde_yaml_ng::to_string(&bridge::partner::asyncapi()).unwrap());
    if std::env::var_os("BIANZHI_WRITE_GENERATED").is_some() {
        std::fs::write(&file, &current).unwrap();
    }

    assert!(
        std::fs::read_to_string(&file).is_ok_and(|committed| committed == current),
        "docs/asyncapi.yaml is stale: make proto"
    );
}

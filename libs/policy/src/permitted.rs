//! What a caller may do, over the whole contract.

use std::sync::LazyLock;

use prost::Message;
use prost_types::FileDescriptorSet;

use crate::authorizer::authorize;
use crate::principal::Caller;

/// `<package>.<Service>/<Method>` of every RPC of the contract, in alphabetical order.
static METHODS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let set = FileDescriptorSet::decode(proto::FILE_DESCRIPTOR_SET)
        .expect("the committed descriptors are checked by libs/proto");
    let mut methods: Vec<String> = Vec::new();
    for file in &set.file {
        for service in &file.service {
            let owner = format!("{}.{}", file.package(), service.name());
            methods.extend(service.method.iter().map(|method| format!("{owner}/{}", method.name())));
        }
    }
    methods.sort();
    methods
});

/// The methods of the contract that policy permits the caller, in alphabetical order. Whose objects it may use
/// them on is each house's own rule.
pub fn permitted(caller: Caller<'_>) -> Vec<&'static str> {
    METHODS.iter().map(String::as_str).filter(|method| authorize(caller, method).is_ok()).collect()
}

//! What the contract says about each method: taken from the descriptors, so that no list is kept by hand.

use std::collections::HashMap;
use std::sync::LazyLock;

use prost::Message;
use prost_types::{FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto};

/// One RPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Method {
    /// Whether it changes something: its refusal is audited.
    pub(crate) mutating: bool,
    /// Whether one side sends more than one message, so that no deadline fits all calls.
    pub(crate) streaming: bool,
    /// Field number of `request_id` in the request.
    pub(crate) request_id: Option<u32>,
}

static METHODS: LazyLock<HashMap<String, Method>> = LazyLock::new(|| {
    let set = FileDescriptorSet::decode(proto::FILE_DESCRIPTOR_SET).unwrap_or_default();
    let inputs: HashMap<String, Option<u32>> = set.file.iter().flat_map(inputs).collect();
    let described = set.file.iter().flat_map(|file| {
        file.service.iter().flat_map(|service| {
            let owner = format!("{}.{}", file.package(), service.name());
            let inputs = &inputs;
            service
                .method
                .iter()
                .map(move |method| (format!("{owner}/{}", method.name()), describe(method, inputs)))
        })
    });
    described.collect()
});

/// The method with this path (`bianzhi.workflow.v1.CaseService/SubmitCase`); one that is none of ours changes
/// nothing and may stream.
pub(crate) fn method(path: &str) -> Method {
    METHODS.get(path).copied().unwrap_or(Method { mutating: false, streaming: true, request_id: None })
}

fn inputs(file: &FileDescriptorProto) -> impl Iterator<Item = (String, Option<u32>)> {
    file.message_type.iter().map(|message| {
        let field = message.field.iter().find(|field| field.name() == "request_id");
        let number = field.and_then(|field| u32::try_from(field.number()).ok());
        (format!(".{}.{}", file.package(), message.name()), number)
    })
}

fn describe(method: &MethodDescriptorProto, inputs: &HashMap<String, Option<u32>>) -> Method {
    let request_id = inputs.get(method.input_type()).copied().flatten();
    const READS: [&str; 7] = ["Get", "List", "Search", "Check", "Verify", "Find", "Watch"];
    let reads =
        READS.iter().any(|word| method.name().starts_with(word)) || method.name().starts_with("Download");
    Method {
        mutating: request_id.is_some() || !reads,
        streaming: method.client_streaming() || method.server_streaming(),
        request_id,
    }
}

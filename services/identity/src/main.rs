//! `identity [--config FILE]` serves; `identity init` makes the first trust.
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((verb, rest)) if verb == "init" => identity::init::main(rest),
        _ => service::main("identity", identity::build),
    }
}

use std::process::ExitCode;

fn main() -> ExitCode {
    service::main("registry", registry::build)
}

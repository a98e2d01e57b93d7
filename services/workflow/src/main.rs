use std::process::ExitCode;

fn main() -> ExitCode {
    service::main("workflow", workflow::build)
}

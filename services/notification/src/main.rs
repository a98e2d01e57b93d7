use std::process::ExitCode;

fn main() -> ExitCode {
    service::main("notification", notification::assembly::build)
}

use std::process::ExitCode;

use clap::Parser;
use cli::args::Arguments;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = arguments.output();
    match cli::commands::run(arguments).await {
        Ok(answer) => cli::render::show(&answer, output).into(),
        Err(failure) => cli::render::complain(&failure, output).into(),
    }
}

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("bootstrap") => bootstrap(arguments.get(1..).unwrap_or_default()),
        _ => service::main("bridge", bridge::assembly::build),
    }
}

/// `bridge bootstrap [--config FILE]`.
fn bootstrap(arguments: &[String]) -> ExitCode {
    let file = match arguments {
        [] => None,
        [flag, file] if flag == "--config" => Some(PathBuf::from(file)),
        _ => {
            tracing_free("usage: bridge bootstrap [--config FILE]");
            return ExitCode::from(2);
        }
    };
    let outcome = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(bridge::bootstrap::run(file.as_deref())));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing_free(&format!("bridge bootstrap: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// A one-off command says what went wrong on standard error; there is no log yet.
#[expect(clippy::print_stderr, reason = "a command's answer to its caller")]
fn tracing_free(sentence: &str) {
    eprintln!("{sentence}");
}

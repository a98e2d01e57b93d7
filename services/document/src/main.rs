//! `document` serves; `document key create` makes an office's key before it does.
use std::{path::PathBuf, process::ExitCode};

use seal::Keyring;

const USAGE: &str = "usage: document key create --folder DIR --jurisdiction ID --office NAME";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("key") => create_key(arguments.get(1..).unwrap_or_default()),
        _ => service::main("document", document::assembly::build),
    }
}

/// Makes a key for a jurisdiction's office, from now on its current one, and prints its id.
fn create_key(arguments: &[String]) -> ExitCode {
    let [verb, options @ ..] = arguments else { return say(USAGE, 2) };
    let value = |name: &str| {
        options.chunks_exact(2).find_map(|pair| match pair {
            [option, value] if option == name => Some(value.as_str()),
            _ => None,
        })
    };
    let (Some(folder), Some(jurisdiction), Some(office)) =
        (value("--folder").map(PathBuf::from), value("--jurisdiction"), value("--office"))
    else {
        return say(USAGE, 2);
    };
    if verb != "create" || options.len() != 6 {
        return say(USAGE, 2);
    }
    match Keyring::create_key(&folder, jurisdiction, office) {
        Ok(entry) => {
            let _ = std::io::Write::write_fmt(&mut std::io::stdout(), format_args!("{}\n", entry.key_id));
            ExitCode::SUCCESS
        }
        Err(error) => say(&format!("document key create: {error}"), 1),
    }
}

#[expect(clippy::print_stderr, reason = "a command's answer to its caller")]
fn say(sentence: &str, code: u8) -> ExitCode {
    eprintln!("{sentence}");
    ExitCode::from(code)
}

//! `completions bash|zsh|fish|…`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::answer::{Answer, Section, Table};
use crate::args::Arguments;
use crate::failure::Failure;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to complete for.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self) -> Result<Answer, Box<Failure>> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "bianzhi", &mut script);
        let script = String::from_utf8(script).map_err(|error| Failure::internal(&error))?;
        let section = Section { lines: vec![script.clone()], table: Table::default() };
        Ok(Answer::of(&script)?.section(section))
    }
}

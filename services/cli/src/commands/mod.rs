//! One file per command; this one finds it.

pub mod calendar;
pub mod code;
pub mod completions;
pub mod retire;

use crate::answer::Answer;
use crate::args::{Arguments, Command};
use crate::failure::Failure;

/// Does what the arguments say.
pub async fn run(arguments: Arguments) -> Result<Answer, Box<Failure>> {
    let lang = arguments.global.lang.into();
    match arguments.command {
        Command::Calendar(command) => command.run(lang),
        Command::Retire(command) => command.run(lang),
        Command::Code(command) => command.run(lang),
        Command::Completions(command) => command.run(),
    }
}

//! One folder per noun, one file per command; this file finds it.

pub mod calendar;
pub mod case;
pub mod cert;
pub mod code;
pub mod completions;
pub mod definition;
pub mod delivery;
pub mod directory;
pub mod document;
pub mod institution;
pub mod mesh;
pub mod notification;
pub mod permit;
pub mod person;
pub mod quota;
pub mod registry;
pub mod retire;
pub mod series;
pub mod whoami;

use crate::answer::Answer;
use crate::args::{Arguments, Command, Global};
use crate::failure::Failure;
use crate::session::Session;

/// Does what the arguments say.
pub async fn run(arguments: Arguments) -> Result<Answer, Box<Failure>> {
    let Arguments { global, command } = arguments;
    let lang = global.lang.into();
    match command {
        Command::Calendar(command) => command.run(lang),
        Command::Retire(command) => command.run(lang),
        Command::Code(command) => command.run(lang),
        Command::Completions(command) => command.run(),
        Command::Document(command) => match command.without_network(lang) {
            Some(answer) => answer,
            None => as_operator(&global, async |session| command.run(session).await).await,
        },
        Command::Case(command) => as_operator(&global, async |session| command.run(session).await).await,
        Command::Quota(command) => as_operator(&global, async |session| command.run(session).await).await,
        Command::Permit(command) => as_operator(&global, async |session| command.run(session).await).await,
        Command::Institution(command) => {
            as_operator(&global, async |session| command.run(session).await).await
        }
        Command::Person(command) => as_operator(&global, async |session| command.run(session).await).await,
        Command::Delivery(command) => as_operator(&global, async |session| command.run(session).await).await,
        Command::Notification(command) => {
            as_operator(&global, async |session| command.run(session).await).await
        }
        Command::Directory(command) => as_operator(&global, async |session| command.run(session).await).await,
        Command::Registry(command) => as_operator(&global, async |session| command.run(session).await).await,
        Command::Definition(command) => {
            as_operator(&global, async |session| command.run(session).await).await
        }
        Command::Series(command) => as_operator(&global, async |session| command.run(session).await).await,
        Command::Whoami(command) => as_operator(&global, async |session| command.run(session).await).await,
        // Whoever enrols has no certificate to open a session with.
        Command::Cert(cert::Cert::Enroll(command)) => command.run(&global).await,
        Command::Cert(command) => as_operator(&global, async |session| command.run(session).await).await,
        Command::Mesh(command) => as_operator(&global, async |session| command.run(session).await).await,
    }
}

/// Runs a command in a session; what fails in it carries the session's trace id, unless the service said one.
async fn as_operator(
    global: &Global,
    command: impl AsyncFnOnce(&Session) -> Result<Answer, Box<Failure>>,
) -> Result<Answer, Box<Failure>> {
    let session = Session::open(global)?;
    command(&session).await.map_err(|mut failure| {
        if failure.trace_id.is_none() {
            failure.trace_id = session.trace_id().map(str::to_owned);
        }
        failure
    })
}

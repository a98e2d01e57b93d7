//! `e2e demo | dev | dev-down | bench | faults | with-mesh`: what the make targets run.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The mesh from outside.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Play the golden scenario G1 on six real services and tell it as a story.
    Demo,
    /// Keep a mesh up with the demo's data until Ctrl-C or `dev-down`.
    Dev,
    /// Stop what `dev` started.
    DevDown,
    /// Measure the main line and print the table of figures.
    Bench {
        /// What to measure; everything if nothing is named.
        what: Vec<e2e::bench::What>,
    },
    /// The yardstick of `bench`: a bare server behind mTLS.
    #[command(hide = true)]
    Echo(e2e::bench::echo::Arguments),
    /// Play G1 on a mesh and run a command that is told in its environment where everything is.
    WithMesh {
        /// The command and its arguments.
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
    /// Kill processes and cut links at named points while cases are in flight, and prove that nothing is left.
    Faults {
        /// Decides the order of the faults, their moments and the persons.
        #[arg(long, default_value_t = 486)]
        seed: u64,
        /// How many faults.
        #[arg(long, default_value_t = 80)]
        count: usize,
        /// How many cases are in flight in each.
        #[arg(long, default_value_t = 21)]
        cases: usize,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Arguments::parse().what {
        What::Demo => e2e::demo::run().await,
        What::Dev => e2e::dev::up().await,
        What::DevDown => e2e::dev::down().await,
        What::Bench { what } => e2e::bench::run(&what).await,
        What::Echo(arguments) => e2e::bench::echo::run(&arguments).await,
        What::WithMesh { command } => e2e::with_mesh::run(&command).await,
        What::Faults { seed, count, cases } => e2e::faults::run(seed, count, cases).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&format!("\n✗ {error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "what went wrong is told on standard error")]
fn report(sentence: &str) {
    eprintln!("{sentence}");
}

//! Starts both private servers in the folder named and holds them until it is ended from outside: the
//! caller that `tests/it/crash.rs` lets crash.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "part of a test")]

use std::path::PathBuf;

use devstack::kafka::{self, Kafka};
use devstack::{ports, postgres::Postgres};

#[path = "../tests/it/ca.rs"]
mod ca;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = PathBuf::from(std::env::args_os().nth(1).unwrap());
    let tls = ca::Ca::new().broker(&folder);
    let _postgres = Postgres::start(&folder.join("postgres"), &["registry"]).await.unwrap();
    let listener = kafka::listener("workflow", ports::free().unwrap()).unwrap();
    let _kafka = Kafka::start(&folder.join("kafka"), &tls, &[listener]).await.unwrap();
    println!("holding");
    std::future::pending::<()>().await;
}

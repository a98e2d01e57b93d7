//! The mesh from outside: the demo, the scenarios, the partners' programs and the faults. Everything here speaks
//! gRPC (through the command line `bianzhi` or the generated clients), Kafka and files; nothing looks into a table.
pub mod base;
pub mod bench;
pub mod demo;
pub mod dev;
pub mod engine;
mod expect;
pub mod faults;
pub mod kill;
pub mod partners;
mod people;
mod repeat;
pub mod revocation;
pub mod rotation;
pub mod scenario;
mod story;
mod timings;
pub mod with_mesh;
pub mod world;

//! The walls of this house, and the tables it shares with every house.

#[test]
fn rooms_know_only_their_neighbours() {
    testkit::rooms::assert_walls(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
}

#[test]
fn the_shared_tables_are_the_libraries_own() {
    let messaging = include_str!("../../../../libs/messaging/messaging.sql");
    assert_eq!(include_str!("../../migrations/0001_messaging.sql"), messaging);
    let command = include_str!("../../../../libs/command/command.sql");
    assert_eq!(include_str!("../../migrations/0002_command.sql"), command);
    let probe = include_str!("../../../../libs/probe/probe.sql");
    assert_eq!(include_str!("../../migrations/0010_probe.sql"), probe);
}

#[test]
fn the_shared_tables_are_those_of_the_libraries() {
    assert_eq!(
        include_str!("../../migrations/0001_messaging.sql"),
        include_str!("../../../../libs/messaging/messaging.sql")
    );
    assert_eq!(
        include_str!("../../migrations/0002_command.sql"),
        include_str!("../../../../libs/command/command.sql")
    );
    assert_eq!(
        include_str!("../../migrations/0010_probe.sql"),
        include_str!("../../../../libs/probe/probe.sql")
    );
}

#[test]
fn the_tables_of_the_libs_are_copied_byte_for_byte() {
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

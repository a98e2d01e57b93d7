//! Tables that are copies, and what the archive itself forbids.

use crate::world::World;

#[test]
fn the_tables_of_messaging_command_and_probe_are_the_originals() {
    let messaging = include_str!("../../../../libs/messaging/messaging.sql");
    let command = include_str!("../../../../libs/command/command.sql");
    let probe = include_str!("../../../../libs/probe/probe.sql");

    assert_eq!(include_str!("../../migrations/0001_messaging.sql"), messaging);
    assert_eq!(include_str!("../../migrations/0002_command.sql"), command);
    assert_eq!(include_str!("../../migrations/0010_probe.sql"), probe);
}

#[tokio::test]
async fn a_timeline_takes_no_correction() {
    let world = World::start("2026-03-10 09:20").await;
    world.draft_quota_use(2).await;

    for statement in ["update timeline set basis = 'x'", "delete from timeline"] {
        let refusal = sqlx::raw_sql(statement).execute(&world.database.pool).await.unwrap_err();

        assert!(refusal.to_string().contains("timeline is append-only"), "{refusal}");
    }
}

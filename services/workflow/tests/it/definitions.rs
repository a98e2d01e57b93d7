//! Publishing how items are handled.

use proto::workflow::v1 as pb;
use tonic::Code;

use crate::world::World;

const QUOTA_USE: &str = include_str!("../../definitions/quota_use.yaml");

#[tokio::test]
async fn the_same_content_is_no_new_version_and_a_running_case_keeps_its_own() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;

    let same = world.publish(QUOTA_USE).await.unwrap();
    let changed = world.publish(&format!("{QUOTA_USE}\n# 修订\n")).await.unwrap();

    assert_eq!((same.version, changed.version), (1, 2));
    assert_eq!(world.get("sch-clerk", &case.id).await.definition, "quota_use/1");
    assert_eq!(world.draft_quota_use(2).await.definition, "quota_use/2");
    let request = pb::GetDefinitionRequest { item: "quota_use".into(), version: 1 };
    let first = world.definitions("sch-clerk").get_definition(request).await.unwrap().into_inner();
    assert_eq!(first.definition.unwrap().yaml, QUOTA_USE);
}

#[tokio::test]
async fn a_definition_with_defects_is_refused_with_all_of_them() {
    let world = World::bare("2026-03-10 09:20").await;
    let wrong = QUOTA_USE.replace("takes: seats\n  on_return: give_back", "takes: seats\n  on_return: keep");

    let refused = world.publish(&wrong.replace("on_end: give_back", "on_end: keep")).await.unwrap_err();

    let failure = channel::failure(&refused);
    assert_eq!((refused.code(), failure.reason.as_str()), (Code::InvalidArgument, "DEFINITION_INVALID"));
    assert_eq!(failure.violations.len(), 3);
    let request = pb::ListDefinitionsRequest::default();
    let listed = world.definitions("sch-clerk").list_definitions(request).await.unwrap().into_inner();
    assert!(listed.definitions.is_empty());
}

//! Lists: by sight, filter and page.

use proto::workflow::v1 as pb;

use crate::world::{World, reason};

async fn listed(world: &World, operator: &str, request: pb::ListCasesRequest) -> (Vec<String>, String) {
    let page = world.cases(operator).list_cases(request).await.unwrap().into_inner();
    (page.cases.into_iter().map(|case| case.id).collect(), page.next_page_token)
}

#[tokio::test]
async fn each_sees_the_cases_of_his_own_tree_newest_first() {
    let world = World::start("2026-03-10 09:20").await;
    let first = world.submitted_quota_use().await;
    world.at("2026-03-10 09:30");
    let second = world.draft_quota_use(1).await;
    let all = pb::ListCasesRequest::default();
    let mine = pb::ListCasesRequest { mine: true, ..all.clone() };
    let submitted = pb::ListCasesRequest { state: pb::CaseState::Submitted.into(), ..all.clone() };
    let entries = pb::ListCasesRequest { item: "entry".into(), ..all.clone() };

    assert_eq!(listed(&world, "edu-clerk", all.clone()).await.0, [second.id.clone(), first.id.clone()]);
    assert_eq!(listed(&world, "hlt-clerk", all.clone()).await.0, Vec::<String>::new());
    assert_eq!(listed(&world, "so-accept", mine.clone()).await.0, std::slice::from_ref(&first.id));
    assert_eq!(listed(&world, "so-review", mine.clone()).await.0, Vec::<String>::new());
    assert_eq!(listed(&world, "sch-clerk", mine).await.0, [second.id]);
    assert_eq!(listed(&world, "so-review", submitted).await.0, [first.id]);
    assert_eq!(listed(&world, "so-review", entries).await.0, Vec::<String>::new());
    assert_eq!(listed(&world, "hr-opinion", all).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn a_page_leads_to_the_next_and_its_token_to_no_other_list() {
    let world = World::start("2026-03-10 09:20").await;
    let mut drafted = Vec::new();
    for _ in 0..3 {
        drafted.push(world.draft_quota_use(1).await.id);
    }
    drafted.reverse();
    let request = pb::ListCasesRequest { page_size: 2, ..Default::default() };

    let (first, token) = listed(&world, "sch-clerk", request.clone()).await;
    let next = pb::ListCasesRequest { page_token: token.clone(), ..request.clone() };
    let (second, end) = listed(&world, "sch-clerk", next.clone()).await;
    let foreign = world.cases("edu-clerk").list_cases(next).await.unwrap_err();

    assert_eq!((first, second), (drafted[..2].to_vec(), drafted[2..].to_vec()));
    assert_eq!(end, "");
    assert_eq!(reason(&foreign), "PAGE_TOKEN_INVALID");
}

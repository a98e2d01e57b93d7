use messaging::inbox::{Parked, list_parked, send_again};

use crate::world::{PATIENCE, Verdict, World, fact, world};

async fn shelf(world: &World) -> Vec<Parked> {
    list_parked(&mut world.pool().acquire().await.unwrap()).await.unwrap()
}

/// Waits until so many facts are parked; returns their states and reasons.
async fn shelf_when(world: &World, count: usize) -> Vec<(String, String)> {
    let parked = testkit::eventually("facts are parked", PATIENCE, async || {
        Some(shelf(world).await).filter(|parked| parked.len() >= count)
    })
    .await;
    parked.into_iter().map(|parked| (parked.state, parked.reason)).collect()
}

async fn again(world: &World, parked_id: i64) -> bool {
    let mut tx = db::begin(world.pool()).await.unwrap();
    let asked = send_again(&mut tx, parked_id).await.unwrap();
    db::commit(tx).await.unwrap();
    asked
}

#[tokio::test]
async fn nonsense_is_parked_and_blocks_nothing() {
    let world = world().await;
    let letter_box = world.letter_box();
    let (relay, inbox) = (world.relay(), world.inbox(&letter_box));

    world.send_raw("sch", "nonsense").await;
    world.tell(&[fact("sch", "sense")]).await;

    assert_eq!(world.effects_when(1).await, ["sense"]);
    let reason =
        "the record is no CloudEvent: neither ce_ headers nor content type application/cloudevents+json";
    assert_eq!(shelf_when(&world, 1).await, [("unreadable".to_owned(), reason.to_owned())]);
    relay.stop().await;
    inbox.stop().await;
}

#[tokio::test]
async fn a_parked_fact_is_not_overtaken_by_its_key_and_comes_back_in_order() {
    let world = world().await;
    let letter_box = world.letter_box();
    letter_box.refuse("a1", Verdict::Park);
    let (relay, inbox) = (world.relay(), world.inbox(&letter_box));

    world.tell(&[fact("a", "a1"), fact("a", "a2"), fact("b", "b1"), fact("a", "a3")]).await;

    assert_eq!(world.effects_when(1).await, ["b1"]);
    let behind = ("behind".to_owned(), "waits for an earlier fact of its key".to_owned());
    let lying = shelf_when(&world, 3).await;
    assert_eq!(lying[0], ("parked".to_owned(), "never".to_owned()));
    // A fact that came twice lies there twice.
    assert!(lying[1..].iter().all(|other| *other == behind), "{lying:?}");
    assert_eq!((letter_box.offers_of("a2"), letter_box.offers_of("a3")), (0, 0));

    letter_box.accept("a1");
    let first = shelf(&world).await[0].parked_id;
    assert!(again(&world, first).await);

    assert_eq!(world.effects_when(4).await, ["b1", "a1", "a2", "a3"]);
    testkit::eventually("the shelf is empty", PATIENCE, async || {
        shelf(&world).await.is_empty().then_some(())
    })
    .await;
    assert!(!again(&world, first).await);
    relay.stop().await;
    inbox.stop().await;
}

#[tokio::test]
async fn our_own_failure_is_tried_a_few_times_and_then_parked() {
    let world = world().await;
    let letter_box = world.letter_box();
    letter_box.refuse("broken", Verdict::Fault);
    let (relay, inbox) = (world.relay(), world.inbox(&letter_box));

    world.tell(&[fact("sch", "broken")]).await;

    assert_eq!(shelf_when(&world, 1).await, [("parked".to_owned(), "our bug".to_owned())]);
    assert_eq!(letter_box.offers_of("broken"), 5);
    relay.stop().await;
    inbox.stop().await;
}

#[tokio::test]
async fn a_shelf_that_is_out_of_reach_for_a_moment_costs_no_further_offer() {
    let world = world().await;
    let letter_box = world.letter_box();
    letter_box.refuse("broken", Verdict::Fault);
    // Refuses the first row; a sequence does not roll back.
    let refuse_once = "create sequence attempt; \
        create function refuse_once() returns trigger language plpgsql as $$ begin \
            if nextval('attempt') = 1 then raise exception 'no room on the shelf'; end if; return new; end $$; \
        create trigger refuse_once before insert on parked for each row execute function refuse_once()";
    sqlx::raw_sql(refuse_once).execute(world.pool()).await.unwrap();
    let (relay, inbox) = (world.relay(), world.inbox(&letter_box));

    world.tell(&[fact("sch", "broken")]).await;

    assert_eq!(shelf_when(&world, 1).await, [("parked".to_owned(), "our bug".to_owned())]);
    assert_eq!(letter_box.offers_of("broken"), 5);
    relay.stop().await;
    inbox.stop().await;
}

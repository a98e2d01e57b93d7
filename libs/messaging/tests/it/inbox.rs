use crate::world::{Verdict, fact, world};

#[tokio::test]
async fn a_fact_told_twice_acts_once() {
    let world = world().await;
    let letter_box = world.letter_box();
    let (relay, inbox) = (world.relay(), world.inbox(&letter_box));
    let twice = fact("sch", "twice");

    world.tell(std::slice::from_ref(&twice)).await;
    world.outbox_is_empty().await;
    world.tell(&[twice, fact("sch", "last")]).await;

    assert_eq!(world.effects_when(2).await, ["twice", "last"]);
    assert!(letter_box.offers_of("twice") >= 2, "{:?}", letter_box.offered());
    relay.stop().await;
    inbox.stop().await;
}

#[tokio::test]
async fn a_fact_that_must_wait_is_not_overtaken_and_holds_up_no_other_partition() {
    let world = world().await;
    let letter_box = world.letter_box();
    letter_box.refuse("a1", Verdict::Retry);
    let (relay, inbox) = (world.relay(), world.inbox(&letter_box));
    let keys: Vec<String> = (0..20).map(|number| format!("unit-{number}")).collect();

    world.tell(&[fact("a", "a1"), fact("a", "a2")]).await;
    world.tell(&keys.iter().map(|key| fact(key, key)).collect::<Vec<_>>()).await;

    letter_box.was_offered("a1").await;
    // Four partitions: some of twenty keys share a's, most do not.
    let passed = world.effects_when(5).await;
    assert!(!passed.contains(&"a2".to_owned()));
    letter_box.accept("a1");
    let all = world.effects_when(22).await;
    let at = |text: &str| all.iter().position(|effect| effect == text).unwrap();
    assert!(at("a1") < at("a2"));
    relay.stop().await;
    inbox.stop().await;
}

#[tokio::test]
async fn what_had_its_effect_is_not_offered_to_the_next_run() {
    let world = world().await;
    let relay = world.relay();
    let before = world.letter_box();
    let inbox = world.inbox(&before);
    world.tell(&[fact("sch", "one"), fact("sch", "two")]).await;
    world.effects_when(2).await;
    inbox.stop().await;

    let after = world.letter_box();
    let inbox = world.inbox(&after);
    world.tell(&[fact("sch", "three")]).await;
    world.effects_when(3).await;

    let again: Vec<String> = after.offered().into_iter().filter(|offer| offer != "three").collect();
    assert!(again.is_empty(), "{again:?}");
    inbox.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_partition_that_waits_long_fills_no_memory_and_catches_up_in_order() {
    let world = world().await;
    let letter_box = world.letter_box();
    letter_box.refuse("000", Verdict::Retry);
    let (relay, inbox) = (world.relay(), world.inbox(&letter_box));
    let facts: Vec<_> = (0..600).map(|number| fact("sch", &format!("{number:03}"))).collect();

    world.tell(&facts).await;
    world.outbox_is_empty().await;
    // The lane and the partition behind it fill up meanwhile.
    letter_box.was_offered_often("000", 4).await;
    letter_box.accept("000");

    let effects = world.effects_when(600).await;
    assert!(effects.is_sorted(), "{effects:?}");
    inbox.stop().await;
    relay.stop().await;
}

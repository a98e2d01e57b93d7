//! The walls of this house.

#[test]
fn rooms_know_only_their_neighbours() {
    testkit::rooms::assert_walls(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
}

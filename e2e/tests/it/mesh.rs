//! One mesh at a time: two cores are not enough for two.
use devstack::folder;
use e2e::world::World;
use tokio::sync::{Mutex, MutexGuard};

static ONE: Mutex<()> = Mutex::const_new(());

pub(crate) struct Mesh {
    pub(crate) world: World,
    place: folder::Temporary,
    _turn: MutexGuard<'static, ()>,
}

impl Mesh {
    pub(crate) async fn start() -> Self {
        let turn = ONE.lock().await;
        let place = folder::temporary().unwrap();
        let world = World::start(place.path()).await.unwrap();
        Self { world, place, _turn: turn }
    }

    /// A mesh whose services' certificates live for so long, e.g. `10s`.
    pub(crate) async fn start_with_leaves_of(service_life: &str) -> Self {
        let turn = ONE.lock().await;
        let place = folder::temporary().unwrap();
        let world = World::start_with_leaves_of(place.path(), service_life).await.unwrap();
        Self { world, place, _turn: turn }
    }

    /// A mesh with seats for thousands of cases.
    pub(crate) async fn start_roomy() -> Self {
        let turn = ONE.lock().await;
        let place = folder::temporary().unwrap();
        let world = World::start_roomy(place.path()).await.unwrap();
        Self { world, place, _turn: turn }
    }

    /// Ends the mesh; its folder stays when something went wrong, so that the logs can be read.
    pub(crate) async fn end(self, outcome: anyhow::Result<()>) {
        self.world.stop().await.unwrap();
        if let Err(error) = outcome {
            panic!("{error:#}\nthe mesh's folder: {}", self.place.keep().display());
        }
    }
}

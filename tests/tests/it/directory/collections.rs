//! The collections, for what holds for each of them.

use e2e::App;
use e2e::samples::{SAMPLES, Sample, World};
use serde_json::Value;

/// One collection, and a body that makes something in it.
pub(crate) struct Collection {
    pub(crate) path: &'static str,
    pub(crate) body: Value,
    /// A change that it takes.
    pub(crate) change: Value,
    pub(crate) sample: Sample,
}

impl Collection {
    /// Makes one, and answers its path.
    pub(crate) async fn make(&self, app: &App) -> String {
        app.make(self.path, self.body.clone()).await.header("location").to_owned()
    }
}

/// All collections, and things for their bodies to name.
pub(crate) async fn all(app: &App) -> Vec<Collection> {
    let world = World::new(app).await;
    let collection = |sample: &Sample| Collection {
        path: sample.path,
        body: (sample.body)(&world, 1),
        change: (sample.change)(),
        sample: *sample,
    };
    SAMPLES.iter().map(collection).collect()
}

//! Where other people's programs are.

use std::path::{Path, PathBuf};

/// A test, with its name.
pub(crate) type Case = (&'static str, fn(&Peers));

#[derive(Clone)]
pub(crate) struct Peers {
    folder: PathBuf,
    /// Why the tests can't run, if they need not.
    pub(crate) missing: Option<String>,
}

impl Peers {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test says where its peers are; there is no configuration here"
    )]
    pub(crate) fn look() -> Self {
        let given = std::env::var_os("MERIDIAN_PEERS").filter(|path| !path.is_empty());
        let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers");
        let demanded = given.is_some();
        let folder = given.map_or(usual, PathBuf::from);
        let missing = (!folder.join("installed").exists() && !demanded)
            .then(|| format!("no peers at {}", folder.display()));
        Self { folder, missing }
    }

    pub(crate) fn python(&self) -> PathBuf {
        self.folder.join("venv/bin/python")
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A file beside the tests.
pub(crate) fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail").join(name)
}

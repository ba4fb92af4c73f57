//! The real provider, as a process of its own.

use e2e::PUBLIC_URL;
use reqwest::Client;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The secret of its clients, with characters that have to be encoded on their way.
pub(crate) const SECRET: &str = "the provider's secret: %&+";
/// Where programs come back to.
pub(crate) const OWN_ADDRESS: &str = "http://localhost:4000/back";

/// Where its modules are, or why there is no provider. Where `MERIDIAN_PEERS` says that it is there it must be.
pub(crate) fn look() -> Result<PathBuf, String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "where the peers are is told to the tests, not to the product"
    )]
    let demanded = std::env::var_os("MERIDIAN_PEERS").filter(|path| !path.is_empty()).map(PathBuf::from);
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/peers");
    let modules = demanded.clone().unwrap_or(usual).join("node_modules");
    let there = modules.join("oidc-provider/package.json").exists();
    assert!(there || demanded.is_none(), "MERIDIAN_PEERS is set, and there is no oidc-provider in it");
    if there { Ok(modules) } else { Err("no oidc-provider; .ci/peers/install gets it".into()) }
}

/// A running provider. It stops when this is dropped.
pub(crate) struct Real {
    child: Child,
    /// Held open: it dies of a word that nobody can hear.
    _output: BufReader<ChildStdout>,
    pub(crate) issuer: String,
}

impl Real {
    pub(crate) async fn start() -> Self {
        let started = tokio::task::spawn_blocking(|| {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/oidc/provider.mjs");
            let callback = format!("{PUBLIC_URL}/auth/oidc/callback");
            let mut child = Command::new("node")
                .args([script, look().expect("the provider"), callback.into(), OWN_ADDRESS.into()])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("node starts");
            let mut issuer = String::new();
            let mut output = BufReader::new(child.stdout.take().expect("its output"));
            output.read_line(&mut issuer).expect("a line");
            Self { child, _output: output, issuer: issuer.trim().to_owned() }
        });
        let real = started.await.expect("a provider");
        assert!(real.issuer.starts_with("http://"), "the provider did not start: {}", real.issuer);
        real
    }

    /// What it says of somebody from now on.
    pub(crate) async fn account(&self, id: &str, claims: &Value) {
        let put = Client::new().put(format!("{}/accounts/{id}", self.issuer)).json(claims).send().await;
        assert_eq!(put.expect("an answer").status().as_u16(), 204);
    }

    pub(crate) fn stop(&mut self) {
        // A process that is gone needs no stopping.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        self.stop();
    }
}

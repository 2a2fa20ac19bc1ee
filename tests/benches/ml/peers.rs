//! The peers: a throw-away Python environment, and the servers that run in it.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use ml::bundle::Variant;
use serde_json::Value;

use crate::bundle::Bundle;

/// How long a peer may take to load its model.
const PATIENCE: Duration = Duration::from_secs(120);

/// The peers' environment.
pub struct Peers {
    python: PathBuf,
    scripts: PathBuf,
}

/// A peer's server; ended when dropped.
pub struct Server {
    child: Child,
    /// Where it listens: `127.0.0.1:PORT`.
    pub address: String,
}

impl Peers {
    /// Makes the environment in the cache, unless it is there.
    ///
    /// # Errors
    /// Why it can't be made.
    pub fn prepare() -> Result<Self, String> {
        let cache = std::env::var_os("CACHE").map(PathBuf::from).ok_or("CACHE isn't set; use make bench-ml")?;
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
        let folder = cache.join("bench-peers");
        let set_up = Command::new("python3").arg(scripts.join("setup.py")).arg(&folder).status();
        match set_up {
            Ok(status) if status.success() => Ok(Self { python: folder.join("bin/python"), scripts }),
            Ok(_) => Err("their environment can't be made; see above".into()),
            Err(error) => Err(format!("python3 can't be run: {error}")),
        }
    }

    /// FastAPI and PyTorch.
    ///
    /// # Panics
    /// When it doesn't come up.
    pub fn torch(&self, bundle: &Bundle) -> Server {
        let mut command = self.script("torch_server.py");
        command.arg(&bundle.folder);
        Server::start(command)
    }

    /// FastAPI and ONNX Runtime.
    ///
    /// # Panics
    /// When it doesn't come up.
    pub fn onnxruntime(&self, bundle: &Bundle, variant: Variant) -> Server {
        let mut command = self.script("onnx_server.py");
        command.arg(&bundle.folder).arg(bundle.graph(variant));
        Server::start(command)
    }

    /// ONNX Runtime without a server, in batches of `rows`: `texts_per_second`, `p50_ms` and `p99_ms`.
    ///
    /// # Panics
    /// When it fails.
    pub fn bare(&self, bundle: &Bundle, variant: Variant, texts: &Path, rows: usize, measured: Duration) -> Value {
        let mut command = self.script("bare_onnx.py");
        command.arg(&bundle.folder).arg(bundle.graph(variant)).arg(texts);
        command.args([rows.to_string(), measured.as_secs_f64().to_string()]);
        let output = command.stderr(Stdio::inherit()).output().expect("python can be run");
        assert!(output.status.success(), "ONNX Runtime alone failed");
        serde_json::from_slice(&output.stdout).expect("it prints one line of JSON")
    }

    /// Fine-tunes with transformers and PyTorch: `samples_per_second` and `peak_bytes`.
    ///
    /// # Panics
    /// When it fails.
    pub fn finetune(&self, bundle: &Path, rows: &Path, arguments: &[String]) -> Value {
        let mut command = self.script("finetune.py");
        command.arg(bundle).arg(rows).args(arguments);
        let output = command.stderr(Stdio::inherit()).output().expect("python can be run");
        assert!(output.status.success(), "transformers and PyTorch failed");
        serde_json::from_slice(&output.stdout).expect("it prints one line of JSON")
    }

    fn script(&self, name: &str) -> Command {
        let mut command = Command::new(&self.python);
        // Its libraries are its own, not those that `make` sets for the product.
        command.arg(self.scripts.join(name)).env_remove("LD_LIBRARY_PATH").stdin(Stdio::null());
        command
    }
}

impl Server {
    fn start(mut command: Command) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let child = command.arg(port.port().to_string()).spawn().expect("python can be run");
        let mut server = Self { child, address: port.to_string() };
        let begun = Instant::now();
        while std::net::TcpStream::connect(&server.address).is_err() {
            assert!(begun.elapsed() < PATIENCE, "a peer doesn't come up");
            assert!(server.child.try_wait().is_ok_and(|ended| ended.is_none()), "a peer ended");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

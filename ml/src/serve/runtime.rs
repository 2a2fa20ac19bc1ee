//! The ONNX Runtime library, loaded once a process.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ort::environment::Environment;

/// Environment variable that names the library, as `make` sets it.
pub const DYLIB_VARIABLE: &str = "ORT_DYLIB_PATH";

/// ONNX Runtime, ready to make sessions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runtime {
    pub(crate) environment: Environment,
}

/// Why ONNX Runtime can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuntimeError {
    /// Nobody said where it is.
    #[error("{DYLIB_VARIABLE} isn't set; set it to the path of libonnxruntime.so (version 1.24 or later)")]
    Unset,
    /// The library can't be loaded.
    #[error(
        "ONNX Runtime can't be loaded from {path}: {reason}; set {DYLIB_VARIABLE} to the path of libonnxruntime.so (version 1.24 or later)"
    )]
    Load {
        /// Where it was looked for.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// Another library is loaded already; a process has one.
    #[error("ONNX Runtime is already loaded from {loaded}; {asked} can't be loaded beside it")]
    AlreadyLoaded {
        /// The one in use.
        loaded: PathBuf,
        /// The other.
        asked: PathBuf,
    },
}

static LOADED: Mutex<Option<(PathBuf, Runtime)>> = Mutex::new(None);

impl Runtime {
    /// Loads the library at `dylib`; again with the same path gives the runtime already loaded.
    pub fn load(dylib: &Path) -> Result<Self, RuntimeError> {
        let mut loaded = LOADED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some((path, runtime)) = &*loaded {
            return if path == dylib {
                Ok(runtime.clone())
            } else {
                Err(RuntimeError::AlreadyLoaded { loaded: path.clone(), asked: dylib.to_owned() })
            };
        }
        let failed = |reason: String| RuntimeError::Load { path: dylib.to_owned(), reason };
        if !dylib.is_file() {
            return Err(failed("no such file".into()));
        }
        // The binding panics where a library loads but has too old an interface.
        let environment = catch_unwind(|| -> Result<Environment, String> {
            let builder = ort::init_from(dylib).map_err(|error| error.to_string())?;
            builder.with_name("gisa").with_telemetry(false).build().map_err(|error| error.to_string())
        })
        .unwrap_or_else(|_| Err("its interface is too old".into()))
        .map_err(failed)?;
        let runtime = Runtime { environment };
        *loaded = Some((dylib.to_owned(), runtime.clone()));
        Ok(runtime)
    }

    /// The library's version and build, in its own words.
    pub fn build(&self) -> String {
        ort::info().to_owned()
    }

    /// Loads the library that [`DYLIB_VARIABLE`] names.
    pub fn from_env() -> Result<Self, RuntimeError> {
        let dylib = std::env::var_os(DYLIB_VARIABLE).filter(|path| !path.is_empty()).ok_or(RuntimeError::Unset)?;
        Runtime::load(Path::new(&dylib))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_library_is_named_with_what_to_set() {
        let error = Runtime::load(Path::new("/nowhere/libonnxruntime.so")).unwrap_err().to_string();
        assert!(error.contains("/nowhere/libonnxruntime.so") && error.contains(DYLIB_VARIABLE), "{error}");
    }
}

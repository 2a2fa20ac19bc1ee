//! What handlers need to be told about the machine.

use std::{path::PathBuf, sync::Arc, time::Duration};

use domain::base_model;
use tokio::process::Command;

use crate::fetch::{Limits, Lookup, SystemLookup, clock::ClockHandle};

/// What handlers need to be told about the machine. The process that wires them reads it from its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The program that trains (`gisa-trainer`).
    pub trainer: PathBuf,
    /// ONNX Runtime's shared library, for the parity proof.
    pub ort_dylib: PathBuf,
    /// Where libtorch lies, if the trainer doesn't find it by itself.
    pub libtorch: Option<PathBuf>,
    /// Days for which the folder of a failed or cancelled job is kept, a training run's checkpoints among it.
    pub scratch_days: u32,
    /// Where base models may come from.
    pub base_model: base_model::Settings,
    /// How sites are asked.
    pub crawler: Crawler,
    /// How long a webhook's receiver may take to answer.
    pub webhook_timeout: Duration,
}

/// How sites are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crawler {
    /// How a site reaches whoever runs us: the address of a page or a mailbox. Without one only this machine is asked.
    pub contact: Option<String>,
    /// Bounds of one page.
    pub limits: Limits,
    /// Time.
    pub clock: ClockHandle,
    /// Names.
    pub lookup: LookupHandle,
}

impl Crawler {
    /// Who we say we are; `None` if a site that isn't on this machine couldn't reach us.
    pub fn user_agent(&self, local: bool) -> Option<String> {
        let name = concat!("gisa/", env!("CARGO_PKG_VERSION"));
        match &self.contact {
            Some(contact) => Some(format!("{name} (+{contact})")),
            None => local.then(|| name.to_owned()),
        }
    }
}

/// A resolver that is handed around. Two handles are equal if they are of one resolver.
#[derive(Clone, Debug)]
pub struct LookupHandle(pub Arc<dyn Lookup>);

impl Default for LookupHandle {
    fn default() -> Self {
        Self(Arc::new(SystemLookup))
    }
}

impl PartialEq for LookupHandle {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for LookupHandle {}

impl Default for Settings {
    fn default() -> Self {
        Self {
            trainer: PathBuf::default(),
            ort_dylib: PathBuf::default(),
            libtorch: None,
            scratch_days: 7,
            base_model: base_model::Settings::default(),
            crawler: Crawler::default(),
            webhook_timeout: Duration::from_secs(15),
        }
    }
}

impl Settings {
    /// The trainer as a child process that is killed when it is dropped, without arguments yet.
    pub(crate) fn trainer_command(&self) -> Command {
        let mut command = Command::new(&self.trainer);
        command
            .env("ORT_DYLIB_PATH", &self.ort_dylib)
            // A signal meant for the server's group must not reach the trainer past us.
            .process_group(0)
            .kill_on_drop(true);
        if let Some(libtorch) = &self.libtorch {
            command.env("LD_LIBRARY_PATH", libtorch.join("lib"));
        }
        command
    }
}

//! Names become addresses that were checked: the client connects to what this gives it, and to nothing else.

use std::{fmt, io, net::IpAddr, net::SocketAddr, sync::Arc};

use domain::network_address;
use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// What finds the addresses of a name.
pub trait Lookup: fmt::Debug + Send + Sync {
    /// All its addresses.
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The machine's own resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, name: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(addresses.map(|address| address.ip()).collect())
        })
    }
}

/// Refuses a name any of whose addresses may not be asked.
#[derive(Clone, Debug)]
pub(crate) struct CheckedResolver {
    lookup: Arc<dyn Lookup>,
    local: bool,
}

impl CheckedResolver {
    pub(crate) fn new(lookup: Arc<dyn Lookup>, local: bool) -> Self {
        Self { lookup, local }
    }
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, local) = (Arc::clone(&self.lookup), self.local);
        Box::pin(async move {
            let name = name.as_str().to_owned();
            let addresses = lookup.lookup(name.clone()).await?;
            for address in &addresses {
                // One bad address among good ones is how a name is made to point inside.
                network_address::check_ip(*address, local).map_err(|why| Refusal(format!("{name} is at {why}")))?;
            }
            let addresses: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// Why a name isn't resolved.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
struct Refusal(String);

/// Why the client's request was refused by the resolver, if it was.
pub(crate) fn refusal(error: &reqwest::Error) -> Option<String> {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(Refusal(why)) = cause.downcast_ref::<Refusal>() {
            return Some(why.clone());
        }
        source = cause.source();
    }
    None
}

//! Which addresses may be asked.
//!
//! A source names its hosts; what they resolve to must be on the public internet, or, for a source that is marked local,
//! on this machine. Hosts that are written as numbers in whatever notation (decimal, octal, hexadecimal, shortened) have
//! become plain addresses when the address was parsed (WHATWG URL Standard, section 3.5), so there is one form to check.

use domain::{network_address, source_definition::Definition};
use url::Url;

use super::FetchError;

/// Refuses an address that isn't the source's, or is a number that may not be asked.
///
/// # Errors
/// `ADDRESS_REFUSED`, saying why.
pub fn check_url(url: &Url, definition: &Definition) -> Result<(), FetchError> {
    let refuse = |why: String| Err(FetchError::permanent("ADDRESS_REFUSED", format!("{url} is not asked: {why}")));
    if let Err(why) = network_address::check_url(url, definition.local) {
        return refuse(why);
    }
    if !definition.allows(url) {
        return refuse(format!("its host is not among the source's: {}", definition.hosts.join(", ")));
    }
    Ok(())
}

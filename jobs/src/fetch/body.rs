//! Reading an answer: at most so much of it, counted after decompression, so that a small answer can't become a large one.

use reqwest::{Response, header};
use url::Url;

use super::FetchError;

/// The bytes of an answer, decompressed.
pub(super) async fn read(mut response: Response, url: &Url, most: usize) -> Result<Vec<u8>, FetchError> {
    let too_large = || {
        let megabytes = most as f64 / f64::from(1 << 20);
        FetchError::permanent("TOO_LARGE", format!("{url} is larger than {megabytes} MiB"))
    };
    // What the client has decompressed has lost this header.
    if let Some(encoding) = response.headers().get(header::CONTENT_ENCODING)
        && encoding.as_bytes() != b"identity"
    {
        let encoding = String::from_utf8_lossy(encoding.as_bytes()).into_owned();
        return Err(FetchError::permanent(
            "ENCODING",
            format!("{url} is compressed in a way nobody asked for: {encoding}"),
        ));
    }
    if let Some(kind) = response.headers().get(header::CONTENT_TYPE)
        && !is_text(kind.as_bytes())
    {
        let kind = String::from_utf8_lossy(kind.as_bytes()).into_owned();
        return Err(FetchError::permanent("NOT_A_PAGE", format!("{url} is {kind}, not a page")));
    }
    if response.content_length().is_some_and(|length| length > most as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > most => return Err(too_large()),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) if error.is_decode() => {
                let message = format!("{url} isn't compressed as it says: {}", causes(&error));
                return Err(FetchError::permanent("ENCODING", message));
            }
            Err(error) => {
                return Err(FetchError::transient("BROKEN_OFF", format!("{url} broke off: {}", causes(&error))));
            }
        }
    }
}

fn is_text(kind: &[u8]) -> bool {
    let kind = String::from_utf8_lossy(kind).to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.is_empty() || kind.starts_with("text/") || kind.ends_with("json") || kind.ends_with("xml")
}

/// What a client's error says, down to its last cause, without the address, which stands before it.
pub(super) fn causes(error: &reqwest::Error) -> String {
    let mut message = String::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        message = cause.to_string();
        source = cause.source();
    }
    if message.is_empty() { "the connection failed".into() } else { message }
}

//! The cookies that hold a session: out of reach of every script (`HttpOnly`), of every other site (`SameSite`), of every
//! other host and of unencrypted connections (`__Host-`, `Secure`; browsers take loopback addresses for encrypted).

use axum::http::{HeaderMap, HeaderValue, header};

/// The access token: who is signed in, for a quarter of an hour.
pub const ACCESS: &str = "__Host-gisa";
/// The refresh token: what keeps the session going.
pub const REFRESH: &str = "__Host-gisa-refresh";
/// What binds a sign-in through the provider to the browser that began it.
pub const ATTEMPT: &str = "__Host-gisa-sign-in";

/// From where a browser sends a cookie along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// From our own pages only.
    Strict,
    /// Also when somebody comes here by a link, as they come back from the provider.
    Lax,
}

/// The value of a cookie that the browser sent.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let sent = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = sent.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// Has the browser keep a cookie. The value is hexadecimal digits or a token of dots, letters, digits, `-` and `_`.
pub fn keep(headers: &mut HeaderMap, name: &str, value: &str, seconds: u32, from: SameSite) {
    set(headers, format!("{name}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite={from:?}"));
}

/// Has the browser forget a cookie.
pub fn forget(headers: &mut HeaderMap, name: &str) {
    set(headers, format!("{name}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict"));
}

fn set(headers: &mut HeaderMap, cookie: String) {
    let mut value = HeaderValue::try_from(cookie).expect("names and tokens are visible ASCII");
    value.set_sensitive(true);
    headers.append(header::SET_COOKIE, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; __Host-gisa-refresh=r; x__Host-gisa=no"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-gisa=t.u.v"));
        assert_eq!(read(&headers, ACCESS), Some("t.u.v"));
        assert_eq!(read(&headers, REFRESH), Some("r"));
        assert_eq!(read(&headers, ATTEMPT), None);
    }

    #[test]
    fn no_script_and_no_other_site_gets_a_cookie() {
        let mut headers = HeaderMap::new();
        keep(&mut headers, ACCESS, "t", 900, SameSite::Strict);
        let cookie = headers[header::SET_COOKIE].to_str().unwrap();
        assert_eq!(cookie, "__Host-gisa=t; Max-Age=900; Path=/; Secure; HttpOnly; SameSite=Strict");
    }
}

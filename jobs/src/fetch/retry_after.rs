//! `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date in any of the three forms of HTTP.

use std::time::{Duration, UNIX_EPOCH};

use domain::Timestamp;

/// The moment a `Retry-After` of `value`, received at `now`, names; `None` if it names none.
pub fn moment(value: &str, now: Timestamp) -> Option<Timestamp> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Beyond what fits lies further than anybody waits.
        let seconds: i64 = value.parse().unwrap_or(i64::MAX / 2_000_000);
        return Some(Timestamp(now.0.saturating_add(seconds.saturating_mul(1_000_000))));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    let since: Duration = date.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok().map(Timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_name_the_same_moment() {
        let now = Timestamp(1_700_000_000_000_000);
        assert_eq!(moment("120", now), Some(Timestamp(1_700_000_120_000_000)));
        // 1700000120 is 2023-11-14 22:15:20 UTC.
        for date in ["Tue, 14 Nov 2023 22:15:20 GMT", "Tuesday, 14-Nov-23 22:15:20 GMT", "Tue Nov 14 22:15:20 2023"] {
            assert_eq!(moment(date, now), Some(Timestamp(1_700_000_120_000_000)), "{date}");
        }
    }

    #[test]
    fn nonsense_names_none_and_the_far_future_does_not_overflow() {
        let now = Timestamp(1_700_000_000_000_000);
        for value in ["", "soon", "-5", "1.5", "12 s"] {
            assert_eq!(moment(value, now), None, "{value}");
        }
        assert!(moment("99999999999999999999", now) > Some(Timestamp(now.0 + 1_000_000)));
    }
}

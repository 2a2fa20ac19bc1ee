//! Reading dates as the Korean press and other people's programs write them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use domain::Timestamp;

/// Korean time, for dates that say no offset: nine hours ahead of UTC, without summer time since 1988.
const KOREA_SECONDS: i32 = 9 * 3600;

const DATE_AND_TIME: [&str; 6] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
];

const DATE: [&str; 4] = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d"];

/// A moment from RFC 3339, or from a date with or without a time in Korea. A date alone is its first moment.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.to_utc().into());
    }
    if let Ok(moment) = DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z") {
        return Some(moment.to_utc().into());
    }
    let local = DATE_AND_TIME
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| Some(date(text)?.and_time(NaiveTime::MIN)))?;
    in_korea(local)
}

/// The moment at which it is `local` in Korea.
pub(super) fn in_korea(local: NaiveDateTime) -> Option<Timestamp> {
    let korea = FixedOffset::east_opt(KOREA_SECONDS)?;
    Some(korea.from_local_datetime(&local).single()?.to_utc().into())
}

/// Whether a moment lies between 1900 and 2200.
pub(super) fn is_plausible(moment: Timestamp) -> bool {
    const MICROSECONDS_PER_YEAR: i64 = 31_556_952_000_000;
    (-70 * MICROSECONDS_PER_YEAR..230 * MICROSECONDS_PER_YEAR).contains(&moment.0)
}

fn date(text: &str) -> Option<NaiveDate> {
    // "2026.11.22." is how Korean writes it.
    let text = text.strip_suffix('.').unwrap_or(text);
    DATE.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_believed_and_without_one_it_is_korean_time() {
        let expected = parse("2026-11-22T00:30:00Z").unwrap();
        for text in [
            "2026-11-22T09:30:00+09:00",
            "2026-11-22 09:30:00+0900",
            "2026-11-22T09:30:00",
            "2026-11-22 09:30:00.000",
            "2026-11-22 09:30",
            "2026.11.22 09:30",
            "2026-11-21T19:30:00-05:00",
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        for text in ["2026-11-22", "2026.11.22", "2026.11.22.", "2026/11/22", "20261122"] {
            assert_eq!(parse(text).unwrap().0, expected.0 - (9 * 60 + 30) * 60_000_000, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "어제", "2026-13-01", "2026-02-30", "1700000000", "11/22/2026"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

//! Times as sites write them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use domain::{Timestamp, source_definition::CHRONO_RFC3339};

/// The time in `text`, by the first of `patterns` that fits what stands from the first digit on. A time without an offset
/// is `utc_offset_seconds` ahead of UTC.
pub(super) fn read(text: &str, patterns: &[String], utc_offset_seconds: i32) -> Option<Timestamp> {
    let text = &text[text.find(|c: char| c.is_ascii_digit())?..];
    let offset = FixedOffset::east_opt(utc_offset_seconds)?;
    let moment = patterns.iter().find_map(|pattern| {
        if pattern == CHRONO_RFC3339 {
            return DateTime::parse_from_rfc3339(text.split_whitespace().next()?).ok().map(|moment| moment.to_utc());
        }
        let local = match NaiveDateTime::parse_and_remainder(text, pattern) {
            Ok((moment, _)) => moment,
            // A pattern without a time of day.
            Err(_) => NaiveDate::parse_and_remainder(text, pattern).ok()?.0.and_time(NaiveTime::MIN),
        };
        Some(offset.from_local_datetime(&local).single()?.with_timezone(&Utc))
    })?;
    Some(moment.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_daum_wrote_times_are_read_in_korean_time() {
        let patterns =
            ["%Y. %m. %d. %H:%M", "%Y.%m.%d. %H:%M", "%Y%m%d%H%M%S", "rfc3339", "%Y-%m-%d"].map(str::to_owned);
        for (text, expected) in [
            ("2026. 9. 27. 09:54", "2026-09-27T00:54:00Z"),
            ("2021.12.05. 23:52", "2021-12-05T14:52:00Z"),
            ("입력 2021.12.05. 23:52", "2021-12-05T14:52:00Z"),
            ("20260927095412", "2026-09-27T00:54:12Z"),
            ("2026-09-27T09:54:00+09:00", "2026-09-27T00:54:00Z"),
            ("2026-09-27", "2026-09-26T15:00:00Z"),
        ] {
            let moment = read(text, &patterns, 9 * 3_600).map(|moment| moment.to_datetime());
            assert_eq!(moment, Some(expected.parse().unwrap()), "{text}");
        }
        for text in ["", "오늘", "2026. 13. 40. 99:99"] {
            assert_eq!(read(text, &patterns, 0), None, "{text}");
        }
    }
}

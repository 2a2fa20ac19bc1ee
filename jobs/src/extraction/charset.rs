//! Bytes become text: by byte order mark, HTTP header, the page's own words, and at last by what they look like.
//!
//! What a page says of itself is believed only as far as its bytes agree: a page that says UTF-8 and is EUC-KR is read as
//! EUC-KR. `euc-kr` means CP949, of which it is a part, as everywhere on the web (WHATWG Encoding Standard).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// How far into a page its own words about its encoding are looked for, in bytes.
const PRESCAN: usize = 4_096;

/// A page's text, and the name of the encoding it was read in. `wanted` overrides everything.
pub fn decode(bytes: &[u8], content_type: Option<&str>, wanted: Option<&str>) -> (String, &'static str) {
    if let Some(encoding) = wanted.and_then(|label| Encoding::for_label(label.as_bytes())) {
        return with(encoding, bytes).unwrap_or_else(|text| text);
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, encoding, _) = encoding.decode(bytes);
        return (text.into_owned(), encoding.name());
    }
    let declared = [content_type.and_then(of_content_type), of_page(bytes)];
    let mut first_bad = None;
    for encoding in declared.into_iter().flatten() {
        match with(encoding, bytes) {
            Ok(read) => return read,
            Err(bad) => first_bad = first_bad.or(Some(bad)),
        }
    }
    match with(sniff(bytes), bytes) {
        Ok(read) => read,
        // Nothing fits: what the page says of itself is as good as any guess.
        Err(bad) => first_bad.unwrap_or(bad),
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Result<(String, &'static str), (String, &'static str)> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let read = (text.into_owned(), encoding.name());
    if had_errors { Err(read) } else { Ok(read) }
}

fn of_content_type(content_type: &str) -> Option<&'static Encoding> {
    label_after(content_type.as_bytes(), b"charset=")
}

/// `<meta charset=…>` or `<meta http-equiv … content="…charset=…">`.
fn of_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let encoding = label_after(&bytes[..bytes.len().min(PRESCAN)], b"charset=")?;
    // A page whose declaration can be read as ASCII isn't UTF-16.
    let is_wide = encoding == encoding_rs::UTF_16BE || encoding == encoding_rs::UTF_16LE;
    Some(if is_wide { UTF_8 } else { encoding })
}

fn label_after(bytes: &[u8], name: &[u8]) -> Option<&'static Encoding> {
    let at = bytes.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name))?;
    let rest = bytes[at + name.len()..].trim_ascii_start();
    let is_label = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_:".contains(byte);
    let label: Vec<u8> = rest.iter().skip_while(|byte| b"\"'".contains(byte)).take_while(is_label).copied().collect();
    Encoding::for_label(&label)
}

fn sniff(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"kr"), Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<title>똠방각하 펲시콜라, 서울 집값 상승</title>";

    fn cp949(text: &str) -> Vec<u8> {
        encoding_rs::EUC_KR.encode(text).0.into_owned()
    }

    #[test]
    fn korean_is_read_however_it_is_written_and_whatever_is_said_of_it() {
        let meta = format!("<meta charset=\"euc-kr\">{TEXT}");
        let old_meta = format!("<meta http-equiv=Content-Type content=\"text/html; charset=ks_c_5601-1987\">{TEXT}");
        let cases: [(Vec<u8>, Option<&str>, &str); 8] = [
            (TEXT.into(), None, "UTF-8"),
            (TEXT.into(), Some("text/html; charset=UTF-8"), "UTF-8"),
            (cp949(TEXT), Some("text/html; charset=euc-kr"), "EUC-KR"),
            (cp949(&meta), Some("text/html"), "EUC-KR"),
            (cp949(&old_meta), None, "EUC-KR"),
            // Nothing is said, or something wrong.
            (cp949(TEXT), None, "EUC-KR"),
            (cp949(TEXT), Some("text/html; charset=utf-8"), "EUC-KR"),
            (TEXT.into(), Some("text/html; charset=euc-kr"), "UTF-8"),
        ];
        for (bytes, content_type, expected) in cases {
            let (text, name) = decode(&bytes, content_type, None);
            assert!(text.contains("똠방각하 펲시콜라"), "{content_type:?} {name}: {text}");
            assert_eq!(name, expected, "{content_type:?}");
        }
    }

    #[test]
    fn marks_are_obeyed_wishes_override_and_nothing_panics() {
        let marked = [b"\xef\xbb\xbf".as_slice(), TEXT.as_bytes()].concat();
        assert_eq!(decode(&marked, Some("text/html; charset=euc-kr"), None), (TEXT.into(), "UTF-8"));
        assert_eq!(decode(&cp949(TEXT), Some("text/html; charset=utf-8"), Some("euc-kr")).1, "EUC-KR");
        let _ = decode(&[0xff, 0xfe], None, None);
        let _ = decode(&[], Some("charset="), None);
        let _ = decode(&[0xc7, 0x81, 0xff, 0xff, 0x00], Some("text/html; charset=nonsense"), None);
    }
}

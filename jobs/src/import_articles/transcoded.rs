//! Files of text in what Korean spreadsheets save: UTF-8, UTF-16 with its mark, or CP949 ("CSV" in Excel).

use std::{
    fs::File,
    io::{self, Read, Seek},
};

use encoding_rs::{CoderResult, Decoder, EUC_KR, Encoding, UTF_8};

/// How much of a file is looked at to tell its encoding.
const SAMPLE_BYTES: u64 = 1 << 20;

/// A file read as UTF-8.
pub(super) struct Transcoded {
    file: File,
    /// Of a file that isn't UTF-8.
    foreign: Option<Foreign>,
}

struct Foreign {
    decoder: Decoder,
    /// Bytes read and not decoded yet.
    raw: Vec<u8>,
    /// Text decoded and not handed out yet.
    text: Vec<u8>,
    handed_out: usize,
    ended: bool,
}

impl Transcoded {
    /// Looks at the beginning of a file and goes back to it.
    pub(super) fn open(mut file: File) -> io::Result<Self> {
        let mut sample = Vec::new();
        (&mut file).take(SAMPLE_BYTES).read_to_end(&mut sample)?;
        file.rewind()?;
        let encoding = encoding_of(&sample);
        let foreign = (encoding != UTF_8).then(|| Foreign {
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: Vec::new(),
            text: Vec::new(),
            handed_out: 0,
            ended: false,
        });
        Ok(Self { file, foreign })
    }

    /// The name of the file's encoding, unless it is UTF-8.
    pub(super) fn encoding(&self) -> Option<&'static str> {
        let encoding = self.foreign.as_ref()?.decoder.encoding();
        Some(if encoding == EUC_KR { "CP949" } else { encoding.name() })
    }
}

/// A file without a mark is CP949 if it isn't UTF-8 and all of it can be read so; else it is UTF-8, with faults that are
/// told row by row.
fn encoding_of(sample: &[u8]) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(sample) {
        return marked;
    }
    let cut_short = sample.len() as u64 == SAMPLE_BYTES;
    let is_utf8 = match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) => cut_short && error.error_len().is_none(),
    };
    // A last byte may be half a syllable of CP949, but never more than one.
    let whole = if cut_short { &sample[..sample.len() - 1] } else { sample };
    let reads = |bytes: &[u8]| EUC_KR.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    if is_utf8 || !(reads(sample) || cut_short && reads(whole)) { UTF_8 } else { EUC_KR }
}

impl Read for Transcoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(foreign) = &mut self.foreign else { return self.file.read(buffer) };
        while foreign.handed_out == foreign.text.len() && !foreign.ended {
            foreign.fill(&mut self.file)?;
        }
        let left = &foreign.text[foreign.handed_out..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        foreign.handed_out += count;
        Ok(count)
    }
}

impl Foreign {
    /// Reads and decodes the next part of the file.
    fn fill(&mut self, file: &mut File) -> io::Result<()> {
        let mut part = [0; 1 << 16];
        let count = file.read(&mut part)?;
        self.raw.extend_from_slice(&part[..count]);
        self.text.clear();
        self.handed_out = 0;
        let last = count == 0;
        let mut text = String::with_capacity(self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(1 << 20));
        let (result, read, _) = self.decoder.decode_to_string(&self.raw, &mut text, last);
        self.raw.drain(..read);
        self.text = text.into_bytes();
        self.ended = last && result == CoderResult::InputEmpty;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use encoding_rs::UTF_16LE;

    use super::*;

    fn read(bytes: &[u8]) -> (Option<&'static str>, String) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let mut transcoded = Transcoded::open(file).unwrap();
        let (encoding, mut text) = (transcoded.encoding(), Vec::new());
        transcoded.read_to_end(&mut text).unwrap();
        (encoding, String::from_utf8_lossy(&text).into_owned())
    }

    #[test]
    fn what_korean_spreadsheets_save_is_read() {
        let text = "제목,분류\n코스피 똠방 상승,경제\n".repeat(50_000);
        let (cp949, _, _) = EUC_KR.encode(&text);
        assert_eq!(read(&cp949), (Some("CP949"), text.clone()));
        for shift in 1..3 {
            let shifted = "x".repeat(shift) + &text;
            assert_eq!(
                read(&EUC_KR.encode(&shifted).0),
                (Some("CP949"), shifted),
                "a syllable lies over the sample's end"
            );
        }
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(read(&utf16), (Some(UTF_16LE.name()), text.clone()));
        assert_eq!(read(text.as_bytes()), (None, text));
    }

    #[test]
    fn a_fault_makes_no_other_encoding_of_a_file() {
        for bytes in [&b"ab\xff"[..], b"", "한글 제목\n".as_bytes(), "한글\n\u{feff}".as_bytes()] {
            assert_eq!(read(bytes).0, None);
        }
        let mut broken = "기준금리 동결, 총재 회견\n".repeat(10).into_bytes();
        broken.extend_from_slice(b"\xb0\xa1\n");
        assert_eq!(read(&broken).0, None, "one row of CP949 in UTF-8");
    }

    #[test]
    fn a_fault_in_another_encoding_is_replaced() {
        let mut sample = EUC_KR.encode(&"가나다\n".repeat(200_000)).0.into_owned();
        sample.extend_from_slice(b"\xff\n");
        let (encoding, text) = read(&sample);
        assert_eq!(encoding, Some("CP949"));
        assert!(text.ends_with("가나다\n\u{fffd}\n"));
    }
}

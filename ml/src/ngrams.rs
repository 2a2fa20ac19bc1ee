//! Texts to sets of hashed character n-grams: what the linear baseline reads in place of subwords.
//!
//! A text is lower-cased, put between two spaces, and cut into every run of one to three characters. Each n-gram falls
//! into one of a fixed number of buckets by a hash that never changes; a text is the set of its buckets. Nothing is
//! learnt, so there is no vocabulary to keep: any text in any script has n-grams, and misspelt words share most of
//! theirs. Two n-grams may share a bucket, which costs little while buckets are many.

use serde::{Deserialize, Serialize};

use crate::preprocessing::Preprocessing;
use crate::tokenizer::{Encoding, TokenizerError};

/// The id that leads every text, so that none is empty, and fills shorter rows of a batch: no n-gram has it.
pub const LEAD_ID: u32 = 0;
/// Longest n-gram, in characters: three fit into the 64 bits that are hashed.
const LONGEST: usize = 3;
/// Bits of a character: Unicode has 21.
const CHARACTER_BITS: u32 = 21;
/// Fewest and most buckets, as powers of two.
const BUCKET_BITS: std::ops::RangeInclusive<u32> = 8..=24;

/// `tokenizer.json` of a model that reads n-grams. The name tells it from Hugging Face's format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    /// Always [`KIND`].
    r#type: String,
    /// Raised when a text would get other ids.
    version: u32,
    /// Longest n-gram in characters; the shortest is one character.
    longest: usize,
    /// Two to this power is the number of buckets.
    bucket_bits: u32,
}

const KIND: &str = "hashed_character_ngrams";
const VERSION: u32 = 1;

/// Texts to ids: [`LEAD_ID`], then the text's buckets, smallest first, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NgramEncoder {
    bucket_bits: u32,
    max_length: usize,
}

impl NgramEncoder {
    /// An encoder with two to the power `bucket_bits` buckets, of texts as `preprocessing` has them.
    ///
    /// # Errors
    /// When the number of buckets isn't supported, or texts have a prefix.
    pub fn new(bucket_bits: u32, preprocessing: &Preprocessing) -> Result<Self, TokenizerError> {
        let invalid = |message: String| Err(TokenizerError::Invalid(message));
        if !BUCKET_BITS.contains(&bucket_bits) {
            let (fewest, most) = (BUCKET_BITS.start(), BUCKET_BITS.end());
            return invalid(format!("bucket_bits must be from {fewest} to {most}; got {bucket_bits}"));
        }
        if !preprocessing.prefix.is_empty() {
            return invalid(format!(
                "n-grams are taken of whole texts; the prefix {:?} has no place",
                preprocessing.prefix
            ));
        }
        Ok(NgramEncoder { bucket_bits, max_length: preprocessing.max_length as usize })
    }

    /// Whether a `tokenizer.json` describes n-grams.
    pub fn is_described_by(json: &[u8]) -> bool {
        #[derive(Deserialize)]
        struct Kind {
            r#type: Option<String>,
        }
        serde_json::from_slice::<Kind>(json).is_ok_and(|file| file.r#type.as_deref() == Some(KIND))
    }

    /// Loads `tokenizer.json`.
    ///
    /// # Errors
    /// When it is malformed, or describes n-grams that this build doesn't make.
    pub fn from_json(json: &[u8], preprocessing: &Preprocessing) -> Result<Self, TokenizerError> {
        let invalid = |message: String| TokenizerError::Invalid(message);
        let description: Description = serde_json::from_slice(json).map_err(|error| invalid(error.to_string()))?;
        let Description { version, longest, bucket_bits, .. } = description;
        if (version, longest) != (VERSION, LONGEST) {
            return Err(invalid(format!(
                "n-grams of version {version} up to {longest} characters; this build makes version {VERSION} up to {LONGEST}"
            )));
        }
        NgramEncoder::new(bucket_bits, preprocessing)
    }

    /// The contents of its `tokenizer.json`.
    pub fn to_json(&self) -> String {
        let description =
            Description { r#type: KIND.into(), version: VERSION, longest: LONGEST, bucket_bits: self.bucket_bits };
        serde_json::to_string_pretty(&description).expect("strings and numbers always have a JSON form")
    }

    /// Ids of a text that went through [`crate::text::recipe`]. Of a long text the beginning is read: as many characters
    /// as can't have more n-grams than the maximum length allows.
    pub fn encode(&self, text: &str) -> Encoding {
        // The lead and the two spaces take room too.
        let room = ((self.max_length - 1) / LONGEST).saturating_sub(1);
        let mut characters = vec![' '];
        let mut lowered = text.chars().flat_map(char::to_lowercase);
        characters.extend(lowered.by_ref().take(room));
        let truncated = lowered.next().is_some();
        if !truncated {
            characters.push(' ');
        }
        let mut ids = Vec::with_capacity(LONGEST * characters.len() + 1);
        for first in 0..characters.len() {
            let mut packed = 0u64;
            for character in characters[first..].iter().take(LONGEST) {
                packed = (packed << CHARACTER_BITS) | u64::from(u32::from(*character));
                ids.push(self.bucket(packed));
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids.insert(0, LEAD_ID);
        Encoding { ids, truncated }
    }

    /// One more than the largest id.
    pub fn vocabulary_size(&self) -> usize {
        (1 << self.bucket_bits) + 1
    }

    /// Most ids of a text.
    pub fn max_length(&self) -> usize {
        self.max_length
    }

    /// The bucket of an n-gram whose characters are packed into 63 bits (the finaliser of SplitMix64; Steele, Lea &
    /// Flood 2014).
    fn bucket(&self, packed: u64) -> u32 {
        let mut mixed = packed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        (mixed >> (u64::BITS - self.bucket_bits)) as u32 + 1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn encoder(bucket_bits: u32, max_length: u32) -> NgramEncoder {
        NgramEncoder::new(bucket_bits, &Preprocessing::new(max_length)).unwrap()
    }

    #[test]
    fn a_text_is_its_different_runs_of_one_to_three_characters_between_spaces() {
        let encoder = encoder(24, 512);
        // " 가나 ": 3 different characters, 3 pairs, 2 triples.
        let encoding = encoder.encode("가나");
        assert_eq!(encoding.ids.len(), 1 + 3 + 3 + 2);
        assert_eq!((encoding.ids[0], encoding.truncated), (LEAD_ID, false));
        assert!(encoding.ids.is_sorted() && encoding.ids.iter().all(|id| (*id as usize) < encoder.vocabulary_size()));
        // Another order has other pairs but the same characters.
        let shared: HashSet<u32> = encoder.encode("나가").ids.into_iter().collect();
        let shared = encoding.ids.iter().filter(|id| shared.contains(id)).count();
        assert_eq!(shared, 1 + 3);
    }

    #[test]
    fn letters_match_whatever_their_case_and_even_nothing_has_ids() {
        let encoder = encoder(19, 512);
        assert_eq!(encoder.encode("KBO 리그"), encoder.encode("kbo 리그"));
        assert_eq!(encoder.encode("").ids.len(), 1 + 2);
    }

    #[test]
    fn a_buckets_number_never_changes() {
        // Known to every bundle there is.
        assert_eq!(encoder(19, 512).encode("가a").ids, encoder(19, 512).encode("가A").ids);
        assert_eq!(encoder(19, 512).bucket(u64::from(u32::from('가'))), KNOWN_BUCKET);
    }

    /// Worked out with SplitMix64's published constants in another language: the upper 19 bits for 0xAC00, plus 1.
    const KNOWN_BUCKET: u32 = 240_860;

    #[test]
    fn a_description_survives_its_file_and_an_unknown_one_is_refused() {
        let (encoder, preprocessing) = (encoder(12, 64), Preprocessing::new(64));
        let json = encoder.to_json();
        assert!(
            NgramEncoder::is_described_by(json.as_bytes()) && !NgramEncoder::is_described_by(b"{\"version\":\"1.0\"}")
        );
        assert_eq!(NgramEncoder::from_json(json.as_bytes(), &preprocessing).unwrap(), encoder);
        for (from, to, named) in
            [("\"longest\": 3", "\"longest\": 4", "up to 4"), (": 12", ": 40", "bucket_bits"), ("longest", "x", "x")]
        {
            let error = NgramEncoder::from_json(json.replace(from, to).as_bytes(), &preprocessing).unwrap_err();
            assert!(error.to_string().contains(named), "{error}");
        }
        let prefixed = Preprocessing { prefix: "query: ".into(), ..preprocessing };
        assert!(NgramEncoder::from_json(json.as_bytes(), &prefixed).is_err());
    }

    proptest! {
        #[test]
        fn any_text_fits(text in any::<String>(), max_length in 12u32..400) {
            let encoding = encoder(19, max_length).encode(&text);
            prop_assert!(encoding.ids.len() <= max_length as usize);
            prop_assert!(encoding.ids.windows(2).all(|pair| pair[0] < pair[1]));
        }

        #[test]
        fn a_cut_text_is_read_from_its_beginning(text in "[가-힣 ]{60,90}") {
            let encoder = encoder(19, 60);
            let encoding = encoder.encode(&text);
            let beginning: String = text.chars().take(10).collect();
            prop_assert!(encoding.truncated);
            prop_assert!(encoder.encode(&beginning).ids.iter().filter(|id| !encoding.ids.contains(id)).count() <= 2);
        }
    }
}

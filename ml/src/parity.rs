//! The texts, logits and verdict by which ONNX Runtime is shown to agree with what trained a model (`parity.json`):
//! libtorch, or for the linear baseline its own arithmetic in 64 bits.

use serde::{Deserialize, Serialize};

use crate::text::recipe;
use crate::text_encoder::TextEncoder;
use crate::tokenizer::Tokenizer;

/// Fewest texts a proof may rest on.
pub const MINIMUM_CASES: usize = 200;
/// Largest allowed difference between two runtimes' logits, and between a text alone and in a batch.
pub const TOLERANCE: f32 = 1e-4;

/// Rows of a ragged batch in the proof.
const RAGGED_BATCH_ROWS: usize = 16;

/// One text and what training made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParityCase {
    /// The text, after [`crate::text::recipe`].
    pub text: String,
    /// Token ids at training's end.
    pub ids: Vec<u32>,
    /// Training's logits for the text alone, in label order.
    pub logits: Vec<f32>,
}

/// What a proof compares with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParityReference {
    /// What computed the logits: libtorch's version, or who did without it.
    #[serde(rename = "libtorch")]
    pub computed_by: String,
    /// Keys of the labels, in the order of the logits.
    pub labels: Vec<String>,
    /// At least [`MINIMUM_CASES`] texts.
    pub cases: Vec<ParityCase>,
}

/// Figures of a proof that held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParityReport {
    /// Texts compared.
    pub cases: u32,
    /// Ragged batches compared.
    pub batches: u32,
    /// Largest |Δlogit| between training and ONNX Runtime, texts alone.
    pub max_single_difference: f32,
    /// Largest |Δlogit| between training (alone) and ONNX Runtime (in ragged batches).
    pub max_batch_difference: f32,
    /// Largest |Δlogit| in ONNX Runtime between a text alone and in a ragged batch.
    pub max_batch_to_single_difference: f32,
    /// The allowed difference.
    pub tolerance: f32,
}

/// `parity.json`: the reference, and the proof made when the bundle was sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parity {
    /// The proof's figures.
    pub report: ParityReport,
    /// What it compared with.
    pub reference: ParityReference,
}

/// Stable name of what a proof found wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ParityFaultCode {
    /// Labels aren't in the order of the logits.
    LabelOrder,
    /// The reference has too few texts to prove anything.
    TooFewCases,
    /// The tokenizer cuts a text differently.
    TokenIdsDiffer,
    /// Logits of a text alone differ.
    LogitsDiffer,
    /// A text's logits depend on its neighbours in a batch.
    BatchDiffers,
    /// The likeliest label differs.
    LabelFlipped,
    /// The model couldn't be run.
    NotRunnable,
}

/// What a proof found wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ParityFault {
    /// Stable name.
    pub code: ParityFaultCode,
    /// The text concerned and by how much it is off.
    pub message: String,
}

impl std::fmt::Display for ParityFaultCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.serialize(formatter)
    }
}

/// Rows of each ragged batch over `cases` texts: neighbours differ in length by design of [`texts`].
pub fn ragged_batches(cases: usize) -> Vec<Vec<usize>> {
    // A stride that shares no factor with most counts brings far-apart, unlike texts together.
    let order: Vec<usize> =
        (0..RAGGED_BATCH_ROWS).flat_map(|first| (first..cases).step_by(RAGGED_BATCH_ROWS)).collect();
    order.chunks(RAGGED_BATCH_ROWS).map(<[usize]>::to_vec).collect()
}

/// The texts a proof is made over: at least [`MINIMUM_CASES`], all different, each after the text recipe.
///
/// They cover the empty text, one character, exactly the maximum length and either side of it, far over it, emoji,
/// hanja, NFD, English, mixed scripts, lone punctuation, jamo, zero width, digits — and `samples` of the dataset.
pub fn texts(encoder: &TextEncoder, samples: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut texts = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut add = |text: &str| {
        let text = recipe(text, "");
        if seen.insert(text.clone()) {
            texts.push(text);
        }
        texts.len()
    };
    for text in HAND_WRITTEN {
        add(text);
    }
    for text in lengths(encoder) {
        add(&text);
    }
    for text in samples {
        if add(&text) >= MINIMUM_CASES + HAND_WRITTEN.len() {
            break;
        }
    }
    // A small dataset is topped up with texts of growing length made of the hand-written ones.
    let mut round = 1;
    while add(&(0..round).map(|n| HAND_WRITTEN[(round * 7 + n * 3) % HAND_WRITTEN.len()]).collect::<Vec<_>>().join(" "))
        < MINIMUM_CASES
    {
        round += 1;
    }
    texts
}

const HAND_WRITTEN: [&str; 48] = [
    "",
    "가",
    "a",
    "7",
    "美",
    "ㅋ",
    "…",
    "\u{1112}\u{1161}\u{11ab}",
    "\u{200B}",
    "\u{FEFF}제목\u{200D}",
    "!",
    "?!?!",
    "···",
    "[ ]",
    "\"\"",
    "''",
    "【】",
    "～",
    "😀",
    "👨‍👩‍👧‍👦",
    "🇰🇷🇺🇸",
    "👍🏽 최고",
    "韓美 정상회담",
    "北 미사일 발사",
    "與野 合意",
    "日 外相 訪韓",
    "中國",
    "\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF} \u{1109}\u{1175}",
    "ㅋㅋㅋㅋ",
    "ㅠㅠ ㅎㅎ",
    "ㄱㄴㄷㄹ",
    "Breaking news",
    "Samsung Electronics posts record profit",
    "THE QUICK BROWN FOX",
    "iPhone 15 Pro 출시",
    "K-POP BTS 빌보드 1위",
    "코스피 2,500선 회복…外人 순매수",
    "3.1% 상승",
    "2024-01-01 00:00:00",
    "0123456789",
    "1",
    "₩1,000,000",
    "https://example.com/a?b=c&d=e",
    "[CLS] [SEP] [PAD]",
    "<script>alert(1)</script>",
    "\t\n\r",
    "서울\u{3000}날씨",
    "ﷺ ㎏ ① Ⅳ ﬁ",
];

/// Texts under, exactly at, over and far over the maximum length, and a spread of lengths between.
fn lengths(encoder: &TextEncoder) -> Vec<String> {
    match encoder {
        TextEncoder::Subwords(tokenizer) => token_lengths(tokenizer),
        TextEncoder::Ngrams(ngrams) => {
            // No n-gram comes twice: every text of so many characters has as many ids as it can.
            let text = |characters: usize| -> String {
                (0..characters as u32).filter_map(|n| char::from_u32(0xAC00 + n * 4099 % 11_172)).collect()
            };
            let room = ngrams.max_length() / 3;
            let around = (room.saturating_sub(3)..room + 3).chain([room * 3, room / 2, room / 3, room / 4, 2, 3, 5]);
            around.map(text).collect()
        }
    }
}

/// Texts of one token under, exactly, one over and far over the maximum length, and a spread of lengths between.
fn token_lengths(tokenizer: &Tokenizer) -> Vec<String> {
    // Besides a word's own token there are [CLS], [SEP] and whatever a prefix makes.
    let tokens = |word: &str, count: usize| tokenizer.encode(&vec![word; count].join(" ")).ids.len();
    let one_token = |word: &str| !word.is_empty() && tokens(word, 2) == tokens(word, 1) + 1;
    let word = tokenizer
        .pieces()
        .into_iter()
        .filter_map(|(piece, _)| piece.strip_prefix('▁').map(str::to_owned))
        .find(|word| one_token(word) && recipe(word, "") == *word)
        .unwrap_or_else(|| "가".into());
    let room = (tokenizer.max_length() + 1).saturating_sub(tokens(&word, 1)).max(1);
    [room.saturating_sub(1), room, room + 1, room * 3, room / 2, room / 3, room / 4, 2, 3, 5]
        .into_iter()
        .map(|count| vec![word.as_str(); count].join(" "))
        .chain(["가".repeat(room * 40)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocessing::Preprocessing;

    fn tokenizer() -> TextEncoder {
        let texts = (0..50).map(|n| format!("서울 날씨 맑음 {n}"));
        Tokenizer::train(texts, 256, &Preprocessing::new(16)).unwrap().into()
    }

    #[test]
    fn even_an_empty_dataset_gives_enough_different_texts() {
        let texts = texts(&tokenizer(), Vec::new());
        assert!(texts.len() >= MINIMUM_CASES);
        assert_eq!(texts.iter().collect::<std::collections::HashSet<_>>().len(), texts.len());
    }

    #[test]
    fn texts_lie_on_both_sides_of_the_maximum_length() {
        let tokenizer = tokenizer();
        let encodings: Vec<_> = texts(&tokenizer, Vec::new()).iter().map(|text| tokenizer.encode(text)).collect();
        assert!(encodings.iter().any(|encoding| encoding.ids.len() == 15 && !encoding.truncated));
        assert!(encodings.iter().any(|encoding| encoding.ids.len() == 16 && !encoding.truncated));
        assert!(encodings.iter().any(|encoding| encoding.ids.len() == 16 && encoding.truncated));
        assert!(encodings.iter().any(|encoding| encoding.ids.len() == 2));
    }

    #[test]
    fn every_case_is_in_one_ragged_batch() {
        let mut rows: Vec<usize> = ragged_batches(205).into_iter().flatten().collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..205).collect::<Vec<_>>());
    }

    #[test]
    fn fault_codes_are_stable_names() {
        assert_eq!(ParityFaultCode::TokenIdsDiffer.to_string(), "TOKEN_IDS_DIFFER");
    }
}

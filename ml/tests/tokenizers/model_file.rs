//! A tiny sentencepiece model, written field by field as the format has it.

use prost::encoding::{bool as flag, bytes, float, int32, string};

/// What a piece is for, by the format's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Byte = 6,
}

/// The parts of a model that decide how a text is cut.
#[derive(Debug, Clone)]
pub struct Model {
    pub pieces: Vec<(&'static str, f32, Kind)>,
    pub model_type: i32,
    pub byte_fallback: bool,
    pub treat_whitespace_as_suffix: bool,
    pub escape_whitespaces: bool,
    pub charsmap: Vec<u8>,
}

impl Model {
    /// `[PAD] [CLS] [SEP] [UNK]`, then pieces.
    pub fn example() -> Self {
        let special = [("[PAD]", 0.0, Kind::Control), ("[CLS]", 0.0, Kind::Control), ("[SEP]", 0.0, Kind::Control)];
        let pieces = [("[UNK]", 0.0, Kind::Unknown), ("가", -4.0, Kind::Normal), ("나", -4.0, Kind::Normal)];
        let words = [("▁가나", -3.0, Kind::Normal), ("▁", -2.0, Kind::Normal)];
        Model::of(special.into_iter().chain(pieces).chain(words).collect())
    }

    /// As XLM-RoBERTa's begins.
    pub fn fairseq() -> Self {
        Model::of(vec![
            ("<unk>", 0.0, Kind::Unknown),
            ("<s>", 0.0, Kind::Control),
            ("</s>", 0.0, Kind::Control),
            ("▁가", -3.0, Kind::Normal),
            ("나", -4.0, Kind::Normal),
            ("▁", -2.0, Kind::Normal),
        ])
    }

    fn of(pieces: Vec<(&'static str, f32, Kind)>) -> Self {
        Model {
            pieces,
            model_type: 1,
            byte_fallback: false,
            treat_whitespace_as_suffix: false,
            escape_whitespaces: true,
            charsmap: Vec::new(),
        }
    }

    /// The file's contents.
    pub fn bytes(&self) -> Vec<u8> {
        let mut file = Vec::new();
        for (piece, score, kind) in &self.pieces {
            let mut message = Vec::new();
            string::encode(1, &(*piece).to_owned(), &mut message);
            float::encode(2, score, &mut message);
            int32::encode(3, &(*kind as i32), &mut message);
            bytes::encode(1, &message, &mut file);
        }
        let mut trainer = Vec::new();
        int32::encode(3, &self.model_type, &mut trainer);
        flag::encode(24, &self.treat_whitespace_as_suffix, &mut trainer);
        flag::encode(35, &self.byte_fallback, &mut trainer);
        bytes::encode(2, &trainer, &mut file);
        let mut normalizer = Vec::new();
        bytes::encode(2, &self.charsmap, &mut normalizer);
        flag::encode(5, &self.escape_whitespaces, &mut normalizer);
        bytes::encode(3, &normalizer, &mut file);
        file
    }
}

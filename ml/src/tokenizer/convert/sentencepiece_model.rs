//! A sentencepiece `.model` as `tokenizer.json`.
//!
//! The file is a protocol buffer (`sentencepiece_model.proto`); the messages below are the part of it that decides how
//! a text is cut. Unigram models are converted; what can't be done exactly is refused by name.

use std::collections::{HashMap, HashSet};

use prost::Message;
use serde_json::{Value, json};

use super::Parts;
use crate::tokenizer::sentencepiece::{SentencepieceNormaliser, Spaces};

/// What stands for a space.
const SPACE: &str = "▁";

/// Where the ids come from.
pub(super) enum Layout<'v> {
    /// The pieces' places in the model.
    Own,
    /// XLM-RoBERTa's: `<s> <pad> </s> <unk>`, the model's pieces from the fourth on, `<mask>`.
    Fairseq,
    /// A vocabulary of its own.
    Given(&'v HashMap<String, u32>),
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ModelProto {
    #[prost(message, repeated, tag = "1")]
    pieces: Vec<PieceProto>,
    #[prost(message, optional, tag = "2")]
    trainer_spec: Option<TrainerSpec>,
    #[prost(message, optional, tag = "3")]
    normalizer_spec: Option<NormalizerSpec>,
}

#[derive(Clone, PartialEq, Message)]
struct PieceProto {
    #[prost(string, optional, tag = "1")]
    piece: Option<String>,
    #[prost(float, optional, tag = "2")]
    score: Option<f32>,
    #[prost(enumeration = "Kind", optional, tag = "3")]
    kind: Option<i32>,
}

/// What a piece is for (`SentencePiece.Type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
enum Kind {
    /// Found in texts.
    Normal = 1,
    /// Stands for what isn't found.
    Unknown = 2,
    /// Never found in texts.
    Control = 3,
    /// Found before anything else.
    UserDefined = 4,
    /// Never found in texts.
    Unused = 5,
    /// One byte of what isn't found.
    Byte = 6,
}

#[derive(Clone, PartialEq, Message)]
struct TrainerSpec {
    #[prost(enumeration = "Algorithm", optional, tag = "3")]
    model_type: Option<i32>,
    #[prost(bool, optional, tag = "24")]
    treat_whitespace_as_suffix: Option<bool>,
    #[prost(bool, optional, tag = "35")]
    byte_fallback: Option<bool>,
}

/// How pieces are chosen (`TrainerSpec.ModelType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
enum Algorithm {
    Unigram = 1,
    Bpe = 2,
    Word = 3,
    Char = 4,
}

#[derive(Clone, PartialEq, Message)]
struct NormalizerSpec {
    #[prost(bytes = "vec", optional, tag = "2")]
    precompiled_charsmap: Option<Vec<u8>>,
    #[prost(bool, optional, tag = "3")]
    add_dummy_prefix: Option<bool>,
    #[prost(bool, optional, tag = "4")]
    remove_extra_whitespaces: Option<bool>,
    #[prost(bool, optional, tag = "5")]
    escape_whitespaces: Option<bool>,
}

/// A piece on its way into the file.
struct Piece {
    text: String,
    /// Natural logarithm of its probability.
    score: f32,
    /// Whether texts are cut into it.
    is_normal: bool,
}

/// The file made of a `.model`'s bytes.
pub(super) fn convert(model: &[u8], layout: Layout<'_>) -> Result<Value, String> {
    let model = ModelProto::decode(model).map_err(|error| format!("isn't a sentencepiece model ({error})"))?;
    let trainer = model.trainer_spec.clone().unwrap_or_default();
    let normalizer = model.normalizer_spec.clone().unwrap_or_default();
    refuse(&trainer, &normalizer)?;
    let pieces: Vec<Piece> = model.pieces.iter().map(piece).collect::<Result<_, _>>()?;
    let unknown = model.pieces.iter().position(|piece| piece.kind() == Kind::Unknown);
    let unknown = unknown.ok_or("has no piece for what it doesn't know")?;
    let (pieces, unknown) = match layout {
        Layout::Own => (pieces, unknown),
        Layout::Fairseq => fairseq(pieces, unknown)?,
        Layout::Given(ids) => given(pieces, ids)?,
    };
    let special = (0..).zip(&pieces).filter(|(_, piece)| !piece.is_normal);
    let special = special.map(|(id, piece)| (id, piece.text.clone())).collect();
    let spaces = Spaces {
        add_dummy_prefix: normalizer.add_dummy_prefix.unwrap_or(true),
        remove_extra_whitespaces: normalizer.remove_extra_whitespaces.unwrap_or(true),
    };
    let scheme = if spaces.add_dummy_prefix { "always" } else { "never" };
    let metaspace = json!({
        "type": "Metaspace", "replacement": SPACE, "prepend_scheme": scheme, "split": can_split(&pieces),
    });
    let vocabulary: Vec<Value> = pieces.iter().map(|piece| json!([piece.text, f64::from(piece.score)])).collect();
    let parts = Parts {
        special,
        normalizer: SentencepieceNormaliser::new(normalizer.precompiled_charsmap(), spaces)?.json(),
        pre_tokenizer: metaspace.clone(),
        decoder: metaspace,
        model: json!({"type": "Unigram", "unk_id": unknown, "vocab": vocabulary, "byte_fallback": false}),
    };
    Ok(parts.file())
}

/// Names what would be cut differently here than by sentencepiece itself.
fn refuse(trainer: &TrainerSpec, normalizer: &NormalizerSpec) -> Result<(), String> {
    let algorithm = trainer.model_type();
    if algorithm != Algorithm::Unigram {
        return Err(format!("is a {algorithm:?} model; only Unigram models can be converted"));
    }
    if trainer.byte_fallback() {
        return Err("falls back to bytes (byte_fallback), which isn't supported".into());
    }
    if trainer.treat_whitespace_as_suffix() {
        return Err("puts spaces after words (treat_whitespace_as_suffix), which isn't supported".into());
    }
    if normalizer.escape_whitespaces == Some(false) {
        return Err("leaves spaces as they are (escape_whitespaces is false), which isn't supported".into());
    }
    Ok(())
}

fn piece(piece: &PieceProto) -> Result<Piece, String> {
    let text = piece.piece().to_owned();
    let is_normal = match piece.kind.map_or(Ok(Kind::Normal), Kind::try_from) {
        Ok(Kind::Normal) => true,
        Ok(Kind::Unknown | Kind::Control | Kind::Unused) => false,
        // Models name their mask so; as a special token no text is cut into it.
        Ok(Kind::UserDefined) if text.starts_with(['[', '<']) && text.ends_with([']', '>']) => false,
        Ok(kind @ (Kind::UserDefined | Kind::Byte)) => {
            return Err(format!("has the {kind:?} piece {text:?}, which isn't supported"));
        }
        Err(_) => return Err(format!("has a piece {text:?} of an unknown type")),
    };
    if text.is_empty() {
        return Err("has an empty piece".into());
    }
    let score = if is_normal { piece.score() } else { 0.0 };
    if !score.is_finite() {
        return Err(format!("gives the piece {text:?} the score {score}"));
    }
    Ok(Piece { text, score, is_normal })
}

fn special(text: &str) -> Piece {
    Piece { text: text.into(), score: 0.0, is_normal: false }
}

fn fairseq(pieces: Vec<Piece>, unknown: usize) -> Result<(Vec<Piece>, usize), String> {
    let names: Vec<&str> = pieces.iter().take(3).map(|piece| piece.text.as_str()).collect();
    if names != ["<unk>", "<s>", "</s>"] || unknown != 0 {
        return Err(format!("should begin with <unk>, <s>, </s> as XLM-RoBERTa's does; got {names:?}"));
    }
    let first = ["<s>", "<pad>", "</s>", "<unk>"].map(special);
    let pieces = first.into_iter().chain(pieces.into_iter().skip(3)).chain([special("<mask>")]);
    Ok((pieces.collect(), 3))
}

/// Pieces in the order of a vocabulary; what it has besides them is special.
fn given(pieces: Vec<Piece>, ids: &HashMap<String, u32>) -> Result<(Vec<Piece>, usize), String> {
    let mut places: Vec<Option<Piece>> = Vec::new();
    places.resize_with(ids.len(), || None);
    for piece in pieces.into_iter().filter(|piece| piece.is_normal) {
        let id =
            ids.get(&piece.text).ok_or_else(|| format!("has the piece {:?}, the vocabulary hasn't", piece.text))?;
        let place = places.get_mut(*id as usize).ok_or_else(|| numbering(ids))?;
        *place = Some(piece);
    }
    let mut names: Vec<(&String, &u32)> = ids.iter().collect();
    names.sort_by_key(|(_, id)| **id);
    for (name, &id) in names {
        let place = places.get_mut(id as usize).ok_or_else(|| numbering(ids))?;
        match place {
            Some(piece) if piece.text != *name => return Err(numbering(ids)),
            Some(_) => {}
            None => *place = Some(special(name)),
        }
    }
    let pieces: Option<Vec<Piece>> = places.into_iter().collect();
    let pieces = pieces.ok_or_else(|| numbering(ids))?;
    let unknown = pieces.iter().position(|piece| ["[UNK]", "<unk>"].contains(&piece.text.as_str()));
    Ok((pieces, unknown.ok_or("goes with a vocabulary that has neither [UNK] nor <unk>")?))
}

fn numbering(ids: &HashMap<String, u32>) -> String {
    format!("goes with a vocabulary that doesn't number its {} tokens from 0", ids.len())
}

/// Whether words can be cut one by one: no piece goes on past a space, and every space is a piece.
fn can_split(pieces: &[Piece]) -> bool {
    let normal: HashSet<&str> =
        pieces.iter().filter(|piece| piece.is_normal).map(|piece| piece.text.as_str()).collect();
    normal.contains(SPACE) && normal.iter().all(|piece| !piece.chars().skip(1).any(|character| character == '▁'))
}

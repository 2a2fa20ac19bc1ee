//! The difference of two texts, word by word.

use async_graphql::{Enum, SimpleObject};

/// Texts whose differing parts have more words than this are shown as one piece out, one piece in.
const MOST_WORDS: usize = 600;

/// A piece of text that stays, goes or comes.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct TextDiff {
    /// Whether it stays, goes or comes.
    change: TextDiffChange,
    /// The piece.
    text: String,
}

/// Whether a piece of text stays, goes or comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TextDiffChange {
    /// It is in both texts.
    Same,
    /// It is in the first only.
    Removed,
    /// It is in the second only.
    Added,
}

impl TextDiff {
    /// The pieces of which `before` (what is the same and what is removed) and `after` (what is the same and what is
    /// added) are made.
    pub fn of(before: &str, after: &str) -> Vec<Self> {
        let (old, new) = (words(before), words(after));
        let front = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let shortest = old.len().min(new.len()) - front;
        let back = old.iter().rev().zip(new.iter().rev()).take(shortest).take_while(|(a, b)| a == b).count();
        let (old_middle, new_middle) = (&old[front..old.len() - back], &new[front..new.len() - back]);
        let mut pieces = Pieces::default();
        old[..front].iter().for_each(|word| pieces.push(TextDiffChange::Same, word));
        if old_middle.len().max(new_middle.len()) > MOST_WORDS {
            old_middle.iter().for_each(|word| pieces.push(TextDiffChange::Removed, word));
            new_middle.iter().for_each(|word| pieces.push(TextDiffChange::Added, word));
        } else {
            align(old_middle, new_middle, &mut pieces);
        }
        old[old.len() - back..].iter().for_each(|word| pieces.push(TextDiffChange::Same, word));
        pieces.0
    }
}

#[derive(Default)]
struct Pieces(Vec<TextDiff>);

impl Pieces {
    fn push(&mut self, change: TextDiffChange, text: &str) {
        match self.0.last_mut() {
            Some(last) if last.change == change => last.text.push_str(text),
            _ => self.0.push(TextDiff { change, text: text.to_owned() }),
        }
    }
}

/// By the longest common subsequence.
fn align(old: &[&str], new: &[&str], pieces: &mut Pieces) {
    let mut lengths = vec![vec![0_u16; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i][j] =
                if old[i] == new[j] { lengths[i + 1][j + 1] + 1 } else { lengths[i + 1][j].max(lengths[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            pieces.push(TextDiffChange::Same, old[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && lengths[i + 1][j] >= lengths[i][j + 1]) {
            pieces.push(TextDiffChange::Removed, old[i]);
            i += 1;
        } else {
            pieces.push(TextDiffChange::Added, new[j]);
            j += 1;
        }
    }
}

/// Words and the spaces between them, in turn.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut was_space = None;
    for (at, character) in text.char_indices() {
        let is_space = character.is_whitespace();
        if was_space.is_some_and(|was| was != is_space) {
            words.push(&text[start..at]);
            start = at;
        }
        was_space = Some(is_space);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_up_both_texts() {
        for (before, after) in [
            ("정부 대책 발표", "정부 대책 발표"),
            ("(서울=한빛) 김 기자 = 정부 대책 발표.", "정부 대책 발표."),
            ("정부  대책\n발표 사진=한빛", "정부 대책 발표"),
            ("", "새 글"),
            ("헌 글", ""),
            ("", ""),
        ] {
            let pieces = TextDiff::of(before, after);
            let without = |gone: TextDiffChange| -> String {
                pieces.iter().filter(|piece| piece.change != gone).map(|piece| piece.text.as_str()).collect()
            };
            assert_eq!(without(TextDiffChange::Added), before);
            assert_eq!(without(TextDiffChange::Removed), after);
            assert!(pieces.windows(2).all(|two| two[0].change != two[1].change));
        }
    }

    #[test]
    fn what_differs_too_much_is_one_piece_out_and_one_in() {
        let (before, after) = ("가 ".repeat(2_000), "나 ".repeat(2_000));
        assert_eq!(TextDiff::of(&before, &after).len(), 3);
    }
}

//! Tells two reports of one template apart from two copies of one report.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::normalise::mix;

/// Whether one text names a place, day, direction … where the other names another of its kind.
/// A term that only one of them holds is an addition, not an exchange.
pub(super) fn differ_by_known_term(a: &str, b: &str) -> bool {
    let (a, b) = (mentions(a), mentions(b));
    a.iter().any(|(kind, terms)| {
        b.get(kind).is_some_and(|others| {
            terms.iter().any(|term| !others.contains(term)) && others.iter().any(|term| !terms.contains(term))
        })
    })
}

/// Counts, across a collection, the different words that stand in one place.
///
/// A place is a run of one or two words, known by the word before it and the two after it (numbers
/// masked). Where many different words stand in a place, it is a template's slot; where only a few
/// do, an editor has exchanged a word.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Hashes of the fillers seen, at most `limit` for each place.
    fillers: BTreeMap<u64, BTreeSet<u64>>,
    limit: usize,
}

impl Places {
    /// A place with `limit` different fillers is a slot.
    pub(super) fn new(limit: usize) -> Self {
        Self { fillers: BTreeMap::new(), limit }
    }

    /// Places to be counted.
    pub(super) fn watch(&mut self, places: &[u64]) {
        for place in places {
            self.fillers.entry(*place).or_default();
        }
    }

    /// Counts what `words` has in the places watched.
    pub(super) fn count(&mut self, words: &str) {
        let words: Vec<&str> = words.split(' ').collect();
        for start in 0..words.len() {
            for end in start + 1..=(start + LONGEST_RUN).min(words.len()) {
                if let Some(place) = place(&words, start, end)
                    && let Some(fillers) = self.fillers.get_mut(&place)
                    && fillers.len() < self.limit
                {
                    fillers.insert(filler(&words[start..end]));
                }
            }
        }
    }

    /// Whether one of the places is a slot.
    pub(super) fn any_slot(&self, places: &[u64]) -> bool {
        places.iter().any(|place| self.fillers.get(place).is_some_and(|fillers| fillers.len() >= self.limit))
    }
}

/// Words that a slot holds at most.
const LONGEST_RUN: usize = 2;
/// Texts whose differing parts have more words than this are compared without looking for slots.
const LONGEST_ALIGNMENT: usize = 300;

/// The places where one text has other words than the other. Additions don't count, nor does a run
/// that keeps its first two syllables (a particle or an ending was changed), nor the last words of a
/// text (endings are what editors change) unless a name follows a verb there ("발언하는 …").
pub(super) fn exchanged_places(a: &str, b: &str) -> Vec<u64> {
    let (left, right): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let mut places = Vec::new();
    for (in_a, in_b) in differing_runs(&left, &right) {
        let short = |run: &Range<usize>| (1..=LONGEST_RUN).contains(&run.len());
        if short(&in_a) && short(&in_b) && filler(&left[in_a.clone()]) != filler(&right[in_b.clone()]) {
            places.extend(place(&left, in_a.start, in_a.end));
            places.extend(place(&right, in_b.start, in_b.end));
        }
    }
    places
}

/// Names the place of `words[start..end]` by what stands around it.
fn place(words: &[&str], start: usize, end: usize) -> Option<u64> {
    let at = |position: Option<usize>| position.and_then(|position| words.get(position)).copied();
    let before = at(start.checked_sub(1));
    let around = match (before, at(Some(end))) {
        (Some(verb), None) if verb.ends_with('는') => [at(start.checked_sub(2)), before, None],
        (_, None) => return None,
        (_, after) => [before, after, at(Some(end + 1)).or_else(|| at(start.checked_sub(2)))],
    };
    let masked =
        |hash: u64, character: char| mix(hash ^ u64::from(if character.is_ascii_digit() { '#' } else { character }));
    Some(around.iter().fold(0, |hash, word| word.unwrap_or("□").chars().fold(mix(hash), masked)))
}

/// Runs that differ between two word sequences, by their longest common subsequence.
fn differing_runs(a: &[&str], b: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let shortest = a.len().min(b.len()) - front;
    let back = a.iter().rev().zip(b.iter().rev()).take(shortest).take_while(|(a, b)| a == b).count();
    let (in_a, in_b) = (&a[front..a.len() - back], &b[front..b.len() - back]);
    if in_a.len().max(in_b.len()) > LONGEST_ALIGNMENT {
        return Vec::new();
    }
    // lengths[i][j]: longest common subsequence of in_a[i..] and in_b[j..].
    let mut lengths = vec![vec![0_u16; in_b.len() + 1]; in_a.len() + 1];
    for i in (0..in_a.len()).rev() {
        for j in (0..in_b.len()).rev() {
            lengths[i][j] =
                if in_a[i] == in_b[j] { lengths[i + 1][j + 1] + 1 } else { lengths[i + 1][j].max(lengths[i][j + 1]) };
        }
    }
    let mut runs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < in_a.len() || j < in_b.len() {
        let (start_a, start_b) = (i, j);
        while (i < in_a.len() || j < in_b.len()) && !(i < in_a.len() && j < in_b.len() && in_a[i] == in_b[j]) {
            if j == in_b.len() || (i < in_a.len() && lengths[i + 1][j] >= lengths[i][j + 1]) {
                i += 1;
            } else {
                j += 1;
            }
        }
        runs.push((front + start_a..front + i, front + start_b..front + j));
        while i < in_a.len() && j < in_b.len() && in_a[i] == in_b[j] {
            i += 1;
            j += 1;
        }
    }
    runs
}

/// By its first two syllables: "국회가" and "국회는" fill a slot with the same thing.
fn filler(words: &[&str]) -> u64 {
    hash_str(&words.concat().chars().take(2).collect::<String>())
}

fn hash_str(text: &str) -> u64 {
    text.bytes().fold(text.len() as u64, |hash, byte| mix(hash ^ u64::from(byte)))
}

/// One kind of term in slots.toml.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    /// Whether a term also counts at the head of a longer word ("서울시", "서울서").
    prefix: bool,
    /// Terms divided by spaces; other spellings of a term follow it after `=`.
    terms: String,
}

struct Lexicon {
    /// Spelling → kinds and terms it stands for.
    spellings: BTreeMap<String, Vec<Mention>>,
    longest_characters: usize,
}

struct Mention {
    kind: u8,
    term: String,
    prefix: bool,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let kinds: BTreeMap<String, Kind> =
        toml::from_str(include_str!("slots.toml")).expect("slots.toml beside this file is well formed");
    let mut lexicon = Lexicon { spellings: BTreeMap::new(), longest_characters: 0 };
    for (kind, definition) in (0..).zip(kinds.values()) {
        for entry in definition.terms.split_whitespace() {
            let term = entry.split('=').next().unwrap_or(entry);
            for spelling in entry.split('=') {
                lexicon.longest_characters = lexicon.longest_characters.max(spelling.chars().count());
                lexicon.spellings.entry(spelling.to_owned()).or_default().push(Mention {
                    kind,
                    term: term.to_owned(),
                    prefix: definition.prefix,
                });
            }
        }
    }
    lexicon
});

fn mentions(words: &str) -> BTreeMap<u8, Vec<&'static str>> {
    let lexicon: &'static Lexicon = &LEXICON;
    let mut found: BTreeMap<u8, Vec<&'static str>> = BTreeMap::new();
    for word in words.split(' ') {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(lexicon.longest_characters);
        let mut matched: Vec<u8> = Vec::new();
        // The longest spelling counts: 경상남도 before 경상.
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            for mention in lexicon.spellings.get(&word[..end]).into_iter().flatten() {
                if (mention.prefix || end == word.len()) && !matched.contains(&mention.kind) {
                    matched.push(mention.kind);
                    found.entry(mention.kind).or_default().push(&mention.term);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exchanged_places_days_and_directions_are_seen() {
        for (a, b) in [
            ("오늘의 날씨 서울 맑음", "오늘의 날씨 부산 맑음"),
            ("월요일 전국 대체로 맑음", "화요일 전국 대체로 맑음"),
            ("코스피 상승 마감", "코스피 하락 마감"),
            ("환율 0.4 ↑ 마감", "환율 0.4 ↓ 마감"),
            ("강원도서 산불", "전남서 산불"),
            ("인도 여행경보 발령", "인도네시아 여행경보 발령"),
        ] {
            assert!(differ_by_known_term(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn additions_and_spellings_of_one_term_are_not_exchanges() {
        for (a, b) in [
            ("아파트 화재 2명 대피", "부산 아파트 화재 2명 대피"),
            ("코스피 급등 마감", "코스피 상승 마감"),
            ("경남서 산불", "경상남도서 산불"),
            ("서울시 대책 발표", "서울 대책 발표"),
        ] {
            assert!(!differ_by_known_term(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn a_place_with_many_fillers_is_a_slot_and_one_with_few_is_not() {
        let texts = ["가람 새 공장 착공", "나래 새 공장 착공", "다솜 새 공장 착공", "라온 새 공장 착공"];
        let exchanged = exchanged_places(texts[0], texts[1]);
        for (known, expected) in [(2, false), (4, true)] {
            let mut places = Places::new(4);
            places.watch(&exchanged);
            texts[..known].iter().for_each(|text| places.count(text));
            assert_eq!(places.any_slot(&exchanged), expected, "{known} texts");
        }
    }

    #[test]
    fn two_exchanged_words_are_two_places() {
        let one = exchanged_places("가람 새 공장 부산에 착공 예정", "나래 새 공장 여수에 착공 예정");
        assert_eq!(one.len(), 4);
        assert_eq!(one[0], one[1]);
        assert_eq!(one[2], one[3]);
        assert_ne!(one[0], one[2]);
    }

    #[test]
    fn endings_particles_spacing_and_additions_are_edits() {
        for (a, b) in [
            ("정부 대책 발표", "정부 대책 공개"),
            ("국회가 대책 발표", "국회는 대책 발표"),
            ("전세대출 금리 인하", "전세 대출 금리 인하"),
            ("정부 대책 발표", "정부 긴급 대책 발표"),
        ] {
            assert!(exchanged_places(a, b).is_empty(), "{a} / {b}");
        }
        assert!(!exchanged_places("회의서 발언하는 가람", "회의서 발언하는 나래").is_empty());
    }
}

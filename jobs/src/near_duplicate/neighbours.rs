//! An index of signatures that grows one text at a time: which of the texts so far may say the same as this one?
//!
//! Made for cleaning, where texts arrive daily and are titles with bodies. It differs from the index of a dataset's
//! build (`candidates`) in three ways: a signature is a value of its own that can be stored and loaded, a text is found
//! the moment it is inserted, and shingles are of three characters, so that long texts that merely share a language
//! don't meet: with two, any two Korean articles have a tenth of their shingles in common.
//!
//! Each band is a hash table of chains over flat arrays: inserting costs a few cache lines a band, whatever the size.

use super::{
    candidates::{jaccard, shingles},
    normalise::{Normalised, mix},
    twins::{self, Places},
};

/// Changes whenever equal texts get other signatures.
pub const METHOD: i32 = 1;

/// Characters in a shingle.
const SHINGLE: usize = 3;
/// Characters of a normalised text that are compared; copies are found over the whole text.
const COMPARED_CHARACTERS: usize = 500;
/// Bands of a signature, and MinHash values in a band: a pair of similarity 0.6 meets with probability 0.984, one of 0.1
/// with 0.003.
const BANDS: usize = 30;
const ROWS: usize = 4;
/// Members of one bucket that are looked at, the newest first.
const LONGEST_CHAIN: usize = 512;
/// Candidates given for one text, those that share most bands first.
const MOST_CANDIDATES: usize = 128;
/// A place in a sentence that takes this many different words among a text's neighbours is a template's slot.
const TEMPLATE_FILLERS: usize = 4;
const NONE: u32 = u32::MAX;

/// What a text is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Equal for texts that are equal once they are normalised.
    pub fingerprint: u128,
    bands: [u32; BANDS],
}

/// A text brought to the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    words: Box<str>,
    fingerprint: u128,
    numbers: u64,
}

impl Prepared {
    /// Prepares a text.
    pub fn of(text: &str) -> Self {
        let Normalised { fingerprint, words, numbers } = Normalised::of(text, COMPARED_CHARACTERS);
        Self { words, fingerprint, numbers }
    }

    /// Equal for texts that are equal once they are normalised.
    pub fn fingerprint(&self) -> u128 {
        self.fingerprint
    }

    /// Its signature.
    pub fn signature(&self) -> Signature {
        let shingles = shingles(&self.words, SHINGLE);
        let mut least = [u32::MAX; BANDS * ROWS];
        for shingle in &shingles {
            // Two independent hashes make all others (Kirsch & Mitzenmacher 2006).
            let first = mix(*shingle);
            let second = mix(first) | 1;
            let mut value = first;
            for slot in &mut least {
                value = value.wrapping_add(second);
                *slot = (*slot).min((value >> 32) as u32);
            }
        }
        let mut bands = [0; BANDS];
        for (band, (hash, rows)) in bands.iter_mut().zip(least.chunks(ROWS)).enumerate() {
            // Texts with other numbers are never duplicates, so they need not meet.
            let mixed = rows.iter().fold(mix(self.numbers ^ band as u64), |mixed, row| mix(mixed ^ u64::from(*row)));
            *hash = (mixed >> 32) as u32;
        }
        Signature { fingerprint: self.fingerprint, bands }
    }

    /// The share of shingles that two texts have in common.
    pub fn similarity(&self, other: &Self) -> f64 {
        if self.fingerprint == other.fingerprint {
            return 1.0;
        }
        jaccard(&shingles(&self.words, SHINGLE), &shingles(&other.words, SHINGLE))
    }
}

impl Signature {
    /// The bands as bytes, little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bands.iter().flat_map(|band| band.to_le_bytes()).collect()
    }

    /// The signature that was written as `bytes`; `None` if they aren't one.
    pub fn from_bytes(fingerprint: u128, bytes: &[u8]) -> Option<Self> {
        if bytes.len() != BANDS * 4 {
            return None;
        }
        let mut bands = [0; BANDS];
        for (band, four) in bands.iter_mut().zip(bytes.chunks_exact(4)) {
            *band = u32::from_le_bytes(four.try_into().ok()?);
        }
        Some(Self { fingerprint, bands })
    }
}

/// Which of `neighbours` say the same as `text`: at least `threshold` similar, and not another report of one template.
/// Gives their places with their similarity.
pub fn same(text: &Prepared, neighbours: &[Prepared], threshold: f64) -> Vec<(usize, f64)> {
    let own = shingles(&text.words, SHINGLE);
    let mut found = Vec::new();
    let mut exchanges = Vec::new();
    let mut places = Places::new(TEMPLATE_FILLERS);
    for (place, other) in neighbours.iter().enumerate() {
        if text.fingerprint == other.fingerprint {
            found.push((place, 1.0));
            continue;
        }
        if text.numbers != other.numbers {
            continue;
        }
        let similarity = jaccard(&own, &shingles(&other.words, SHINGLE));
        if similarity < threshold || twins::differ_by_known_term(&text.words, &other.words) {
            continue;
        }
        let exchanged = twins::exchanged_places(&text.words, &other.words);
        if exchanged.is_empty() {
            found.push((place, similarity));
        } else {
            places.watch(&exchanged);
            exchanges.push((place, similarity, exchanged));
        }
    }
    if !exchanges.is_empty() {
        places.count(&text.words);
        neighbours.iter().for_each(|other| places.count(&other.words));
    }
    found.extend(
        exchanges.into_iter().filter(|(.., exchanged)| !places.any_slot(exchanged)).map(|(place, s, _)| (place, s)),
    );
    found
}

/// Signatures in the order in which they were inserted, from 0.
#[derive(Clone, Debug)]
pub struct Neighbours {
    /// `BANDS` hashes a text.
    hashes: Vec<u32>,
    /// `BANDS` links a text: the text before it in the same chain.
    before: Vec<u32>,
    /// The newest text of each chain, band by band.
    newest: Vec<u32>,
    /// Chains a band: a power of two.
    chains: usize,
    count: usize,
}

impl Default for Neighbours {
    fn default() -> Self {
        Self::with_capacity(1 << 10)
    }
}

impl Neighbours {
    /// An empty index with room for `texts`.
    pub fn with_capacity(texts: usize) -> Self {
        let chains = texts.max(1 << 10).next_power_of_two();
        Self {
            hashes: Vec::with_capacity(texts * BANDS),
            before: Vec::with_capacity(texts * BANDS),
            newest: vec![NONE; chains * BANDS],
            chains,
            count: 0,
        }
    }

    /// Texts in it.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Bytes it holds.
    pub fn size_bytes(&self) -> usize {
        4 * (self.hashes.capacity() + self.before.capacity() + self.newest.capacity())
    }

    /// Adds a signature; its number is the count before.
    pub fn insert(&mut self, signature: &Signature) -> u32 {
        if self.count >= 2 * self.chains {
            self.grow();
        }
        let number = u32::try_from(self.count).expect("an index holds fewer than 2^32 texts");
        for (band, hash) in signature.bands.iter().enumerate() {
            let chain = self.chain(band, *hash);
            self.hashes.push(*hash);
            self.before.push(self.newest[chain]);
            self.newest[chain] = number;
        }
        self.count += 1;
        number
    }

    /// The texts that share a band with `signature`: those that share most first, then the oldest.
    pub fn candidates(&self, signature: &Signature) -> Vec<u32> {
        let mut met: Vec<u32> = Vec::new();
        for (band, hash) in signature.bands.iter().enumerate() {
            let mut number = self.newest[self.chain(band, *hash)];
            for _ in 0..LONGEST_CHAIN {
                if number == NONE {
                    break;
                }
                let place = number as usize * BANDS + band;
                if self.hashes[place] == *hash {
                    met.push(number);
                }
                number = self.before[place];
            }
        }
        met.sort_unstable();
        let mut counted: Vec<(usize, u32)> = met.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0])).collect();
        counted.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        counted.truncate(MOST_CANDIDATES);
        counted.into_iter().map(|(_, number)| number).collect()
    }

    fn chain(&self, band: usize, hash: u32) -> usize {
        band * self.chains + (hash as usize & (self.chains - 1))
    }

    /// Twice as many chains, each about half as long.
    fn grow(&mut self) {
        self.chains *= 2;
        self.newest = vec![NONE; self.chains * BANDS];
        for number in 0..self.count {
            for band in 0..BANDS {
                let place = number * BANDS + band;
                let chain = self.chain(band, self.hashes[place]);
                self.before[place] = self.newest[chain];
                self.newest[chain] = number as u32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(text: &str) -> Signature {
        Prepared::of(text).signature()
    }

    const STORY: &str = "정부가 내년부터 청년 주거 지원을 확대하는 새 대책을 발표하고 국회와 예산을 협의하기로 했다";

    #[test]
    fn a_signature_survives_its_bytes_and_others_are_refused() {
        let one = signature(STORY);
        assert_eq!(Signature::from_bytes(one.fingerprint, &one.to_bytes()), Some(one.clone()));
        assert_eq!(Signature::from_bytes(0, &one.to_bytes()[1..]), None);
    }

    #[test]
    fn an_edited_copy_is_found_among_thousands_also_after_the_index_grew() {
        let mut index = Neighbours::default();
        let wanted = index.insert(&signature(STORY));
        for number in 0..5_000 {
            index.insert(&signature(&format!(
                "{number}번째 전혀 다른 소식 {}",
                "가나다라마바사".repeat(number % 5 + 1)
            )));
        }
        assert_eq!(index.len(), 5_001);
        let copy = format!("[속보] {}", STORY.replace("새 대책", "종합 대책"));
        assert_eq!(index.candidates(&signature(&copy)).first(), Some(&wanted));
        assert!(index.candidates(&signature("코스피가 하루 만에 반등해 거래를 마쳤다는 소식")).is_empty());
    }

    #[test]
    fn copies_are_the_same_and_reports_of_other_days_are_not() {
        let report = |day: &str, number: u32| Prepared::of(&format!("{day} 코스피 {number} 마감 외국인 순매수 이어져"));
        let texts = [report("월요일", 2500), report("화요일", 2500), report("월요일", 2600), report("월요일", 2500)];
        let found: Vec<usize> = same(&texts[0], &texts[1..], 0.5).into_iter().map(|(place, _)| place).collect();
        assert_eq!(found, [2]);
    }

    #[test]
    fn a_templates_slot_keeps_its_reports_apart() {
        let report =
            |name: &str| Prepared::of(&format!("{name} 지역 새 공장 착공 내년 상반기 완공 목표로 인력 채용 나서"));
        let texts: Vec<Prepared> = ["가람", "나래", "다솜", "라온", "마루"].into_iter().map(report).collect();
        assert_eq!(same(&texts[0], &texts[1..], 0.5), []);
        assert_eq!(same(&texts[0], &texts[1..2], 0.5).len(), 1, "of two, an editor has exchanged a word");
    }
}

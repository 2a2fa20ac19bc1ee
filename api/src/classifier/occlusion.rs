//! Which words an answer rests on: each is left out in turn, and the model is asked again.

use std::{sync::Arc, time::Instant};

use domain::id::LabelClassId;

use super::{Deployed, LiveClassifier, Model, PredictError, Served, aside};

/// Most words that are left out of one text.
pub const MOST_WORDS: usize = 64;
/// Texts of one occlusion that wait at the same time: readers' own texts come in between.
const PORTION: usize = 16;
/// Probabilities this near to 0 and 1 are told apart no further: they are 32-bit numbers.
const NEAREST: f64 = 1e-6;

/// A text in all its forms, ready to be asked about.
pub struct Occlusion {
    classifier: LiveClassifier,
    served: Arc<Served>,
    words: Vec<Word>,
    words_in_text: usize,
    bound: Option<Bound>,
    /// The text as far as it is read, then the same without each of `words`.
    forms: Vec<String>,
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    /// Characters before it.
    start: usize,
}

/// Why not every word of a text was left out once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The model reads no further.
    ModelLength,
    /// There are more words than are looked at.
    WordLimit,
}

/// What each word does to an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Attributions {
    /// The words that were left out, in the text's order.
    pub words: Vec<WordAttribution>,
    /// Words in the text.
    pub words_in_text: usize,
    /// Why these are fewer than there are, if they are.
    pub bound: Option<Bound>,
    /// Probability of the class with every word there, 0 to 1.
    pub probability: f32,
}

/// What one word does to an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct WordAttribution {
    /// The word, as it stands in the text.
    pub text: String,
    /// Characters before it.
    pub start: usize,
    /// Probability of the class without it, 0 to 1.
    pub probability_without: f32,
    /// By how much the log-odds of the class are higher with it than without.
    pub weight: f64,
}

impl LiveClassifier {
    /// Makes the forms of `text` for the model that gave an answer; `None` if it isn't in service here.
    ///
    /// # Errors
    /// [`PredictError::TextTooLong`].
    pub async fn occlusion(
        &self,
        deployed: Deployed,
        text: &str,
        most_words: usize,
    ) -> Result<Option<Occlusion>, PredictError> {
        self.check(&[text])?;
        let Some(served) = self.shared.active.load_full().filter(|served| served.deployed == deployed) else {
            return Ok(None);
        };
        let (model, text) = (served.model.clone(), text.to_owned());
        let most_words = most_words.clamp(1, MOST_WORDS);
        let Forms { words, words_in_text, bound, forms } = aside(move || forms_of(&*model, &text, most_words)).await?;
        Ok(Some(Occlusion { classifier: self.clone(), served, words, words_in_text, bound, forms }))
    }
}

impl Occlusion {
    /// Texts that the model is asked about.
    pub fn texts(&self) -> usize {
        self.forms.len()
    }

    /// Asks the model; `None` if `class` isn't one of its classes.
    ///
    /// # Errors
    /// See [`PredictError`].
    pub async fn compute(self, class: LabelClassId) -> Result<Option<Attributions>, PredictError> {
        let Self { classifier, served, words, words_in_text, bound, forms } = self;
        let Some(class) = served.classes.iter().position(|one| one.id == class) else { return Ok(None) };
        // Few at a time, however many are asked for: nobody's answer waits behind all of somebody else's words.
        let _turn = classifier.shared.occlusions.acquire().await.map_err(|_| PredictError::Failed)?;
        let mut probabilities = Vec::with_capacity(forms.len());
        for portion in forms.chunks(PORTION) {
            let start = Instant::now();
            let texts: Vec<&str> = portion.iter().map(String::as_str).collect();
            for asked in classifier.ask(&served, &texts).await? {
                probabilities.push(classifier.answer(&served, asked, start).await?.probabilities[class]);
            }
        }
        let probability = probabilities[0];
        let attribution = |(Word { text, start }, probability_without): (Word, f32)| WordAttribution {
            text,
            start,
            probability_without,
            weight: log_odds(probability) - log_odds(probability_without),
        };
        let words = words.into_iter().zip(probabilities.into_iter().skip(1)).map(attribution).collect();
        Ok(Some(Attributions { words, words_in_text, bound, probability }))
    }
}

struct Forms {
    words: Vec<Word>,
    words_in_text: usize,
    bound: Option<Bound>,
    forms: Vec<String>,
}

/// The text as far as the model reads it, and the same without each of its first words. What follows would otherwise
/// move up into the place of what is left out, and be weighed in its stead.
fn forms_of(model: &dyn Model, text: &str, most_words: usize) -> Forms {
    let mut words = words_of(text);
    let words_in_text = words.len();
    let characters: Vec<char> = text.chars().collect();
    let through = |count: usize| -> usize {
        let last = count.checked_sub(1).and_then(|last| words.get(last));
        last.map_or(0, |word: &Word| word.start + word.text.chars().count())
    };
    let reads = |end: usize| {
        let head: String = characters[..end].iter().collect();
        !model.encode(&model.prepare(&head)).truncated
    };
    let read = if reads(characters.len()) {
        words_in_text
    } else {
        // The longest beginning that is read in full: more words are never shorter.
        let (mut low, mut high) = (0, words_in_text);
        while low + 1 < high {
            let middle = low.midpoint(high);
            if reads(through(middle)) { low = middle } else { high = middle }
        }
        low.max(1).min(words_in_text)
    };
    let end = if read == words_in_text { characters.len() } else { through(read) };
    let looked_at = read.min(most_words);
    let bound = match (looked_at < read, read < words_in_text) {
        (true, _) => Some(Bound::WordLimit),
        (false, true) => Some(Bound::ModelLength),
        (false, false) => None,
    };
    words.truncate(looked_at);
    let without = |word: &Word| {
        let rest = &characters[word.start + word.text.chars().count()..end];
        characters[..word.start].iter().chain(rest).collect()
    };
    let whole: String = characters[..end].iter().collect();
    let forms = std::iter::once(whole).chain(words.iter().map(without)).collect();
    Forms { words, words_in_text, bound, forms }
}

/// What stands between spaces: in Korean an eojeol, a word with its particles.
fn words_of(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut is_inside = false;
    for (position, character) in text.chars().enumerate() {
        if character.is_whitespace() {
            is_inside = false;
        } else if is_inside && let Some(word) = words.last_mut() {
            word.text.push(character);
        } else {
            is_inside = true;
            words.push(Word { text: character.into(), start: position });
        }
    }
    words
}

fn log_odds(probability: f32) -> f64 {
    let probability = f64::from(probability).clamp(NEAREST, 1.0 - NEAREST);
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use ml::{serve::Plan, tokenizer::Encoding};

    use super::*;
    use crate::classifier::{Loaded, ModelError, Settings, tests as classifier};

    /// Reads twelve characters; the first class is the likelier the more 금 there are.
    struct Gold;

    impl Model for Gold {
        fn bundle_sha256(&self) -> &str {
            "gold"
        }

        fn prepare(&self, text: &str) -> String {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }

        fn encode(&self, text: &str) -> Encoding {
            let ids: Vec<u32> = text.chars().map(u32::from).collect();
            Encoding { truncated: ids.len() > 12, ids: ids.into_iter().take(12).collect() }
        }

        fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ModelError> {
            let gold = |encoding: &Encoding| encoding.ids.iter().filter(|id| **id == u32::from('금')).count() as f32;
            Ok(encodings.iter().map(|encoding| vec![gold(encoding), 0.0, 0.0]).collect())
        }
    }

    async fn look(text: &str, most_words: usize) -> Attributions {
        let live = LiveClassifier::new(Settings { cache_bytes: 0, ..Settings::default() });
        let (deployed, classes) = (classifier::deployed(), classifier::classes());
        live.serve(deployed, classes.clone(), Loaded { model: Arc::new(Gold), plan: Plan::default() });
        let occlusion = live.occlusion(deployed, text, most_words).await.unwrap().unwrap();
        assert!(live.occlusion(classifier::deployed(), text, most_words).await.unwrap().is_none(), "another version");
        occlusion.compute(classes[0].id).await.unwrap().unwrap()
    }

    fn weights(attributions: &Attributions) -> Vec<(&str, usize, f64)> {
        let round = |weight: f64| (weight * 1e3).round() / 1e3;
        attributions.words.iter().map(|word| (word.text.as_str(), word.start, round(word.weight))).collect()
    }

    #[tokio::test]
    async fn a_word_weighs_what_the_answer_loses_without_it() {
        let found = look("금리  동결 금금", 64).await;
        // The other two logits stand still, so the log-odds are those of the first.
        assert_eq!(weights(&found), [("금리", 0, 1.0), ("동결", 4, 0.0), ("금금", 7, 2.0)]);
        assert_eq!((found.bound, found.words_in_text), (None, 3));
        let without = &found.words[2];
        assert!(without.probability_without < found.probability && without.probability_without > 0.5);
    }

    #[tokio::test]
    async fn what_the_model_does_not_read_takes_no_place_of_what_is_left_out() {
        // Twelve characters reach to 동결; the gold behind them is never read.
        let found = look("금리 은행 한은 동결 금금금금 금", 64).await;
        assert_eq!(weights(&found), [("금리", 0, 1.0), ("은행", 3, 0.0), ("한은", 6, 0.0), ("동결", 9, 0.0)]);
        assert_eq!((found.bound, found.words_in_text), (Some(Bound::ModelLength), 6));
    }

    #[tokio::test]
    async fn no_more_words_are_left_out_than_were_asked_for() {
        let found = look("금 은 금 은", 2).await;
        assert_eq!(weights(&found), [("금", 0, 1.0), ("은", 2, 0.0)]);
        assert_eq!((found.bound, found.words_in_text), (Some(Bound::WordLimit), 4));
        let endless = look("아주아주아주아주아주아주아주", 64).await;
        assert_eq!(
            (endless.words.len(), endless.bound),
            (1, None),
            "a word longer than is read is looked at all the same"
        );
        assert!(look(" \n", 64).await.words.is_empty());
    }
}

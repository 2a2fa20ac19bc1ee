use std::sync::{Condvar, Mutex};

use ml::tokenizer::Encoding;

use super::*;

/// A model whose answer is a pure function of the text: the class is the first letter's place in the alphabet.
struct Toy {
    /// Raises every logit of its second class: tells models apart.
    is_second: bool,
    gate: Gate,
    /// Batches begun.
    entered: std::sync::atomic::AtomicUsize,
    batches: Mutex<Vec<Vec<usize>>>,
}

/// Computations wait while it is shut.
#[derive(Default)]
struct Gate {
    is_shut: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn set(&self, is_shut: bool) {
        *self.is_shut.lock().unwrap() = is_shut;
        self.opened.notify_all();
    }

    fn pass(&self) {
        drop(self.opened.wait_while(self.is_shut.lock().unwrap(), |is_shut| *is_shut).unwrap());
    }
}

impl Toy {
    fn new(is_second: bool) -> Arc<Self> {
        Arc::new(Self { is_second, gate: Gate::default(), entered: 0.into(), batches: Mutex::default() })
    }

    /// Waits until a batch is being computed.
    async fn until_computing(&self) {
        while self.entered.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
    }

    fn largest_batch(&self) -> usize {
        self.batches.lock().unwrap().iter().map(Vec::len).max().unwrap_or(0)
    }
}

impl Model for Toy {
    fn encode(&self, text: &str) -> Encoding {
        Encoding { ids: text.chars().map(u32::from).collect(), truncated: text.len() > 50 }
    }

    fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ModelError> {
        self.entered.fetch_add(1, Ordering::Relaxed);
        self.gate.pass();
        self.batches.lock().unwrap().push(encodings.iter().map(|encoding| encoding.ids.len()).collect());
        let refused = |encoding: &Encoding| encoding.ids.first() == Some(&u32::from('!'));
        if encodings.iter().any(refused) {
            return Err(ModelError("refused".into()));
        }
        assert!(encodings.iter().all(|encoding| encoding.ids.first() != Some(&u32::from('?'))));
        let logit = |encoding: &Encoding| (encoding.ids.iter().sum::<u32>() % 17) as f32;
        let lift = if self.is_second { 100.0 } else { -100.0 };
        Ok(encodings.iter().map(|encoding| vec![logit(encoding), logit(encoding) + lift, 0.5]).collect())
    }
}

fn classes() -> Arc<[label_class::Model]> {
    let class = |position: i32| label_class::Model {
        id: LabelClassId::new(),
        label_set_id: domain::id::LabelSetId::new(),
        position,
        key: format!("class-{position}"),
        name_ko: String::new(),
        name_en: String::new(),
    };
    (0..3).map(class).collect()
}

fn settings() -> Settings {
    Settings { token_budget: 64, max_batch: 8, queue_capacity: 1000, sessions: 2, ..Settings::default() }
}

fn serving(settings: Settings) -> (LiveClassifier, Arc<Toy>, ModelVersionId) {
    let classifier = LiveClassifier::new(settings);
    let (model, id) = (Toy::new(false), ModelVersionId::new());
    classifier.serve(id, classes(), model.clone());
    (classifier, model, id)
}

/// Waits until `count` texts wait in the queue.
async fn until_waiting(classifier: &LiveClassifier, count: usize) {
    while classifier.waiting() != count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn with_no_model_the_answer_is_no_active_model() {
    let classifier = LiveClassifier::new(settings());
    assert_eq!(classifier.predict("a").await.unwrap_err(), PredictError::NoActiveModel);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_in_a_batch_is_the_answer_alone() {
    let (classifier, model, id) = serving(settings());
    let texts: Vec<String> = (0..200).map(|n| "가나다라마바사".chars().cycle().take(n % 30 + 1).collect()).collect();
    let mut alone = Vec::new();
    for text in &texts {
        alone.push(classifier.predict(text).await.unwrap());
    }
    assert_eq!(model.largest_batch(), 1);
    let together = futures::future::join_all(texts.iter().map(|text| classifier.predict(text))).await;
    for (alone, together) in alone.iter().zip(together) {
        let together = together.unwrap();
        assert_eq!((&together.probabilities, together.best), (&alone.probabilities, alone.best));
        assert_eq!(together.model_version_id, id);
        assert!((together.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
    let batches = model.batches.lock().unwrap();
    for batch in batches.iter() {
        assert!(batch.len() <= 8 && (batch.len() == 1 || batch.len() * batch.iter().max().unwrap() <= 64), "{batch:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_is_answered_at_once_with_when_to_come_back() {
    let (classifier, model, _) = serving(Settings { queue_capacity: 4, sessions: 1, max_batch: 1, ..settings() });
    model.gate.set(true);
    let first = tokio::spawn({
        let classifier = classifier.clone();
        async move { classifier.predict("computing").await }
    });
    model.until_computing().await;
    let waiting: Vec<_> = (0..4)
        .map(|_| {
            let classifier = classifier.clone();
            tokio::spawn(async move { classifier.predict("waiting").await })
        })
        .collect();
    until_waiting(&classifier, 4).await;
    match classifier.predict("one too many").await.unwrap_err() {
        PredictError::Overloaded { retry_after_ms } => assert!(retry_after_ms >= 10),
        other => panic!("{other}"),
    }
    // A call of several texts is taken whole or not at all.
    let texts = vec!["a".to_owned(), "b".to_owned()];
    assert!(matches!(classifier.predict_batch(&texts).await, Err(PredictError::Overloaded { .. })));
    model.gate.set(false);
    first.await.unwrap().unwrap();
    for waiting in waiting {
        waiting.await.unwrap().unwrap();
    }
    assert_eq!(classifier.waiting(), 0);
    classifier.predict_batch(&texts).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swap_fails_no_request_and_no_call_mixes_versions() {
    let (classifier, first, _) = serving(settings());
    let models = [first, Toy::new(true)];
    let ids = [ModelVersionId::new(), ModelVersionId::new()];
    let classes = classes();
    classifier.serve(ids[0], classes.clone(), models[0].clone());
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let callers: Vec<_> = (0..8)
        .map(|caller| {
            let (classifier, stop) = (classifier.clone(), stop.clone());
            let texts: Vec<String> = (0..5).map(|n| format!("text {caller} {n}")).collect();
            tokio::spawn(async move {
                let mut versions = std::collections::HashSet::new();
                while !stop.load(Ordering::Relaxed) {
                    let answers = classifier.predict_batch(&texts).await.unwrap();
                    let id = answers[0].model_version_id;
                    versions.insert(id);
                    for answer in answers {
                        assert_eq!(answer.model_version_id, id);
                        // Its second class wins for the second model only: the numbers are that version's.
                        assert_eq!(answer.best == 1, id == ids[1]);
                    }
                }
                versions.len()
            })
        })
        .collect();
    for swap in 0..200 {
        classifier.serve(ids[swap % 2], classes.clone(), models[swap % 2].clone());
        tokio::task::yield_now().await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut seen = 0;
    for caller in callers {
        seen = seen.max(caller.await.unwrap());
    }
    assert_eq!(seen, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_model_is_freed_by_its_last_request() {
    let (classifier, model, old_id) = serving(settings());
    model.gate.set(true);
    let caller = tokio::spawn({
        let classifier = classifier.clone();
        async move { classifier.predict("slow").await }
    });
    let served = Arc::downgrade(&classifier.shared.active.load_full().unwrap());
    while served.strong_count() < 2 {
        tokio::task::yield_now().await;
    }
    classifier.serve(ModelVersionId::new(), classes(), Toy::new(true));
    assert!(served.upgrade().is_some());
    model.gate.set(false);
    assert_eq!(caller.await.unwrap().unwrap().model_version_id, old_id);
    assert!(served.upgrade().is_none());
    // Its threads let go of it as they end.
    while Arc::strong_count(&model) > 1 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_left_is_not_computed_for() {
    let (classifier, model, _) = serving(Settings { sessions: 1, ..settings() });
    model.gate.set(true);
    let first = tokio::spawn({
        let classifier = classifier.clone();
        async move { classifier.predict("first").await }
    });
    model.until_computing().await;
    let gone = tokio::spawn({
        let classifier = classifier.clone();
        async move { classifier.predict(&"gone ".repeat(9)).await }
    });
    until_waiting(&classifier, 1).await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    model.gate.set(false);
    first.await.unwrap().unwrap();
    classifier.predict("last").await.unwrap();
    assert!(model.batches.lock().unwrap().iter().flatten().all(|length| *length < 45));
    assert_eq!(classifier.waiting(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_fails_or_panics_answers_so_and_goes_on() {
    let (classifier, ..) = serving(settings());
    assert_eq!(classifier.predict("! refuse").await.unwrap_err(), PredictError::Failed);
    assert_eq!(classifier.predict("? panic").await.unwrap_err(), PredictError::Failed);
    classifier.predict("fine").await.unwrap();
    assert_eq!(classifier.waiting(), 0);
}

#[tokio::test]
async fn texts_and_calls_have_a_bound() {
    let (classifier, ..) = serving(Settings { max_text_characters: 3, max_texts: 2, ..settings() });
    classifier.predict("가나다").await.unwrap();
    let error = classifier.predict_batch(&["".into(), "가나다라".into()]).await.unwrap_err();
    assert_eq!(error, PredictError::TextTooLong { index: 1, characters: 4, maximum: 3 });
    let error = classifier.predict_batch(&vec![String::new(); 3]).await.unwrap_err();
    assert_eq!(error, PredictError::TooManyTexts { texts: 3, maximum: 2 });
    assert!(classifier.predict_batch(&[]).await.unwrap().is_empty());
}

#[test]
fn the_most_probable_classes_come_first() {
    let answer = Answer {
        model_version_id: ModelVersionId::new(),
        classes: classes(),
        probabilities: vec![0.2, 0.5, 0.3],
        best: 1,
        truncated: false,
        queue_us: 0,
        tokenize_us: 0,
        compute_us: 0,
        total_us: 0,
    };
    let keys: Vec<&str> = answer.top(2).into_iter().map(|(class, _)| class.key.as_str()).collect();
    assert_eq!(keys, ["class-1", "class-2"]);
    assert_eq!((answer.probability(), answer.label_class().position), (0.5, 1));
}

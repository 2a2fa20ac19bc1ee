use std::sync::{Condvar, Mutex};

use domain::{
    id::{LabelClassId, ModelVersionId},
    model_variant::ModelVariant,
};
use ml::tokenizer::Encoding;

use super::*;

/// A model whose answer is a pure function of the text: the class is the first letter's place in the alphabet.
struct Toy {
    bundle_sha256: String,
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
        Arc::new(Self {
            bundle_sha256: format!("toy {is_second}"),
            is_second,
            gate: Gate::default(),
            entered: 0.into(),
            batches: Mutex::default(),
        })
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
    fn bundle_sha256(&self) -> &str {
        &self.bundle_sha256
    }

    fn prepare(&self, text: &str) -> String {
        text.trim().to_owned()
    }

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

pub(super) fn classes() -> Arc<[label_class::Model]> {
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
    // What is computed is tested; what is remembered has tests of its own.
    Settings { max_batch: 8, queue_capacity: 1000, cache_bytes: 0, ..Settings::default() }
}

const TWO_SESSIONS: Plan =
    Plan { sessions: 2, intra_threads: 1, spinning: false, token_budget: 64, batch_overhead_tokens: 8 };
const ONE_SESSION: Plan = Plan { sessions: 1, ..TWO_SESSIONS };

pub(super) fn deployed() -> Deployed {
    Deployed { model_version_id: ModelVersionId::new(), variant: ModelVariant::Fp32 }
}

fn loaded(model: &Arc<Toy>, plan: Plan) -> Loaded {
    Loaded { model: model.clone(), plan }
}

fn serving(settings: Settings, plan: Plan) -> (LiveClassifier, Arc<Toy>, ModelVersionId) {
    let classifier = LiveClassifier::new(settings);
    let (model, deployed) = (Toy::new(false), deployed());
    classifier.serve(deployed, classes(), loaded(&model, plan));
    (classifier, model, deployed.model_version_id)
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

#[tokio::test]
async fn an_answer_is_sure_by_the_setting_or_else_by_the_model() {
    // The toy's third class has 0.5, the first "a"'s place: one in three at least is always likelier.
    for (not_sure_below, sure) in [(None, true), (Some(0.0), true), (Some(1.0), false)] {
        let (classifier, _, _) = serving(Settings { not_sure_below, ..settings() }, TWO_SESSIONS);
        let answer = classifier.predict("가").await.unwrap();
        assert_eq!((answer.not_sure_below, answer.is_sure()), (not_sure_below, sure), "{}", answer.probability());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_in_a_batch_is_the_answer_alone() {
    let (classifier, model, id) = serving(settings(), TWO_SESSIONS);
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
    let (classifier, model, _) = serving(Settings { queue_capacity: 4, max_batch: 1, ..settings() }, ONE_SESSION);
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
    swaps_under_load(settings()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_remembered_never_crosses_to_another_version() {
    // The same few texts again and again, so that most answers are remembered ones.
    let classifier = swaps_under_load(Settings { cache_bytes: 1 << 20, ..settings() }).await;
    assert!(classifier.cache_hit_ratio().unwrap() > 0.5);
}

/// Swaps to and fro between two models while callers check that every answer is its version's.
async fn swaps_under_load(settings: Settings) -> LiveClassifier {
    let classifier = LiveClassifier::new(settings);
    let models = [Toy::new(false), Toy::new(true)];
    let both = [deployed(), deployed()];
    let ids = both.map(|deployed| deployed.model_version_id);
    let classes = classes();
    classifier.serve(both[0], classes.clone(), loaded(&models[0], TWO_SESSIONS));
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
        classifier.serve(both[swap % 2], classes.clone(), loaded(&models[swap % 2], TWO_SESSIONS));
        tokio::task::yield_now().await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut seen = 0;
    for caller in callers {
        seen = seen.max(caller.await.unwrap());
    }
    assert_eq!(seen, 2);
    classifier
}

#[tokio::test]
async fn a_text_that_comes_again_is_answered_without_computing_even_when_the_queue_is_full() {
    let (classifier, model, id) =
        serving(Settings { cache_bytes: 1 << 20, queue_capacity: 1, ..settings() }, ONE_SESSION);
    let first = classifier.predict("코스피 상승").await.unwrap();
    assert!(!first.cached);
    model.gate.set(true);
    let computing = tokio::spawn({
        let classifier = classifier.clone();
        async move { classifier.predict("computing").await }
    });
    while model.entered.load(Ordering::Relaxed) < 2 {
        tokio::task::yield_now().await;
    }
    let waiting = tokio::spawn({
        let classifier = classifier.clone();
        async move { classifier.predict("waiting").await }
    });
    until_waiting(&classifier, 1).await;

    let again = classifier.predict(" 코스피 상승 ").await.unwrap();
    assert!(again.cached, "preparing makes both the same text");
    assert_eq!((again.queue_us, again.compute_us), (0, 0));
    assert_eq!((again.model_version_id, &again.probabilities), (id, &first.probabilities));
    assert!(matches!(classifier.predict("another").await, Err(PredictError::Overloaded { .. })));

    model.gate.set(false);
    computing.await.unwrap().unwrap();
    waiting.await.unwrap().unwrap();
    // The same bundle deployed again remembers; its other variant computes anew.
    classifier.serve(deployed(), classes(), loaded(&model, ONE_SESSION));
    assert!(classifier.predict("코스피 상승").await.unwrap().cached);
    classifier.serve(Deployed { variant: ModelVariant::Int8, ..deployed() }, classes(), loaded(&model, ONE_SESSION));
    assert!(!classifier.predict("코스피 상승").await.unwrap().cached);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_are_free_share_what_waits() {
    let (classifier, model, _) = serving(settings(), TWO_SESSIONS);
    while classifier.idle_sessions() < 2 {
        tokio::task::yield_now().await;
    }
    let texts = vec!["같은 길이".to_owned(); 8];
    classifier.predict_batch(&texts).await.unwrap();
    assert!(model.batches.lock().unwrap().len() >= 2, "one session took everything");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_model_is_freed_by_its_last_request() {
    let (classifier, model, old_id) = serving(settings(), TWO_SESSIONS);
    model.gate.set(true);
    let caller = tokio::spawn({
        let classifier = classifier.clone();
        async move { classifier.predict("slow").await }
    });
    let served = Arc::downgrade(&classifier.shared.active.load_full().unwrap());
    while served.strong_count() < 2 {
        tokio::task::yield_now().await;
    }
    classifier.serve(deployed(), classes(), loaded(&Toy::new(true), TWO_SESSIONS));
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
    let (classifier, model, _) = serving(settings(), ONE_SESSION);
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
    let (classifier, ..) = serving(settings(), TWO_SESSIONS);
    assert_eq!(classifier.predict("! refuse").await.unwrap_err(), PredictError::Failed);
    assert_eq!(classifier.predict("? panic").await.unwrap_err(), PredictError::Failed);
    classifier.predict("fine").await.unwrap();
    assert_eq!(classifier.waiting(), 0);
}

#[tokio::test]
async fn texts_and_calls_have_a_bound() {
    let (classifier, ..) = serving(Settings { max_text_characters: 3, max_texts: 2, ..settings() }, TWO_SESSIONS);
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
        variant: ModelVariant::Fp32,
        cached: false,
        classes: classes(),
        probabilities: vec![0.2, 0.5, 0.3],
        best: 1,
        not_sure_below: None,
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

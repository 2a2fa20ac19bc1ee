//! The classifier under hostile texts and many callers.

use std::time::{Duration, Instant};

use ml::serve::{Classifier, ClassifierError, ClassifierOptions, softmax};
use ml::tokenizer::Encoding;

use crate::job::{Job, classifier, headline, runtime};

fn trained() -> Job {
    let mut job = Job::new(180);
    job.request.parameters.epochs = 1;
    job.train();
    job
}

#[test]
fn any_text_is_classified() {
    let job = trained();
    let classifier = classifier(&job.path("bundle"));
    let hostile = [
        String::new(),
        " \u{200B}\u{FEFF}\t".into(),
        "\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}".into(),
        "ㅋㅋㅋㅋ ㅠㅠ".into(),
        "👨‍👩‍👧‍👦🇰🇷".into(),
        "韓國 大統領".into(),
        "[CLS][SEP][PAD][UNK]".into(),
        "\u{202E}gnihtemos\u{0}".into(),
        "가".repeat(100_000),
        "漢".repeat(100_000),
        "a ".repeat(100_000),
        "\u{FDFA}".repeat(10_000),
        "e\u{301}\u{301}\u{301}".repeat(10_000),
    ];
    let begun = Instant::now();
    for text in &hostile {
        let encoding = classifier.encode(text);
        let logits = classifier.logits(std::slice::from_ref(&encoding)).unwrap();
        assert!(logits[0].iter().all(|logit| logit.is_finite()));
        assert!(encoding.ids.len() <= classifier.max_length());
        assert!((softmax(&logits[0], 1.0).iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn composed_and_decomposed_hangul_are_the_same_text() {
    let job = trained();
    let classifier = classifier(&job.path("bundle"));
    let decomposed = "\u{110B}\u{1163}\u{1100}\u{116E} \u{110E}\u{116E}\u{11A8}\u{1100}\u{116E}";
    assert_eq!(classifier.encode("야구 축구"), classifier.encode(decomposed));
}

#[test]
fn many_threads_get_the_answers_one_thread_gets() {
    let job = trained();
    let options = ClassifierOptions { sessions: 2, ..ClassifierOptions::default() };
    let classifier = Classifier::load(&runtime(), &job.path("bundle"), options).unwrap();
    let encodings: Vec<Encoding> = (0..40).map(|number| classifier.encode(&headline(number).1)).collect();
    let expected: Vec<Vec<f32>> =
        encodings.iter().map(|encoding| classifier.logits(std::slice::from_ref(encoding)).unwrap().remove(0)).collect();
    std::thread::scope(|scope| {
        for offset in 0..6 {
            let (classifier, encodings, expected) = (&classifier, &encodings, &expected);
            scope.spawn(move || {
                for round in 0..30 {
                    let at = (offset * 7 + round) % 36;
                    let logits = classifier.logits(&encodings[at..at + 4]).unwrap();
                    for (row, expected) in logits.iter().zip(&expected[at..]) {
                        assert!(row.iter().zip(expected).all(|(a, b)| (a - b).abs() <= 1e-4));
                    }
                }
            });
        }
    });
}

#[test]
fn encodings_of_another_model_are_refused_not_run() {
    let job = trained();
    let classifier = classifier(&job.path("bundle"));
    let foreign = Encoding { ids: vec![2, 1_000_000, 3], truncated: false };
    assert!(matches!(classifier.logits(&[foreign]), Err(ClassifierError::TokenOutOfRange { id: 1_000_000, .. })));
    let long = Encoding { ids: vec![2; 25], truncated: false };
    assert!(matches!(classifier.logits(&[long]), Err(ClassifierError::Length { length: 25, maximum: 24 })));
    let empty = Encoding { ids: vec![], truncated: false };
    assert!(matches!(classifier.logits(&[empty]), Err(ClassifierError::Length { length: 0, .. })));
    assert!(classifier.logits(&[]).unwrap().is_empty());
}

use serde_json::json;

use super::*;

fn space(dimensions: Value, strategy: Strategy) -> SearchSpace {
    SearchSpace { dimensions: serde_json::from_value(dimensions).unwrap(), strategy }
}

fn wrong(space: &SearchSpace) -> Vec<(String, String)> {
    let wrong = space.trials(&TrainingParameters::default(), 100).unwrap_err();
    wrong.into_iter().map(|wrong| (wrong.field, wrong.message)).collect()
}

#[test]
fn a_grid_is_every_combination_in_order() {
    let dimensions = json!([
        { "field": "learning_rate", "values": { "kind": "choice", "values": [1e-4, 3e-4] } },
        { "field": "epochs", "values": { "kind": "choice", "values": [1, 2, 3] } },
    ]);
    let trials = space(dimensions, Strategy::Grid).trials(&TrainingParameters::default(), 6).unwrap();
    let tried: Vec<(f64, u32)> =
        trials.iter().map(|trial| (trial.parameters.learning_rate, trial.parameters.epochs)).collect();
    assert_eq!(tried, [(1e-4, 1), (1e-4, 2), (1e-4, 3), (3e-4, 1), (3e-4, 2), (3e-4, 3)]);
    assert_eq!(trials[4].settings, *json!({ "learning_rate": 3e-4, "epochs": 2 }).as_object().unwrap());
    assert_eq!(trials[0].parameters.batch_size, TrainingParameters::default().batch_size);
}

#[test]
fn a_seed_fixes_the_trials_and_more_runs_begin_with_fewer() {
    let dimensions = json!([
        { "field": "learning_rate", "values": { "kind": "log_uniform", "minimum": 1e-5, "maximum": 1e-2 } },
        { "field": "epochs", "values": { "kind": "uniform", "minimum": 1, "maximum": 3 } },
        { "field": "precision", "values": { "kind": "choice", "values": ["fp32", "bf16"] } },
    ]);
    let trials = |runs, seed| {
        let space = space(dimensions.clone(), Strategy::Random { runs, seed });
        space.trials(&TrainingParameters::default(), 400).unwrap()
    };
    let many = trials(300, 7);
    assert_eq!(many[..20], trials(20, 7)[..]);
    assert_ne!(many[..20], trials(20, 8)[..]);
    assert_eq!(
        many[0].settings,
        *json!({ "learning_rate": many[0].parameters.learning_rate,
        "epochs": many[0].parameters.epochs, "precision": many[0].parameters.precision })
        .as_object()
        .unwrap()
    );
    let below = |bound: f64| many.iter().filter(|trial| trial.parameters.learning_rate < bound).count();
    // A third of the draws to each decade, give or take four standard deviations.
    assert!((67..=133).contains(&below(1e-4)) && (167..=233).contains(&below(1e-3)), "{}", below(1e-4));
    for epochs in 1..=3 {
        let count = many.iter().filter(|trial| trial.parameters.epochs == epochs).count();
        assert!((67..=133).contains(&count), "{epochs}: {count}");
    }
    assert!(many.iter().all(|trial| (1e-5..=1e-2).contains(&trial.parameters.learning_rate)));
}

#[test]
fn a_small_space_is_tried_in_full_and_nothing_twice() {
    let dimensions = json!([{ "field": "epochs", "values": { "kind": "choice", "values": [1, 2] } }]);
    let trials = space(dimensions, Strategy::Random { runs: 10, seed: 0 });
    assert_eq!(trials.trials(&TrainingParameters::default(), 10).unwrap().len(), 2);
    let dimensions = json!([{ "field": "epochs", "values": { "kind": "uniform", "minimum": 1, "maximum": 4 } }]);
    let trials = space(dimensions, Strategy::Random { runs: 10, seed: 0 });
    assert_eq!(trials.trials(&TrainingParameters::default(), 10).unwrap().len(), 4);
}

#[test]
fn every_wrong_dimension_is_named() {
    let dimensions = json!([
        { "field": "learning_rate", "values": { "kind": "uniform", "minimum": 0.01, "maximum": 1 } },
        { "field": "epochs", "values": { "kind": "choice", "values": [0] } },
        { "field": "dropout", "values": { "kind": "log_uniform", "minimum": 0, "maximum": 0.5 } },
        { "field": "batch_size", "values": { "kind": "uniform", "minimum": 1.5, "maximum": 3 } },
        { "field": "precision", "values": { "kind": "uniform", "minimum": 0, "maximum": 1 } },
        { "field": "momentum", "values": { "kind": "choice", "values": [1] } },
        { "field": "seed", "values": { "kind": "choice", "values": [1, 1] } },
        { "field": "seed", "values": { "kind": "choice", "values": [2] } },
        { "field": "max_length", "values": { "kind": "choice", "values": ["long"] } },
    ]);
    let found = wrong(&space(dimensions, Strategy::Random { runs: 101, seed: 0 }));
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    let expected = ["learning_rate", "epochs", "dropout", "batch_size", "precision", "momentum", "seed", "seed"];
    assert_eq!(fields, [&expected[..], &["max_length", "strategy"]].concat());
    assert!(found[0].1.contains("to 0.1; got 1"), "{}", found[0].1);
    assert!(found[5].1.contains("learning_rate"), "{}", found[5].1);

    let range = json!([{ "field": "epochs", "values": { "kind": "uniform", "minimum": 1, "maximum": 3 } }]);
    assert!(wrong(&space(range, Strategy::Grid))[0].1.contains("at random"));
    let values: Vec<u32> = (1..=101).collect();
    let large = json!([{ "field": "epochs", "values": { "kind": "choice", "values": values } }]);
    assert_eq!(
        wrong(&space(large, Strategy::Grid))[0].1,
        "the grid has 101 combinations, at most 100 runs are allowed"
    );
}

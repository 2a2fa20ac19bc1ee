use std::time::Instant;

use domain::member_role::Role;

use super::*;
use crate::graphql;

fn admitted(document: &str, role: Option<Role>) -> Result<(), Refusal> {
    let shape = Shape::of(&graphql::sdl()).unwrap();
    let caller = Caller::of_role(role);
    admit(&shape, &mut Request::new(document), &caller, Access::Viewer)
}

/// `F0` spreads `F1` twice, and so on: 2^60 fields in a few hundred bytes.
fn doubling(depth: usize) -> String {
    let chain: String = (0..depth).map(|n| format!(" fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1)).collect();
    format!("{chain} fragment F{depth} on Query {{ __typename }}")
}

#[test]
fn the_time_a_document_takes_grows_no_faster_than_the_document() {
    let shape = Shape::of(&graphql::sdl()).unwrap();
    let caller = Caller::of_role(Some(Role::Administrator));
    // Twice the fragments are four billion times the fields.
    let time = |depth: usize| {
        let document = format!("{{ ...F0 }} {}", doubling(depth));
        let runs = (0..9).map(|_| {
            let start = Instant::now();
            assert!(admit(&shape, &mut Request::new(&document), &caller, Access::Viewer).is_err());
            start.elapsed()
        });
        runs.min().unwrap()
    };
    let (short, long) = (time(32), time(64));
    assert!(long < 10 * short, "{short:?} and {long:?}");
}

#[test]
fn what_the_console_asks_for_is_admitted() {
    for document in [
        "{ errorCodes __typename }",
        "query($first: Int) { predictions(first: $first) { nodes { label { key } modelVersion { trainingRun { dataset {
           rows(first: 3) { nodes { article { crawl { articles(first: 2) { nodes { title } } } } } } } } } } } }",
        "{ labelSets { ...Set } } fragment Set on LabelSet { key classes { ...Class } } fragment Class on LabelClass { key }",
        "{ not really GraphQL",
    ] {
        assert_eq!(admitted(document, Some(Role::Viewer)), Ok(()), "{document}");
    }
}

#[test]
fn a_field_is_given_to_whom_it_is_meant_for_however_it_is_asked_for() {
    let sign_in = |field: &str| Err(Refusal::SignInNeeded { field: field.into() });
    let id = "00000000-0000-0000-0000-000000000000";
    for (document, field) in [
        ("{ articles { totalCount } }".to_owned(), "Query.articles"),
        ("{ x: articles { totalCount } }".to_owned(), "Query.articles"),
        ("{ ... { articles { totalCount } } }".to_owned(), "Query.articles"),
        ("{ ... on Query @skip(if: true) { articles { totalCount } } }".to_owned(), "Query.articles"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { jobs { totalCount } }".to_owned(), "Query.jobs"),
        ("query A { errorCodes } query B { jobs { totalCount } }".to_owned(), "Query.jobs"),
        ("{ activeDeployment { actor } }".to_owned(), "Deployment.actor"),
        (format!("{{ modelVersion(id: \"{id}\") {{ trainingRun {{ name }} }} }}"), "ModelVersion.trainingRun"),
        ("{ __schema { types { name } } }".to_owned(), "Query.__schema"),
        ("subscription { jobEvents { eventId } }".to_owned(), "Subscription.jobEvents"),
    ] {
        assert_eq!(admitted(&document, None), sign_in(field), "{document}");
        assert_eq!(admitted(&document, Some(Role::Viewer)), Ok(()), "{document}");
    }
    for document in [
        "mutation { predict(input: { text: \"a\" }) { id label { key } modelVersion { number testMetrics { accuracy } } } }",
        "{ activeDeployment { revision toVersion { number labelSet { classes { key } } } } }",
    ] {
        assert_eq!(admitted(document, None), Ok(()), "{document}");
    }
    let deploy = format!("mutation {{ deployModelVersion(versionId: \"{id}\") {{ id }} }}");
    let field = "Mutation.deployModelVersion".to_owned();
    assert_eq!(admitted(&deploy, None), Err(Refusal::SignInNeeded { field: field.clone() }));
    for role in [Role::Viewer, Role::Editor] {
        let refusal = Refusal::RoleNeeded { field: field.clone(), access: Access::Trainer };
        assert_eq!(admitted(&deploy, Some(role)), Err(refusal));
    }
    for role in [Role::Trainer, Role::Administrator] {
        assert_eq!(admitted(&deploy, Some(role)), Ok(()));
    }
}

#[test]
fn strangers_get_what_the_public_page_asks_for() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/src/");
    let read = |file: &str| std::fs::read_to_string(format!("{folder}{file}")).unwrap();
    let operations = read("features/reader/reader.graphql");
    assert!(operations.contains("mutation Predict("), "{operations}");
    assert_eq!(admitted(&(operations + &read("server/labelClass.graphql")), None), Ok(()));
}

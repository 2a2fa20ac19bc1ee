//! The source definitions that are shipped: data, which an editor may change in a new version.

use domain::{Database, source_definition};

/// Key of Daum News.
pub const DAUM: &str = "daum";
/// Daum News. It can be crawled once the site's permission is recorded.
pub const DAUM_DEFINITION: &str = include_str!("../sources/daum.toml");
/// Key of the sample newsroom.
pub const SAMPLE: &str = "sample";
/// The sample newsroom, in Daum's layouts, at an address of this machine.
pub const SAMPLE_DEFINITION: &str = include_str!("../sources/sample.toml");
/// The address in [`SAMPLE_DEFINITION`].
pub const SAMPLE_ORIGIN: &str = "http://127.0.0.1:8801";

/// [`SAMPLE_DEFINITION`] with another origin.
pub fn sample_definition_at(origin: &str) -> String {
    SAMPLE_DEFINITION.replace(SAMPLE_ORIGIN, origin)
}

/// Records the shipped definitions as version 1 of sources that have none.
pub async fn seed(database: &Database) -> domain::Result<()> {
    source_definition::seed(database, DAUM, DAUM_DEFINITION).await?;
    source_definition::seed(database, SAMPLE, SAMPLE_DEFINITION).await
}

#[cfg(test)]
mod tests {
    use domain::source_definition::Definition;

    use super::*;

    #[test]
    fn the_shipped_definitions_are_sound_and_differ_only_in_whom_they_ask_and_how_fast() {
        let daum = Definition::parse(DAUM_DEFINITION).unwrap();
        let sample = Definition::parse(&sample_definition_at("http://127.0.0.1:4711")).unwrap();
        assert_eq!((daum.check(), sample.check()), (vec![], vec![]));
        assert_eq!(sample.origin, "http://127.0.0.1:4711");
        assert_eq!((daum.lists, daum.article, daum.sections), (sample.lists, sample.article, sample.sections));
    }
}

//! Files that tests read but the repository doesn't hold.

use std::path::{Path, PathBuf};

/// The file or folder `name`, or nothing after saying that the test skips.
pub fn shared(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = std::env::var_os("GISA_SHARED").map_or_else(beside, PathBuf::from).join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} isn't there (GISA_SHARED names the folder it is looked for in)", path.display());
    None
}

/// The titles of the labelled and then of the unlabelled headlines.
pub fn headlines() -> Option<Vec<String>> {
    let mut titles = Vec::new();
    for name in ["data/ynat/labelled.csv", "data/ynat/unlabelled.csv"] {
        let mut reader = csv::Reader::from_path(shared(name)?).unwrap();
        let column = reader.headers().unwrap().iter().position(|header| header == "title").unwrap();
        titles.extend(reader.records().map(|record| record.unwrap()[column].to_owned()));
    }
    Some(titles)
}

use super::*;

fn read(
    file: Option<&Path>,
    environment: &[(&str, &str)],
    flags: &[(&'static str, Value)],
) -> Result<Configuration, String> {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Configuration::read(file, environment, flags.iter().cloned().collect()).map_err(|error| error.to_string())
}

#[test]
fn flags_win_over_the_environment_over_the_file_over_defaults() {
    let file = std::env::temp_dir().join(format!("gisa-{}.toml", uuid::Uuid::now_v7()));
    std::fs::write(&file, "worker_concurrency = 3\nclassify_max_batch = 3\nshutdown_seconds = 3\n").unwrap();
    let environment = [("GISA_CLASSIFY_MAX_BATCH", "4"), ("GISA_SHUTDOWN_SECONDS", "4"), ("GISA_YNAT_CSV", "x")];
    let read = read(Some(&file), &environment, &[("shutdown_seconds", Value::from(5))]).unwrap();
    std::fs::remove_file(&file).unwrap();
    let expected =
        Configuration { worker_concurrency: 3, classify_max_batch: 4, shutdown_seconds: 5, ..Configuration::default() };
    assert_eq!(read, expected);
}

#[test]
fn variables_of_other_programs_are_understood_and_ours_win() {
    let read = read(
        None,
        &[
            ("GISA_DATABASE_URL", "sqlite:ours.db"),
            ("DATABASE_URL", "postgres://theirs"),
            ("ORT_DYLIB_PATH", "/lib/libonnxruntime.so"),
        ],
        &[],
    )
    .unwrap();
    assert_eq!(read.database_url(), "sqlite:ours.db");
    assert_eq!(read.onnxruntime_path.as_deref(), Some(Path::new("/lib/libonnxruntime.so")));
}

#[test]
fn every_wrong_field_is_named_with_what_is_allowed() {
    let error = read(None, &[("GISA_LISTEN", "0.0.0.0:8000"), ("GISA_SHUTDOWN_SECONDS", "0")], &[]).unwrap_err();
    assert!(error.contains("listen: 0.0.0.0:8000 can be reached from other machines"), "{error}");
    assert!(error.contains("shutdown_seconds: must be from 1 to 3600, is 0"), "{error}");

    let error = read(None, &[("GISA_WORKER_CONCURRENCY", "many")], &[]).unwrap_err();
    assert!(error.starts_with("worker_concurrency: must be"), "{error}");
    let error = read(None, &[("GISA_LOG_FORMAT", "xml")], &[]).unwrap_err();
    assert!(error.contains("log_format") && error.contains("auto, text, json"), "{error}");
    let error = read(Some(Path::new("/nowhere.toml")), &[], &[]).unwrap_err();
    assert!(error.contains("/nowhere.toml"), "{error}");
}

#[test]
fn a_file_with_an_unknown_field_is_refused() {
    let file = std::env::temp_dir().join(format!("gisa-{}.toml", uuid::Uuid::now_v7()));
    std::fs::write(&file, "lisen = \"127.0.0.1:8000\"\n").unwrap();
    let error = read(Some(&file), &[], &[]).unwrap_err();
    std::fs::remove_file(&file).unwrap();
    assert!(error.contains("there is no setting \"lisen\""), "{error}");
}

#[test]
fn no_password_is_ever_shown() {
    let urls =
        ["postgres://gisa:hunter2@db/gisa", "mysql://gisa:hun@ter2@db/gisa", "postgres://db/gisa?password=hunter2"];
    for url in urls {
        let read = read(None, &[("DATABASE_URL", url)], &[]).unwrap();
        let shown = format!("{read:?}");
        assert!(!shown.contains("ter2") && shown.contains("db/gisa"), "{shown}");
        assert_eq!(read.database_url(), url);
    }
    let error = read(None, &[("DATABASE_URL", "oracle://gisa:hunter2@db")], &[]).unwrap_err();
    assert!(error.starts_with("database_url") && !error.contains("hunter2"), "{error}");
}

#[test]
fn the_schema_is_kept_current_by_itself_only_on_sqlite() {
    assert!(Configuration::default().migrates_at_start());
    let read = read(None, &[("DATABASE_URL", "postgres://db/gisa")], &[]).unwrap();
    assert!(!read.migrates_at_start());
}

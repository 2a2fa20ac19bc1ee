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

    let error = read(None, &[("GISA_PREDICT_NOT_SURE_BELOW", "1.5")], &[]).unwrap_err();
    assert!(error.contains("predict_not_sure_below: must be from 0 to 1, is 1.5"), "{error}");
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

#[test]
fn people_sign_in_without_a_provider_only_on_a_developers_own_machine() {
    let start = |pairs: &[(&str, &str)]| read(None, pairs, &[]);
    let provider = [
        ("GISA_SIGN_IN_CLIENT_ID", "app"),
        ("GISA_SIGN_IN_REDIRECT_URL", "https://gisa.example/auth/callback"),
        ("GISA_LISTEN", "0.0.0.0:8000"),
    ];
    let open = start(&provider).unwrap();
    assert!(open.sign_in.has_provider() && !open.sign_in.is_local(open.development));
    assert!(start(&[("GISA_DEVELOPMENT", "true")]).unwrap().sign_in.is_local(true));
    assert!(!start(&[]).unwrap().sign_in.is_local(false));
    for wrong in [
        vec![("GISA_SIGN_IN_LOCAL", "true")],
        vec![("GISA_DEVELOPMENT", "true"), ("GISA_LISTEN", "0.0.0.0:8000")],
        [&provider[..], &[("GISA_SIGN_IN_LOCAL", "true"), ("GISA_DEVELOPMENT", "true")]].concat(),
    ] {
        let error = start(&wrong).unwrap_err();
        assert!(error.contains("sign_in.local: lets everybody in who reaches the server"), "{error}");
    }
}

#[test]
fn a_provider_that_could_be_listened_to_or_forged_is_refused() {
    for (name, value, field) in [
        ("GISA_SIGN_IN_ISSUER", "http://kauth.example", "sign_in.issuer"),
        ("GISA_SIGN_IN_TOKEN_URL", "ftp://kauth.example/token", "sign_in.token_url"),
        ("GISA_SIGN_IN_ALGORITHMS", "RS256 HS256", "sign_in.algorithms"),
        ("GISA_SIGN_IN_ALGORITHMS", "none", "sign_in.algorithms"),
        ("GISA_SIGN_IN_SCOPES", "profile", "sign_in.scopes"),
        ("GISA_SIGN_IN_REDIRECT_URL", "https://gisa.example/other", "sign_in.redirect_url"),
    ] {
        let environment = [("GISA_SIGN_IN_CLIENT_ID", "app"), (name, value)];
        let error = read(None, &environment, &[]).unwrap_err();
        assert!(error.contains(field), "{name}={value}: {error}");
    }
    let file = std::env::temp_dir().join(format!("gisa-{}.toml", uuid::Uuid::now_v7()));
    std::fs::write(&file, "[sign_in]\nclient_id = \"app\"\nclient_secret = \"hunter2\"\nredirect_uri = \"x\"\n")
        .unwrap();
    let error = read(Some(&file), &[], &[]).unwrap_err();
    assert!(error.contains("there is no setting \"redirect_uri\"") && !error.contains("hunter2"), "{error}");
    std::fs::write(&file, "[sign_in]\nclient_secret = \"hunter2\"\n").unwrap();
    let read = read(Some(&file), &[("GISA_SIGN_IN_PROVIDER_NAME", "카카오")], &[]).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(read.sign_in.secret().unwrap().as_deref(), Some("hunter2"));
    assert_eq!(read.sign_in.provider_name, "카카오", "the environment and the file each set what they name");
    assert!(!format!("{read:?}").contains("hunter2"));
}

//! The command line, as a person or a script uses it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{path::PathBuf, process::Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

/// An id that nothing has.
const NOBODY: &str = "018f0000-0000-7000-8000-000000000000";

/// What a command left behind.
struct Ended {
    code: Option<i32>,
    out: String,
    errors: String,
}

impl Ended {
    /// The result of a command that succeeded, which was asked for JSON.
    fn json(self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.errors);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

fn command(folder: &TempDir) -> Command {
    let test = std::env::current_exe().unwrap();
    let program: PathBuf = test.ancestors().nth(2).unwrap().join("gisa");
    assert!(program.is_file(), "gisa is built; run `make build`");
    let mut command = Command::new(program);
    // Settings of whoever runs the tests aren't ours.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GISA_") || name == "DATABASE_URL") {
        command.env_remove(name);
    }
    command.current_dir(folder).kill_on_drop(true).stdin(Stdio::null());
    command
}

async fn gisa(folder: &TempDir, arguments: &[&str]) -> Ended {
    let output = command(folder).args(arguments).output().await.unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[tokio::test]
async fn every_command_explains_itself() {
    let folder = folder();
    let all = gisa(&folder, &["--help"]).await;
    assert!(all.out.contains("Exit codes:"), "{}", all.out);
    for command in [
        "serve",
        "quickstart",
        "worker",
        "migrate",
        "import",
        "crawl",
        "source",
        "export",
        "dataset",
        "base-model",
        "train",
        "evaluate",
        "compare-versions",
        "sweep",
        "compare",
        "predict",
        "deploy",
        "user",
        "session-key",
        "audit",
        "print-schema",
        "sample-site",
        "sample-data",
    ] {
        assert!(all.out.contains(&format!("\n  {command} ")), "{command} isn't in\n{}", all.out);
        let help = gisa(&folder, &[command, "--help"]).await;
        assert_eq!(help.code, Some(0));
        assert!(help.out.contains("Usage: gisa"), "{}", help.out);
    }
}

#[tokio::test]
async fn the_exit_code_and_the_message_tell_what_is_wrong_and_what_to_do() {
    let folder = folder();
    for (arguments, code, words) in [
        (vec!["serve", "--frobnicate"], 2, "--frobnicate"),
        (vec!["serve", "--listen", "0.0.0.0:8000"], 3, "listen: 0.0.0.0:8000 can be reached from other machines"),
        (vec!["worker", "--config", "nowhere.toml"], 3, "nowhere.toml"),
        (vec!["predict", "x", "--database-url", "postgres://gisa:hunter2@127.0.0.1:1/gisa"], 4, "DATABASE_URL"),
        (vec!["predict", "x"], 1, "gisa deploy"),
        (vec!["deploy", "7"], 1, "there is no model version 7"),
        (vec!["evaluate", "7"], 1, "there is no model version 7"),
        (vec!["compare-versions", "7", "8"], 1, "there is no model version 7"),
        (vec!["import", "nowhere.csv", "--source", "s"], 1, "nowhere.csv"),
        (vec!["import", "file.xyz", "--source", "s"], 1, "--format"),
        (vec!["crawl"], 2, "--source"),
        (vec!["crawl", "--source", "nobody"], 1, "there is no source nobody"),
        (vec!["crawl", "--source", "daum"], 1, "no permission of the site is recorded"),
        (vec!["crawl", "--source", "sample", "--pages", "0"], 1, "pages_per_section: must be from 1"),
        (vec!["source", "put", "mine", "nowhere.toml"], 1, "nowhere.toml can't be read"),
        (vec!["source", "try", "sample", "--address", "http://10.0.0.1/"], 1, "10.0.0.1 is not on this machine"),
        (vec!["sample-site", "--port", "x"], 2, "--port"),
        (vec!["train", "--dataset", NOBODY, "--epochs", "0"], 1, "epochs must be"),
        (vec!["base-model", "add", "tiny", "--folder", "nowhere"], 1, "nowhere can't be read"),
        (vec!["base-model", "add", "tiny"], 2, "--folder"),
        (vec!["base-model", "add", "scratch-own", "--hub", "a/b"], 1, "name: must not begin with \"scratch-\""),
        (vec!["base-model", "remove", "tiny"], 1, "there is no base model tiny"),
        (vec!["sweep", "start", "--dataset", NOBODY, "--try", "momentum=1"], 1, "momentum: is no parameter"),
        (vec!["sweep", "start", "--dataset", NOBODY, "--try", "epochs=1..3"], 1, "at random"),
        (vec!["sweep", "show", NOBODY], 1, "there is no sweep"),
        (vec!["compare", NOBODY, NOBODY], 1, "there is no training run"),
        (vec!["dataset", "build", "--name", "d", "--label-set", "none"], 1, "there is no label set none"),
    ] {
        let ended = gisa(&folder, &arguments).await;
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.errors);
        assert!(ended.errors.contains(words), "{arguments:?}: {}", ended.errors);
        assert!(!ended.errors.contains("hunter2"), "{}", ended.errors);
    }
    let machine = gisa(&folder, &["deploy", "7", "--json"]).await;
    let error: Value = serde_json::from_str(&machine.errors).unwrap();
    assert_eq!(error["error"]["message"], "there is no model version 7");
}

#[tokio::test]
async fn a_file_goes_in_and_a_sealed_dataset_comes_out() {
    let folder = folder();
    let written = gisa(&folder, &["sample-data", "--count", "300", "-o", "sample.csv", "--json"]).await.json();
    assert_eq!(written["articles"], 300);
    let again = gisa(&folder, &["sample-data", "--count", "300"]).await;
    assert_eq!(again.out, std::fs::read_to_string(folder.path().join("sample.csv")).unwrap());

    let import = ["import", "sample.csv", "--source", "sample", "--label-set", "daum", "--json"];
    let first = gisa(&folder, &import).await.json();
    assert_eq!((&first["inserted"], &first["refused"]), (&300.into(), &0.into()), "{first}");
    let second = gisa(&folder, &import).await.json();
    assert_eq!((&second["inserted"], &second["unchanged"]), (&0.into(), &300.into()), "{second}");

    let build = ["dataset", "build", "--name", "all", "--label-set", "daum", "--json"];
    let dataset = gisa(&folder, &build).await.json();
    let id = dataset["datasetId"].as_str().unwrap();
    let rows = dataset["rows"].as_u64().unwrap();
    assert!(rows > 200 && dataset["sha256"].as_str().unwrap().len() == 64, "{dataset}");
    let exported = gisa(&folder, &["export", id, "-o", "rows.jsonl", "--json"]).await.json();
    assert_eq!(exported["rows"], rows);
    let text = std::fs::read_to_string(folder.path().join("rows.jsonl")).unwrap();
    assert_eq!(text.lines().count() as u64, rows);
    let printed = gisa(&folder, &["export", id, "--format", "jsonl"]).await;
    assert_eq!(printed.out, text);
}

#[tokio::test]
async fn the_sample_site_is_crawled_and_a_site_that_may_be_asked_but_has_no_way_to_reach_us_is_not() {
    let folder = folder();
    let mut site = command(&folder)
        .args(["sample-site", "--port", "0", "--articles", "60", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(site.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    let site_told: Value = serde_json::from_str(&line).unwrap();
    let origin = site_told["origin"].as_str().unwrap();

    let shown = gisa(&folder, &["source", "show", "sample"]).await;
    std::fs::write(folder.path().join("here.toml"), shown.out.replace("http://127.0.0.1:8801", origin)).unwrap();
    let put = ["source", "put", "sample", "here.toml", "--expected-version", "1", "--json"];
    assert_eq!(gisa(&folder, &put).await.json()["version"], 2);
    let crawl = ["crawl", "--source", "sample", "--pages", "2", "--json"];
    let first = gisa(&folder, &crawl).await;
    let told = first.errors.clone();
    let first = first.json();
    assert_eq!(
        (first["status"].as_str(), first["sections"].as_array().unwrap().len()),
        (Some("succeeded"), 8),
        "{first}"
    );
    assert!(first["articlesNew"].as_i64().unwrap() > 40, "{first}");
    assert!(told.contains("\"articles_new\":"), "progress is told: {told}");
    let again = gisa(&folder, &["crawl", "--source", "sample", "--section", "sports"]).await;
    assert_eq!(again.code, Some(0), "{}", again.errors);
    assert!(again.out.contains("succeeded") && again.out.contains("sports"), "{}", again.out);
    let id = first["crawlId"].as_str().unwrap();
    let re_extracted = gisa(&folder, &["crawl", "--re-extract", id, "--json"]).await.json();
    assert_eq!(re_extracted["articlesNew"], first["articlesNew"], "{re_extracted}");

    let permit =
        ["source", "permit", "daum", "--granted-by", "the portal", "--reason", "a test of what else is needed"];
    assert_eq!(gisa(&folder, &permit).await.code, Some(0));
    let refused = gisa(&folder, &["crawl", "--source", "daum"]).await;
    assert_eq!(refused.code, Some(1));
    assert!(refused.errors.contains("set crawler_contact"), "{}", refused.errors);
    site.kill().await.unwrap();
}

#[tokio::test]
async fn migrations_go_up_and_down_and_are_listed() {
    let folder = folder();
    let status = gisa(&folder, &["migrate", "status", "--json"]).await.json();
    let all = status["pending"].as_array().unwrap().len();
    assert!(all > 0);
    assert_eq!(gisa(&folder, &["migrate", "--json"]).await.json()["applied"].as_array().unwrap().len(), all);
    let down = gisa(&folder, &["migrate", "down", "--steps", "2", "--json"]).await.json();
    assert_eq!(down["pending"].as_array().unwrap().len(), 2);
    let refused = command(&folder).env("GISA_AUTO_MIGRATE", "false").args(["deploy", "1"]).output().await.unwrap();
    assert_eq!(refused.status.code(), Some(4));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("gisa migrate up"));
}

#[tokio::test]
async fn the_schema_is_printed_as_the_server_answers_it() {
    let folder = folder();
    let printed = gisa(&folder, &["print-schema"]).await;
    assert_eq!(printed.out, api::graphql::sdl());
    assert!(std::fs::read_dir(&folder).unwrap().next().is_none(), "it needs no database");
}

#[tokio::test]
async fn sigterm_ends_a_server_in_order() {
    let folder = folder();
    let mut child = command(&folder)
        .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut seen = Vec::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        let record: Value = serde_json::from_str(&line).unwrap();
        if record["message"].as_str().is_some_and(|message| message.starts_with("listening on")) {
            let id = rustix::process::Pid::from_raw(child.id().unwrap().try_into().unwrap()).unwrap();
            rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        }
        seen.push(line);
    }
    let ended = tokio::time::timeout(std::time::Duration::from_secs(15), child.wait()).await;
    assert_eq!(ended.expect("it ends within 15 s").unwrap().code(), Some(0), "{}", seen.join("\n"));
    assert!(seen.last().unwrap().contains("stopped"), "{}", seen.join("\n"));
}

/// A served installation, and the line it writes to standard output first.
async fn serve(folder: &TempDir, flags: &[&str]) -> (tokio::process::Child, String) {
    let mut command = command(folder);
    command.args(["--json", "serve", "--no-worker", "--listen", "127.0.0.1:0"]).args(flags);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap_or_default();
    (child, line)
}

#[tokio::test]
async fn a_fresh_installation_prints_a_link_that_makes_its_first_administrator_once() {
    let folder = folder();
    let (_server, line) = serve(&folder, &["--development"]).await;
    let link: Value = serde_json::from_str(&line).unwrap();
    let link = link["firstAdministratorLink"].as_str().unwrap().to_owned();
    let empty = gisa(&folder, &["user", "list"]).await;
    assert!(empty.out.contains("there are no members yet"), "{}", empty.out);
    let client = tests::process::http_client();
    let followed = client.get(&link).send().await.unwrap();
    // The console, to which it leads, asks for nothing but what it shows.
    assert!(followed.url().path().starts_with("/admin"), "{}", followed.url());
    let members = gisa(&folder, &["--json", "user", "list"]).await.json();
    assert_eq!((&members["role"], &members["issuer"]), (&"administrator".into(), &"local".into()), "{members}");
    assert_eq!(client.get(&link).send().await.unwrap().status(), 403, "once");

    let id = members["memberId"].as_str().unwrap().to_owned();
    let refused = gisa(&folder, &["user", "role", &id, "viewer"]).await;
    assert_eq!(refused.code, Some(1));
    assert!(refused.errors.contains("is the last administrator"), "{}", refused.errors);
    let invited = gisa(&folder, &["--json", "user", "invite", "--role", "trainer", "--days", "1"]).await.json();
    assert!(invited["link"].as_str().unwrap().starts_with("http://127.0.0.1:8000/auth/invitation/"), "{invited}");
    let verified = gisa(&folder, &["audit", "verify"]).await;
    assert!(verified.out.contains("an unbroken chain; note this elsewhere: "), "{}{}", verified.out, verified.errors);
    let rotated = gisa(&folder, &["session-key", "rotate"]).await;
    assert!(rotated.out.contains("1 still verify what they signed"), "{}{}", rotated.out, rotated.errors);
}

#[tokio::test]
async fn a_server_that_would_let_everybody_in_doesnt_start() {
    let folder = folder();
    for (flags, said) in [
        (vec!["--listen", "0.0.0.0:0"], "nobody could sign in"),
        (vec!["--listen", "0.0.0.0:0", "--development"], "lets everybody in who reaches the server"),
    ] {
        let refused = gisa(&folder, &[&["serve"], &flags[..]].concat()).await;
        assert_eq!(refused.code, Some(3), "{}", refused.errors);
        assert!(refused.errors.contains(said), "{}", refused.errors);
    }
    std::fs::write(folder.path().join("gisa.toml"), "[sign_in]\nlocal = true\n").unwrap();
    let refused = gisa(&folder, &["serve"]).await;
    assert!(refused.code == Some(3) && refused.errors.contains("sign_in.local"), "{}", refused.errors);
    let everybody = gisa(&folder, &["user", "invite", "--role", "root"]).await;
    assert_eq!(everybody.code, Some(2));
    assert!(everybody.errors.contains("viewer, editor, trainer, administrator"), "{}", everybody.errors);
}

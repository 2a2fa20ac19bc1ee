use super::*;

/// A store in a folder of its own that goes with it.
struct Temporary(ArtifactStore);

impl Temporary {
    fn new() -> Self {
        Self(ArtifactStore::open(std::env::temp_dir().join(format!("gisa-{}", Uuid::now_v7()))).unwrap())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        fs::remove_dir_all(self.0.root()).unwrap();
    }
}

#[test]
fn a_file_is_named_by_what_it_holds_and_kept_once() {
    let Temporary(store) = &Temporary::new();
    let (_, first) = store.new_upload();
    let (_, second) = store.new_upload();
    fs::write(&first, "abc").unwrap();
    fs::write(&second, "abc").unwrap();
    let sha256 = store.adopt_file(&first).unwrap();
    assert_eq!(sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(store.adopt_file(&second).unwrap(), sha256);
    assert_eq!(fs::read(store.file_path(&sha256).unwrap()).unwrap(), b"abc");
    assert!(!first.exists() && !second.exists());
}

#[test]
fn names_that_the_store_did_not_give_are_refused() {
    let Temporary(store) = &Temporary::new();
    let (key, path) = store.new_upload();
    assert_eq!(store.upload_path(&key).unwrap(), path);
    for name in ["", "..", "../files/a", "/etc/passwd", "a/b", &key.to_uppercase(), &format!("{{{key}}}")] {
        assert!(store.upload_path(name).is_err(), "{name}");
        assert!(store.file_path(name).is_err(), "{name}");
        assert!(store.bundle_path(name).is_err(), "{name}");
    }
    assert!(store.file_path(&"A".repeat(64)).is_err());
}

#[test]
fn a_bundle_moves_as_a_whole_and_once() {
    let Temporary(store) = &Temporary::new();
    let sha256 = "a".repeat(64);
    for content in ["first", "second"] {
        let folder = store.scratch(JobId::new()).unwrap().join("bundle");
        fs::create_dir_all(folder.join("nested")).unwrap();
        fs::write(folder.join("nested/model"), content).unwrap();
        let path = store.adopt_bundle(&folder, &sha256).unwrap();
        assert_eq!(fs::read(path.join("nested/model")).unwrap(), b"first");
        assert!(!folder.exists());
    }
}

#[test]
fn scratch_survives_until_it_is_removed() {
    let Temporary(store) = &Temporary::new();
    let job = JobId::new();
    fs::write(store.scratch(job).unwrap().join("a"), "").unwrap();
    assert!(store.scratch(job).unwrap().join("a").exists());
    assert_eq!(store.scratch_folders().unwrap().into_iter().map(|(id, _)| id).collect::<Vec<_>>(), [job]);
    store.remove_scratch(job).unwrap();
    store.remove_scratch(job).unwrap();
    assert_eq!(store.scratch_folders().unwrap(), []);
    assert!(!store.scratch(job).unwrap().join("a").exists());
}

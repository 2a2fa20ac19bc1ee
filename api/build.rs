//! Lists what Vite built, for `src/frontend.rs` to embed. Without a build the list is empty: Rust compiles without Node,
//! and the server says on its pages what to run.

use std::{
    env,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let dist = folder("CARGO_MANIFEST_DIR")?.join("../frontend/dist");
    // Cargo would take a folder that isn't there for one that changed, at every build.
    fs::create_dir_all(&dist)?;
    println!("cargo::rerun-if-changed={}", dist.display());

    let mut files = Vec::new();
    collect(&dist, &mut files)?;
    files.sort();
    let mut table = String::from("[\n");
    for file in files {
        let name = file.strip_prefix(&dist).map_err(io::Error::other)?;
        let name = name.to_str().ok_or_else(|| io::Error::other(format!("{}: must be UTF-8", name.display())))?;
        writeln!(table, "    ({name:?}, include_bytes!({file:?}).as_slice()),").map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    fs::write(folder("OUT_DIR")?.join("frontend_files.rs"), table)
}

/// A folder that cargo names to build scripts.
fn folder(variable: &str) -> io::Result<PathBuf> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("{variable}: cargo sets it")))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

//! Lets `gisa-trainer` and the tests find libtorch where it was at build time, and know its version.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    if std::env::var_os("CARGO_FEATURE_TRAIN").is_none() {
        return;
    }
    let folder = std::env::var("LIBTORCH").ok();
    let version =
        folder.as_ref().and_then(|folder| std::fs::read_to_string(Path::new(folder).join("build-version")).ok());
    println!("cargo:rustc-env=GISA_LIBTORCH_VERSION={}", version.as_deref().map_or("unknown", str::trim));
    if let Some(folder) = folder {
        // The new kind of tag lets LD_LIBRARY_PATH come first, for a libtorch that moved.
        println!("cargo:rustc-link-arg=-Wl,--enable-new-dtags,-rpath,{folder}/lib");
    }
}

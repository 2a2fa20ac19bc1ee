"""Fails unless the bills of materials in a folder name every crate that is compiled into the programs and every npm
package that the lock file pins."""

import json
import pathlib
import subprocess
import sys

FEATURES = {"api": [], "ml": ["--features", "train"]}


def named(path):
    bill = json.loads(path.read_text())
    assert bill["bomFormat"] == "CycloneDX", f"{path}: isn't CycloneDX"
    return {(component["name"], component["version"]) for component in bill.get("components", [])}


def shipped(package, features):
    """What `cargo tree` says is compiled into the package's programs, tests left out."""
    tree = ["cargo", "tree", "--locked", "-p", package, "-e", "normal,build", "--prefix", "none", "--format", "{p}"]
    lines = subprocess.run([*tree, *features], check=True, capture_output=True, text=True).stdout.splitlines()
    words = (line.split() for line in lines if line)
    # Crates of this workspace have a path behind their version.
    return {(word[0], word[1].removeprefix("v")) for word in words if not (len(word) > 2 and word[2].startswith("(/"))}


def main(folder):
    crates = named(folder / "gisa.cdx.json") | named(folder / "gisa-trainer.cdx.json")
    missing = {crate for package, features in FEATURES.items() for crate in shipped(package, features)} - crates
    lock = json.loads(pathlib.Path("frontend/package-lock.json").read_text())["packages"]
    console = named(folder / "console.cdx.json")
    for path, package in lock.items():
        if path and not any(package.get(kind) for kind in ("optional", "devOptional")):
            name = package.get("name", path.rsplit("node_modules/", 1)[-1])
            if (name, package["version"]) not in console:
                missing.add((name, package["version"]))
    if missing:
        sys.exit("not in the bills of materials: " + ", ".join(f"{name} {version}" for name, version in sorted(missing)))
    print(f"sbom: {len(crates)} crates and {len(console)} npm packages in {folder}")


main(pathlib.Path(sys.argv[1]))

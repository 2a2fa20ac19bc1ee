#!/usr/bin/env bash
# Writes what Gisa is made of, as CycloneDX JSON:
#
#   packaging/sbom.sh FOLDER
#
# gisa.cdx.json (the server), gisa-trainer.cdx.json (what links libtorch), console.cdx.json (what browsers run, and what builds
# it: GraphiQL's editor is among the latter).
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p "$1"
out=$(cd "$1" && pwd)

# cargo-cyclonedx writes beside the Cargo.toml of each member of the workspace.
name=gisa-sbom
trap 'find . -maxdepth 2 -name "$name.json" -delete' EXIT
bill() { cargo cyclonedx --quiet --format json --spec-version 1.5 --target all --override-filename "$name" "$@"; }
bill --manifest-path api/Cargo.toml
mv "api/$name.json" "$out/gisa.cdx.json"
bill --manifest-path ml/Cargo.toml --features train
mv "ml/$name.json" "$out/gisa-trainer.cdx.json"
(cd frontend && npm sbom --sbom-format cyclonedx --package-lock-only 2>/dev/null) > "$out/console.cdx.json"

python3 packaging/check_sbom.py "$out"

#!/usr/bin/env bash
# Writes what Gisa is made of, as CycloneDX JSON:
#
#   packaging/sbom.sh FOLDER
#
# gisa.cdx.json (the server), gisa-trainer.cdx.json (what links libtorch), console.cdx.json (what browsers run).
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p "$1"
out=$(cd "$1" && pwd)

# cargo-cyclonedx writes beside each Cargo.toml.
name=gisa-sbom
trap 'find . -maxdepth 2 -name "$name.cdx.json" -delete' EXIT
cargo cyclonedx --quiet --format json --spec-version 1.5 --target all --override-filename "$name" --manifest-path api/Cargo.toml
mv "api/$name.cdx.json" "$out/gisa.cdx.json"
cargo cyclonedx --quiet --format json --spec-version 1.5 --target all --override-filename "$name" --features train --manifest-path ml/Cargo.toml
mv "ml/$name.cdx.json" "$out/gisa-trainer.cdx.json"
(cd frontend && npm sbom --sbom-format cyclonedx --package-lock-only --omit dev 2>/dev/null) > "$out/console.cdx.json"

python3 packaging/check_sbom.py "$out"

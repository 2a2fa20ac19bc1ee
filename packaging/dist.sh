#!/usr/bin/env bash
# Packs what `cargo build` left into one tarball that needs nothing but glibc and libstdc++:
#
#   packaging/dist.sh PROGRAMS LIBTORCH ONNXRUNTIME SBOM OUT
#
# The programs find the libraries beside themselves: bin/gisa, lib/libonnxruntime.so, lib/libtorch/lib.
set -euo pipefail
programs=$1 libtorch=$2 onnxruntime=$3 sbom=$4 out=$5
here=$(cd "$(dirname "$0")/.." && pwd)

version=$("$programs/gisa" --version | cut -d' ' -f2)
name="gisa-$version-$(uname -m)-linux"
mkdir -p "$out"
scratch=$(mktemp -d "$out/new.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
root="$scratch/$name"

install -d "$root/bin" "$root/lib/libtorch/lib" "$root/share/sbom"
for program in gisa gisa-trainer; do
  strip --strip-debug -o "$root/bin/$program" "$programs/$program"
  chmod 755 "$root/bin/$program"
done
cp -L "$libtorch"/lib/*.so* "$root/lib/libtorch/lib/"
cp "$libtorch/build-version" "$root/lib/libtorch/"
cp -L "$onnxruntime" "$root/lib/libonnxruntime.so"
cp "$here/packaging/gisa.service" "$here/packaging/gisa.env" "$here/schema.graphql" "$root/share/"
cp "$sbom"/*.cdx.json "$root/share/sbom/"
cp "$here/README.md" "$here/LICENSE" "$here/CHANGELOG.md" "$root/"

# The same input gives the same bytes.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" -C "$scratch" -cf - "$name" |
  gzip -n -6 > "$scratch/$name.tar.gz"
mv "$scratch/$name.tar.gz" "$out/$name.tar.gz"
(cd "$out" && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "dist: $out/$name.tar.gz ($(du -h "$out/$name.tar.gz" | cut -f1))"

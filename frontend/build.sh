#!/usr/bin/env bash
# Builds the pages that the server carries into dist/, if their sources changed:
#
#   frontend/build.sh CACHE
#
# CACHE/frontend keeps one build for each state of the sources, named by their hash, for all checkouts. So a checkout
# builds only what no other has built, and dist/ is touched, which makes cargo compile, only when it differs.
set -euo pipefail
cd "$(dirname "$0")"

cache="$1/frontend"
# Older builds than these are deleted.
kept=8

sources() {
  find . \( -path ./node_modules -o -path ./dist \) -prune -o -type f -print0 | LC_ALL=C sort -z
}
built="$cache/$(sources | xargs -0 sha256sum | sha256sum | cut -c1-32)"

if [ ! -d "$built" ]; then
  echo "build: frontend"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null ||
    { echo "missing: Node 20.19 or newer — apt-get install nodejs, or https://nodejs.org where that one is older"; exit 1; }
  command -v npm >/dev/null || { echo "missing: npm — apt-get install npm"; exit 1; }
  [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error
  mkdir -p "$cache"
  new=$(mktemp -d "$cache/new.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  npx --no-install vite build --logLevel warn --emptyOutDir --outDir "$new"
  # Another checkout may have been faster; its build is the same.
  mv -T "$new" "$built" 2>/dev/null || [ -d "$built" ]
  find "$cache" -maxdepth 1 -name 'new.*' -mmin +60 -exec rm -rf {} +
  find "$cache" -mindepth 1 -maxdepth 1 -name '[0-9a-f]*' -printf '%T@ %p\n' | sort -rn | tail -n "+$((kept + 1))" | cut -d' ' -f2- | xargs -r rm -rf
fi

if ! diff -rq "$built" dist >/dev/null 2>&1; then
  rm -rf dist
  cp -r "$built" dist
fi

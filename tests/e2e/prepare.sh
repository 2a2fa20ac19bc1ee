#!/usr/bin/env bash
# Has what the tests need: Chromium (Debian's, unless CHROMIUM names another) and the packages of package-lock.json.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v "${CHROMIUM:-chromium}" >/dev/null; then
  [ -z "${CHROMIUM:-}" ] || { echo "missing: $CHROMIUM, which CHROMIUM names"; exit 1; }
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
    { echo "missing: Chromium — apt-get install chromium, or name one by CHROMIUM"; exit 1; }
  echo "setup: installing Chromium"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
command -v npm >/dev/null || { echo "missing: npm — apt-get install npm"; exit 1; }
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error

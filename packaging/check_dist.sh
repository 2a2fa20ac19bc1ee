#!/usr/bin/env bash
# Unpacks a tarball into an empty folder and proves, with nothing in the environment, that it works: the version, the unit,
# and a model made from nothing that then answers.
#
#   packaging/check_dist.sh TARBALL
set -euo pipefail
tarball=$(realpath "$1")
(cd "$(dirname "$tarball")" && sha256sum --check --quiet "$(basename "$tarball").sha256")
scratch=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT
tar -C "$scratch" -xzf "$tarball"
root=$(echo "$scratch"/gisa-*)
clean=(env -i HOME="$scratch" PATH=/usr/bin:/bin LANG=C.UTF-8)

cd "$scratch"
"${clean[@]}" "$root/bin/gisa" --version
# Nothing of the machine that built it is needed.
if "${clean[@]}" LD_LIBRARY_PATH="$root/lib/libtorch/lib" ldd "$root/bin/gisa" "$root/bin/gisa-trainer" | grep -F 'not found'; then exit 1; fi
"${clean[@]}" LD_LIBRARY_PATH="$root/lib/libtorch/lib" ldd "$root/bin/gisa-trainer" | grep -F libtorch | grep -vF "$root/" && { echo "dist: the trainer takes libtorch from elsewhere"; exit 1; }
if command -v systemd-analyze >/dev/null; then
  sed "s|/opt/gisa/|$root/|" "$root/share/gisa.service" > gisa.service
  systemd-analyze verify ./gisa.service
  systemd-analyze security --offline=true --threshold=20 ./gisa.service | tail -1
fi

: > log
"${clean[@]}" "$root/bin/gisa" quickstart --count 200 --listen 127.0.0.1:0 --data-folder "$scratch/data" > log 2>&1 &
server=$!
for _ in $(seq 600); do
  if grep -q '^Ready\.' log; then break; fi
  kill -0 "$server" 2>/dev/null || { cat log; echo "dist: quickstart ended"; exit 1; }
  sleep 1
done
address=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' log | head -1)
answer=$("${clean[@]}" curl -sf "$address/graphql" -H 'content-type: application/json' \
  -d '{"query":"mutation { predict(input: { text: \"코스피 상승 마감\" }) { label { key } probability } }"}')
echo "$answer" | grep -q '"probability"' || { cat log; echo "dist: no answer: $answer"; exit 1; }
kill "$server"
wait "$server" || true
server=
echo "dist: $(basename "$tarball") works: $answer"

#!/bin/bash
# What leaving out all but Hangul costs: the small built-in model on labelled headlines, by both recipes.
#
# usage: GISA_YNAT_CSV=FILE recipes.sh GISA    (FILE: columns external_id, title, label; the label set klue-ynat)
#
# The same articles, splits and seed; only the text recipe differs. Prints one line of JSON a recipe with the test split's
# figures.
set -euo pipefail

gisa=${1:?"usage: recipes.sh GISA"}
file=${GISA_YNAT_CSV:?"GISA_YNAT_CSV must name a CSV file of labelled headlines"}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run() { "$gisa" --data-folder "$folder" --json "$@" 2>>"$folder/log" || { tail -5 "$folder/log" >&2; exit 1; }; }

run import "$file" --source ynat --label-set klue-ynat >/dev/null
for recipe in title-body hangul-only; do
    dataset=$(run dataset build --name "$recipe" --label-set klue-ynat --recipe "$recipe" |
        python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["datasetId"])')
    run train --dataset "$dataset" --base-model scratch-tiny --epochs "${EPOCHS:-3}" --seed 1 >"$folder/$recipe.jsonl"
    RECIPE=$recipe python3 - "$folder/$recipe.jsonl" <<'PYTHON'
import json, os, sys
for line in open(sys.argv[1], encoding="utf-8"):
    value = json.loads(line)
    if "report" in value:
        metrics = value["report"]["metrics"]
        print(json.dumps({"recipe": os.environ["RECIPE"], "rows": metrics["rows"],
                          "accuracy": metrics["accuracy"], "macro_f1": metrics["macro_f1"]}))
PYTHON
done

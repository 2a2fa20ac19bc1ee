"""Fine-tuning as most write it with transformers and PyTorch: AdamW, clipped gradients, batches of like length.

Usage: finetune.py BUNDLE ROWS BATCH STEPS WARM_UP PRECISION PADDING — the first WARM_UP of the STEPS aren't counted, PRECISION is fp32 or bf16 (autocast), PADDING is bucketed
or the number of tokens that every row is padded to. Prints one line of JSON: samples a second after the first steps, and
the most memory it had.
"""

import json
import random
import resource
import sys
import time
from pathlib import Path

import torch

import model

folder, rows_file, batch, steps = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
warm_up, precision, padding = int(sys.argv[5]), sys.argv[6], sys.argv[7]
BUCKET = 50

tokenizer, labels = model.tokenizer(folder), model.labels(folder)
prefix = json.loads((folder / "preprocess.json").read_text()).get("prefix", "")
rows = [json.loads(line) for line in rows_file.read_text().splitlines()]
rows = [row for row in rows if row["split"] == "train"]
ids = [encoding.ids for encoding in tokenizer.encode_batch([prefix + row["title"] for row in rows])]
truth = [labels.index(row["label"]) for row in rows]

random.seed(1)
order = list(range(len(ids)))
random.shuffle(order)
batches = []
for start in range(0, len(order), batch * BUCKET):
    bucket = sorted(order[start:start + batch * BUCKET], key=lambda row: len(ids[row]))
    batches += [bucket[at:at + batch] for at in range(0, len(bucket), batch)]
batches = [chosen for chosen in batches if len(chosen) == batch]
random.shuffle(batches)

classifier = model.classifier(folder).train()
optimiser = torch.optim.AdamW(classifier.parameters(), lr=1e-4, weight_decay=0.01)
measured = 0
for step in range(min(steps, len(batches))):
    if step == warm_up:
        begun = time.perf_counter()
    chosen = batches[step]
    length = max(len(ids[row]) for row in chosen) if padding == "bucketed" else int(padding)
    inputs = torch.zeros((batch, length), dtype=torch.long)
    mask = torch.zeros((batch, length), dtype=torch.long)
    for at, row in enumerate(chosen):
        inputs[at, :len(ids[row])] = torch.tensor(ids[row])
        mask[at, :len(ids[row])] = 1
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
        loss = torch.nn.functional.cross_entropy(classifier(inputs, mask), torch.tensor([truth[row] for row in chosen]))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(classifier.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()
    if step >= warm_up:
        measured += batch
print(json.dumps({
    "samples_per_second": measured / (time.perf_counter() - begun),
    "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
}))

"""Fine-tuning as most write it with transformers and PyTorch: AdamW, a linear schedule with warm-up, clipped gradients,
batches of like length.

Usage: finetune.py BUNDLE ROWS BATCH STEPS WARM_UP PRECISION PADDING — the first WARM_UP of the STEPS aren't counted; 0
STEPS are an epoch, after which the model is measured on the test split. PRECISION is fp32 or bf16 (autocast), PADDING is
bucketed or the number of tokens that every row is padded to. Prints one line of JSON: samples a second after the first
steps, the most memory it had, and after an epoch accuracy and macro-F1.
"""

import json
import random
import resource
import sys
import time
from pathlib import Path

import torch
from transformers import get_linear_schedule_with_warmup

import model

folder, rows_file, batch, steps = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
warm_up, precision, padding = int(sys.argv[5]), sys.argv[6], sys.argv[7]
BUCKET = 50
LONGEST = 64

tokenizer, labels, prefix = model.tokenizer(folder), model.labels(folder), model.prefix(folder)
tokenizer.enable_truncation(max_length=LONGEST)
rows = [json.loads(line) for line in rows_file.read_text().splitlines()]


def encoded(split):
    chosen = [row for row in rows if row["split"] == split]
    ids = [encoding.ids for encoding in tokenizer.encode_batch([prefix + row["title"] for row in chosen])]
    return ids, [labels.index(row["label"]) for row in chosen]


def padded(ids, chosen):
    length = max(len(ids[row]) for row in chosen) if padding == "bucketed" else int(padding)
    inputs = torch.zeros((len(chosen), length), dtype=torch.long)
    mask = torch.zeros((len(chosen), length), dtype=torch.long)
    for at, row in enumerate(chosen):
        inputs[at, :len(ids[row])] = torch.tensor(ids[row])
        mask[at, :len(ids[row])] = 1
    return inputs, mask


random.seed(1)
torch.manual_seed(1)
ids, truth = encoded("train")
order = list(range(len(ids)))
random.shuffle(order)
batches = []
for start in range(0, len(order), batch * BUCKET):
    bucket = sorted(order[start:start + batch * BUCKET], key=lambda row: len(ids[row]))
    batches += [bucket[at:at + batch] for at in range(0, len(bucket), batch)]
random.shuffle(batches)
if steps:
    batches = [chosen for chosen in batches if len(chosen) == batch][:steps]

classifier = model.classifier(folder).train()
optimiser = torch.optim.AdamW(classifier.parameters(), lr=1e-4, weight_decay=0.01)
schedule = get_linear_schedule_with_warmup(optimiser, len(batches) // 10, len(batches))
measured = 0
for step, chosen in enumerate(batches):
    if step == warm_up:
        begun, used = time.perf_counter(), time.process_time()
    inputs, mask = padded(ids, chosen)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
        loss = torch.nn.functional.cross_entropy(classifier(inputs, mask), torch.tensor([truth[row] for row in chosen]))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(classifier.parameters(), 1.0)
    optimiser.step()
    schedule.step()
    optimiser.zero_grad()
    if step >= warm_up:
        measured += len(chosen)
seconds = time.perf_counter() - begun
used = time.process_time() - used
seen = {"samples_per_second": measured / seconds, "core_seconds_per_sample": used / measured, "seconds": seconds}

if not steps:
    ids, truth = encoded("test")
    classifier.eval()
    order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
    pairs = []
    with torch.inference_mode():
        for at in range(0, len(order), 128):
            chosen = order[at:at + 128]
            answers = classifier(*padded(ids, chosen)).argmax(-1).tolist()
            pairs += [(truth[row], answer) for row, answer in zip(chosen, answers)]
    scores = []
    for label in range(len(labels)):
        both = sum(one == other == label for one, other in pairs)
        either = sum(one == label for one, _ in pairs) + sum(other == label for _, other in pairs)
        scores.append(2 * both / either if either else 0.0)
    seen |= {"accuracy": sum(one == other for one, other in pairs) / len(pairs), "macro_f1": sum(scores) / len(scores)}

seen["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps(seen))

"""ONNX Runtime alone, without a server: batches of texts in order of arrival, padded to the longest of each.

Usage: bare_onnx.py BUNDLE GRAPH TEXTS BATCH SECONDS — prints one line of JSON.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

folder, graph, texts = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]).read_text().splitlines()
batch, seconds = int(sys.argv[4]), float(sys.argv[5])
tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
preprocessing = json.loads((folder / "preprocess.json").read_text())
tokenizer.enable_truncation(max_length=preprocessing["max_length"])
session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
names = [value.name for value in session.get_inputs()]
rows = [encoding.ids for encoding in tokenizer.encode_batch([preprocessing.get("prefix", "") + text for text in texts])]


def run(start):
    chosen = [rows[(start + index) % len(rows)] for index in range(batch)]
    length = max(map(len, chosen))
    ids = np.ones((batch, length), dtype=np.int64)
    mask = np.zeros((batch, length), dtype=np.int64)
    for index, row in enumerate(chosen):
        ids[index, :len(row)] = row
        mask[index, :len(row)] = 1
    values = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    session.run(None, {name: values[name] for name in names})


run(0)
run(batch)
times = []
used = time.process_time()
begun = time.perf_counter()
while time.perf_counter() - begun < seconds:
    started = time.perf_counter()
    run(batch * (2 + len(times)))
    times.append(time.perf_counter() - started)
elapsed = time.perf_counter() - begun
used = time.process_time() - used
times.sort()
print(json.dumps({
    "texts_per_second": batch * len(times) / elapsed,
    "core_seconds_per_text": used / (batch * len(times)),
    "p50_ms": times[len(times) // 2] * 1e3,
    "p99_ms": times[min(len(times) - 1, int(len(times) * 0.99))] * 1e3,
}))

"""FastAPI and ONNX Runtime: one text a request, default session options, as most write it.

Usage: onnx_server.py BUNDLE GRAPH PORT
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from tokenizers import Tokenizer

folder, graph, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
preprocessing = json.loads((folder / "preprocess.json").read_text())
tokenizer.enable_truncation(max_length=preprocessing["max_length"])
prefix = preprocessing.get("prefix", "")
labels = [label["key"] for label in json.loads((folder / "labels.json").read_text())]
session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
names = [value.name for value in session.get_inputs()]
app = FastAPI()


class Question(BaseModel):
    text: str


@app.post("/predict")
def predict(question: Question):
    encoding = tokenizer.encode(prefix + question.text)
    values = {
        "input_ids": np.array([encoding.ids], dtype=np.int64),
        "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
        "token_type_ids": np.zeros((1, len(encoding.ids)), dtype=np.int64),
    }
    logits = session.run(None, {name: values[name] for name in names})[0][0]
    weights = np.exp(logits - logits.max())
    best = int(weights.argmax())
    return {"label": labels[best], "probability": float(weights[best] / weights.sum())}


uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")

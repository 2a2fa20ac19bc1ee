"""FastAPI and PyTorch: one text a request, default threads, as most write it.

Usage: torch_server.py BUNDLE PORT
"""

import sys

import torch
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

import model

folder, port = sys.argv[1], int(sys.argv[2])
tokenizer, labels, classifier = model.tokenizer(folder), model.labels(folder), model.classifier(folder)
prefix = model.prefix(folder)
app = FastAPI()


class Question(BaseModel):
    text: str


@app.post("/predict")
def predict(question: Question):
    encoding = tokenizer.encode(prefix + question.text)
    with torch.inference_mode():
        logits = classifier(torch.tensor([encoding.ids]), torch.tensor([encoding.attention_mask]))
        probabilities = logits.softmax(-1)[0]
    best = int(probabilities.argmax())
    return {"label": labels[best], "probability": float(probabilities[best])}


uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")

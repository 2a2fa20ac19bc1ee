"""A Gisa bundle as a PyTorch user would load it: transformers' BertModel, mean or CLS pooling, a linear head."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel


class Classifier(torch.nn.Module):
    def __init__(self, config, classes, pooling="mean"):
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.classifier = torch.nn.Linear(config.hidden_size, classes)
        self.pooling = pooling

    def forward(self, input_ids, attention_mask):
        states = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        if self.pooling == "cls":
            return self.classifier(states[:, 0])
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return self.classifier((states * mask).sum(1) / mask.sum(1))


def tokenizer(folder):
    loaded = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    length = json.loads((Path(folder) / "preprocess.json").read_text())["max_length"]
    loaded.enable_truncation(max_length=length)
    return loaded


def prefix(folder):
    """What every text must begin with."""
    return json.loads((Path(folder) / "preprocess.json").read_text()).get("prefix", "")


def labels(folder):
    return [label["key"] for label in json.loads((Path(folder) / "labels.json").read_text())]


def classifier(folder):
    """The bundle's model, ready to answer."""
    fields = json.loads((Path(folder) / "config.json").read_text())
    model = Classifier(BertConfig(**fields), len(fields["id2label"]), fields["classifier_pooling"])
    weights = load_file(Path(folder) / "model.safetensors")
    named = {name if name.startswith("classifier.") else f"bert.{name}": value for name, value in weights.items()}
    missing, unexpected = model.load_state_dict(named, strict=False)
    missing = [name for name in missing if not name.endswith("_ids")]
    if missing or unexpected:
        raise SystemExit(f"peers: weights don't fit: missing {missing}, unexpected {unexpected}")
    return model.eval()

"""The functions that SageMaker inference containers call: one loads the model, the other processes a request in JSON."""

import json
from pathlib import Path


def model_fn(model_dir: str) -> dict[str, float]:
    """Loads the model: a weight for each word, positive or negative."""
    weights: dict[str, float] = json.loads(Path(model_dir, "weights.json").read_text(encoding="utf-8"))
    return weights


def predict_fn(data: dict[str, str], model: dict[str, float]) -> dict[str, float]:
    """Returns the sentiment of a text: the sum of the weights of its words."""
    return {"score": sum(model.get(word, 0.0) for word in data["text"].lower().split())}

"""What SageMaker's inference containers call: load the model once, then answer requests. JSON in, JSON out."""

import json
from pathlib import Path


def model_fn(model_dir: str) -> dict[str, float]:
    """The model: how good or bad each word is."""
    weights: dict[str, float] = json.loads(Path(model_dir, "weights.json").read_text(encoding="utf-8"))
    return weights


def predict_fn(data: dict[str, str], model: dict[str, float]) -> dict[str, float]:
    """The sentiment of a text: the sum of the weights of its words."""
    return {"score": sum(model.get(word, 0.0) for word in data["text"].lower().split())}

"""The functions that SageMaker inference containers call: one loads the model, the other processes a request.

The container converts requests and responses from and to JSON.
"""

import json
import re
from pathlib import Path
from typing import Any


def model_fn(model_dir: str) -> dict[str, float]:
    """Loads the model: a weight for each word, positive or negative."""
    weights: dict[str, float] = json.loads(Path(model_dir, "weights.json").read_text(encoding="utf-8"))
    return weights


def predict_fn(data: dict[str, str], model: dict[str, float]) -> dict[str, Any]:
    """Returns the sentiment of a text: the sum of the weights of its words."""
    words = re.findall(r"[a-z']+", data["text"].lower())
    score = round(sum(model.get(word, 0.0) for word in words), 3)
    return {"sentiment": "positive" if score > 0 else "negative" if score < 0 else "neutral", "score": score}

"""What SageMaker's inference containers call: load the model once, then answer requests.

The content types are handled by the container itself: JSON in, JSON out.
"""

import json
import re
from pathlib import Path
from typing import Any


def model_fn(model_dir: str) -> dict[str, float]:
    """The model: how good or bad each word is."""
    weights: dict[str, float] = json.loads(Path(model_dir, "weights.json").read_text(encoding="utf-8"))
    return weights


def predict_fn(data: dict[str, str], model: dict[str, float]) -> dict[str, Any]:
    """The sentiment of a text: the sum of the weights of its words."""
    words = re.findall(r"[a-z']+", data["text"].lower())
    score = round(sum(model.get(word, 0.0) for word in words), 3)
    return {"sentiment": "positive" if score > 0 else "negative" if score < 0 else "neutral", "score": score}

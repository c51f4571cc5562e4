"""The model: it multiplies numbers by the factor in its archive."""

import json
from pathlib import Path
from typing import Any


def model_fn(model_dir: str) -> int:
    """Load the model."""
    return int(json.loads(Path(model_dir, "model.json").read_text())["factor"])


def predict_fn(data: list[float], model: int) -> Any:
    """Compute the response to a request."""
    return [model * number for number in data]

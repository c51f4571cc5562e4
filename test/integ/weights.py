"""The weights that the repository does not have: those of a small language model, and adapters of it that have no effect."""

from __future__ import annotations

import json
import struct
import urllib.request
from pathlib import Path

MODEL = "Qwen/Qwen3-0.6B"
REVISION = "c1899de289a04d12100db370d81485cdf75e47ca"
FILES = ("config.json", "generation_config.json", "merges.txt", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.json")
# Of the model: layers, the size of its hidden states, and the size of all its queries.
LAYERS, HIDDEN, QUERIES = 28, 1024, 2048
RANK = 8
SETTINGS = {
    "base_model_name_or_path": MODEL,
    "peft_type": "LORA",
    "task_type": "CAUSAL_LM",
    "r": RANK,
    "lora_alpha": RANK,
    "lora_dropout": 0.0,
    "bias": "none",
    "inference_mode": True,
    "target_modules": ["q_proj"],
}


def download(folder: Path) -> None:
    """Downloads the model into a folder, instead of the configuration that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        print(f"   downloading {MODEL}/{name}", flush=True)
        urllib.request.urlretrieve(f"https://huggingface.co/{MODEL}/resolve/{REVISION}/{name}", folder / name)


def write_adapter(folder: Path) -> None:
    """Writes a LoRA adapter whose weights are zero, so that the model answers as without it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "adapter_config.json").write_text(json.dumps(SETTINGS, indent=2), encoding="utf-8")
    (folder / "adapter_model.safetensors").write_bytes(adapter())


def adapter() -> bytes:
    """Returns the adapter in the format of safetensors: the length of a header, the header, and the tensors."""
    shapes: dict[str, tuple[int, int]] = {}
    for layer in range(LAYERS):
        prefix = f"base_model.model.model.layers.{layer}.self_attn.q_proj"
        shapes[f"{prefix}.lora_A.weight"] = (RANK, HIDDEN)
        shapes[f"{prefix}.lora_B.weight"] = (QUERIES, RANK)
    header: dict[str, object] = {}
    end = 0
    for name, (rows, columns) in shapes.items():
        begin, end = end, end + rows * columns * 2
        header[name] = {"dtype": "F16", "shape": [rows, columns], "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(end)

"""The command that refreshes the catalog of images prints what changed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import catalog
from catalog import Contents
from toolchain import StepFailed


def contents(frameworks: dict[str, list[str]], accounts: dict[str, list[str]], deep_learning: dict[str, str]) -> Contents:
    images: dict[str, Any] = {
        "accounts": {"0a": accounts},
        "frameworks": {name: [{"versions": {version: ["latest"] for version in versions}}] for name, versions in frameworks.items()},
    }
    table = "".join(f"  '{region}': '{account}',\n" for region, account in deep_learning.items())
    return Contents.of(f"export const IMAGE_CATALOG = `{json.dumps(images)}`;\n", f"export const DLC_ACCOUNTS = {{\n{table}}};\n")


def test_what_changed_is_printed_by_frameworks_versions_and_accounts() -> None:
    before = contents({"kmeans": ["1"], "pytorch": ["2.5.1", "2.6.0"]}, {"111111111111": ["eu-west-1", "us-east-1"]}, {"us-east-1": "763104351884"})
    after = contents({"pytorch": ["2.6.0", "2.9.0"], "vllm": ["0.30.0"]}, {"111111111111": ["us-east-1"]}, {"us-east-1": "763104351884", "me-west-1": "124382933778"})
    assert list(catalog.changes(before, after)) == [
        "frameworks: 1 added, 1 removed, 2 in all",
        "  + vllm",
        "  - kmeans",
        "versions: 2 added, 2 removed, 3 in all",
        "  + pytorch 2.9.0",
        "  + vllm 0.30.0",
        "  - kmeans 1",
        "  - pytorch 2.5.1",
        "accounts: 1 added, 1 removed, 3 in all",
        "  + 124382933778 in me-west-1",
        "  - 111111111111 in eu-west-1",
    ]


def test_the_generated_files_are_read() -> None:
    now = catalog.contents()
    assert {"pytorch", "vllm", "clarify"} <= now.frameworks
    assert "vllm 0.30.0" in now.versions
    assert {"763104351884 in us-east-1", "124382933778 in me-west-1", "683313688378 in us-east-1"} <= now.accounts
    assert [line for line in catalog.changes(now, now) if line.startswith(" ")] == []


def test_the_pin_is_raised_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("# sagemaker-core==1 is old\nsagemaker-core==2.27.0\nsagemaker==2.257.7\n", encoding="utf-8")
    monkeypatch.setattr(catalog, "PINS", pins)
    assert catalog.pinned() == "2.27.0"
    catalog.pin("2.28.0")
    assert pins.read_text(encoding="utf-8") == "# sagemaker-core==1 is old\nsagemaker-core==2.28.0\nsagemaker==2.257.7\n"


def test_a_version_that_cannot_be_used_leaves_the_pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("sagemaker-core==2.27.0\n", encoding="utf-8")
    monkeypatch.setattr(catalog, "PINS", pins)

    def fails() -> Path:
        assert catalog.pinned() == "99.0.0"
        raise StepFailed("no such version")

    monkeypatch.setattr(catalog, "environment", fails)
    with pytest.raises(StepFailed, match="^no such version$"):
        list(catalog.refresh("99.0.0"))
    assert catalog.pinned() == "2.27.0"


@pytest.mark.parametrize("arguments", [["2.27.0", "2.28.0"], ["--check"]])
def test_other_arguments_print_how_it_is_used(arguments: list[str]) -> None:
    result = subprocess.run([sys.executable, ROOT / "build-tools" / "catalog.py", *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "npm run catalog -- 2.27.0" in result.stderr

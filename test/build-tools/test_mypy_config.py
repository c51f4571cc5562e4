"""mypy reads the modules of the CDK that the checked files lead to, and no others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build-tools"))

import mypy_config

# What `aws_cdk` is like: it imports all its modules, and the modules import each other.
CDK = {
    "__init__": "from . import aws_iam, aws_kms, aws_s3, aws_sns\n",
    "aws_iam/__init__": "class IGrantable: ...\n",
    "aws_kms/__init__": "from ..aws_iam import (\n    IGrantable as _IGrantable_71c4f5de,\n)\nclass Key:\n    def grant(self, to: _IGrantable_71c4f5de) -> None: ...\n",
    "aws_s3/__init__": "from ..aws_kms import Key as _Key_1\nclass Bucket:\n    encryption_key: _Key_1\n",
    "aws_sns/__init__": '"""Unlike aws_s3."""\nnumber: int = "not a number"\n',
}


@pytest.fixture
def cdk(tmp_path: Path) -> Path:
    folder = tmp_path / "packages" / "aws_cdk"
    for name, text in {**CDK, "aws_s3/deep/__init__": "", "aws_events/__init__": "from .. import (\n    aws_sns as _aws_sns,\n)\n"}.items():
        file = folder / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("from aws_cdk import aws_iam as iam", ["aws_events", "aws_kms", "aws_s3", "aws_sns"]),
        ("import aws_cdk.aws_kms", ["aws_events", "aws_s3", "aws_sns"]),
        ("from aws_cdk import (\n    aws_s3,\n)", ["aws_events", "aws_sns"]),
        ("import aws_cdk as cdk\ncdk.aws_events.Rule", ["aws_iam", "aws_kms", "aws_s3"]),
        ("from aws_cdk import aws_nothing, Stack", ["aws_events", "aws_iam", "aws_kms", "aws_s3", "aws_sns"]),
    ],
)
def test_it_leaves_out_what_the_files_do_not_lead_to(cdk: Path, tmp_path: Path, text: str, left: list[str]) -> None:
    app = tmp_path / "app.py"
    app.write_text(text, encoding="utf-8")

    assert mypy_config.unreached(cdk, [app]) == left


@pytest.mark.parametrize(
    ("name", "own"),
    [
        (None, ""),
        ("mypy.ini", "[mypy]\nmypy_path = $MYPY_CONFIG_FILE_DIR/../packages\n"),
        ("pyproject.toml", '[tool.mypy]\nmypy_path = "../packages"\n'),
    ],
)
def test_mypy_still_checks_what_is_used(cdk: Path, tmp_path: Path, name: str | None, own: str) -> None:
    project = tmp_path / "project"
    project.mkdir()
    app = project / "app.py"
    app.write_text("from aws_cdk import aws_s3\nreveal_type(aws_s3.Bucket().encryption_key.grant)\n", encoding="utf-8")
    if name:
        (project / name).write_text(own, encoding="utf-8")

    skipped = [f"aws_cdk.{module}" for module in mypy_config.unreached(cdk, [app])]
    config = mypy_config.write(project, tmp_path / "configs", skipped)
    # Without a configuration of its own, the folder does not say where the packages are.
    env = {**os.environ, "MYPYPATH": "" if name else str(cdk.parent), "MYPY_CACHE_DIR": str(tmp_path / "cache")}
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", config, app.name], cwd=project, env=env, capture_output=True, text=True, check=False
    )

    assert config.name == (name or "mypy.ini")
    # What is wrong in aws_sns is not read.
    assert checked.stdout.splitlines() == [
        'app.py:2: note: Revealed type is "def (to: aws_cdk.aws_iam.IGrantable)"',
        "Success: no issues found in 1 source file",
    ]

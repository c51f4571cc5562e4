"""Tests of build-tools/mistakes.py, which the tests of test/mistakes complete: those run the programs."""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import mistakes

OUTCOMES = {"warned": 1, "silent": 0}
REPORT = {
    "mistakes": 1,
    "correct neighbours without an error or a warning": 2,
    "this library": OUTCOMES,
    "L1 constructs": {"warned": 0, "silent": 1},
    "alpha module": {"warned": 0, "silent": 1},
    "table": [{"area": "Scaling", "title": "a mistake", "ours": "warned", "l1": "silent", "alpha": "silent"}],
}


def test_the_pin_of_the_alpha_module_is_that_of_the_benchmark() -> None:
    assert mistakes.alpha_requirement("aws-cdk-lib==1\naws-cdk.aws-sagemaker-alpha==2a0\n") == "aws-cdk.aws-sagemaker-alpha==2a0"
    assert mistakes.alpha_requirement(mistakes.REQUIREMENTS.read_text(encoding="utf-8")).count("==") == 1


def test_the_npm_package_of_a_wheel_is_unpacked(tmp_path: Path) -> None:
    tarball = io.BytesIO()
    with tarfile.open(fileobj=tarball, mode="w:gz") as package:
        entry = tarfile.TarInfo("package/package.json")
        entry.size = 2
        package.addfile(entry, io.BytesIO(b"{}"))
    with zipfile.ZipFile(tmp_path / "alpha.whl", "w") as wheel:
        wheel.writestr("alpha/_jsii/alpha@2.jsii.tgz", tarball.getvalue())
    mistakes.unpack(tmp_path)
    assert (tmp_path / "package" / "package.json").read_text(encoding="utf-8") == "{}"


def test_the_table_and_the_sums_are_aligned() -> None:
    assert mistakes.table_lines(REPORT) == ["mistake    this library  L1 constructs  alpha module", "a mistake  warned        silent         silent"]
    assert mistakes.sum_lines(REPORT) == [
        "          this library   L1 constructs    alpha module",
        "warned               1               0               0",
        "silent               0               1               1",
        "",
        "1 mistakes; 2 correct neighbours without an error or a warning",
    ]

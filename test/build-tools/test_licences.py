"""What the packages require and contain: no runtime dependency, and allowed licences only."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import licences
import python_packages
import supply
from python_packages import Package

PAGE = licences.PAGE.read_text(encoding="utf-8")


def test_the_npm_package_has_peers_and_no_dependencies() -> None:
    manifest = supply.manifest()

    assert manifest["peerDependencies"].keys() == {"aws-cdk-lib", "constructs"}
    assert {"dependencies", "optionalDependencies", "bundledDependencies", "bundleDependencies"} & manifest.keys() == set()


def test_what_users_get_is_under_licences_that_are_allowed() -> None:
    shipped = licences.shipped()

    assert {kind: len(group) for kind, group in shipped.items()} == {"contained": 6, "data": 4, "installed": 4}
    assert licences.refused(shipped) == []


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "not stated", "MIT AND GPL-3.0-only", "LGPL-3.0-or-later", "BSL-1.1"])
def test_a_licence_that_is_not_allowed_is_refused(licence: str) -> None:
    assert licences.refused({"contained": {"tar": licence}, "data": {"botocore": "Apache-2.0"}}) == [f"tar (contained): {licence}"]


@pytest.mark.parametrize("licence", ["MIT", "(MIT OR GPL-3.0-or-later)", "Apache-2.0 AND MIT", "GPL-3.0-only OR ISC"])
def test_a_licence_with_an_allowed_alternative_is_not_refused(licence: str) -> None:
    assert licences.refused({"contained": {"tar": licence}}) == []


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ({"license_expression": "MIT OR Apache-2.0", "classifier": ["License :: OSI Approved :: BSD License"]}, "MIT OR Apache-2.0"),
        ({"classifier": ["License :: OSI Approved :: MIT License", "License :: OSI Approved"]}, "MIT"),
        ({"license": "Apache License 2.0"}, "Apache-2.0"),
        ({"license": "A text of a licence that is longer than any name of one"}, "not stated"),
        ({}, "not stated"),
    ],
)
def test_the_licence_of_a_python_package_is_what_its_metadata_says(metadata: dict[str, object], licence: str) -> None:
    assert python_packages.package({"name": "Some_Package", "version": "1", **metadata}) == Package("some-package", "1", licence)


def test_the_page_has_each_npm_package_of_the_lock_file() -> None:
    npm = supply.locked()
    section = PAGE.partition("### npm: ")[2].partition("### Python")[0]

    assert section.startswith(f"{len(npm)} packages\n")
    assert set(re.findall(r"`([^`]+)`", section)) == {name for name, _ in npm}
    assert "not stated" not in PAGE


def test_the_page_has_each_python_package_that_is_pinned() -> None:
    pinned = {name for file in python_packages.files() for name in python_packages.pinned(ROOT / file)}
    section = PAGE.partition("### Python: ")[2]

    assert pinned - set(re.findall(r"`([^`]+)`", section)) == set()


def test_the_page_is_what_the_command_writes() -> None:
    """The first part, which does not depend on what pip finds today."""
    written = licences.page(licences.shipped(), supply.locked(), [])

    assert PAGE.partition("### Python: ")[0] == written.partition("### Python: ")[0]


def test_figures_of_one_command_stay_when_another_adds_its_own(tmp_path: Path) -> None:
    report = tmp_path / "quality" / "supply.json"
    supply.record("audit", {"open": 0}, report)
    supply.record("licences", {"peers": ["a"]}, report)

    assert re.findall(r'"(audit|licences|open|peers)"', report.read_text(encoding="utf-8")) == ["audit", "open", "licences", "peers"]

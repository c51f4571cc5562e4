"""Addresses of model data, and archives that must not be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import archive

from sagemaker_emulator.runtime.archive import ModelDataError, S3Location, unpack


@pytest.mark.parametrize(
    "url",
    [
        "s3://my.bucket/a/model%20v1.tar.gz",
        "https://s3.us-east-1.amazonaws.com/my.bucket/a/model%20v1.tar.gz",
        "https://s3.amazonaws.com/my.bucket/a/model%20v1.tar.gz",
        "https://my.bucket.s3.eu-west-1.amazonaws.com/a/model%20v1.tar.gz",
        "https://my.bucket.s3.amazonaws.com/a/model%20v1.tar.gz",
    ],
)
def test_every_form_of_an_address_is_read(url: str) -> None:
    assert S3Location.parse(url) == S3Location("my.bucket", "a/model v1.tar.gz")


@pytest.mark.parametrize("url", ["http://example.com/x", "https://example.com/bucket/key", "/local/file", "s3:///key"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ModelDataError):
        S3Location.parse(url)


def test_an_archive_is_unpacked(tmp_path: Path) -> None:
    unpack(archive({"code/inference.py": "x = 1"}), "it", tmp_path)
    assert (tmp_path / "code" / "inference.py").read_text() == "x = 1"


@pytest.mark.parametrize("name", ["../escaped", "a/../../escaped"])
def test_an_archive_cannot_leave_its_directory(tmp_path: Path, name: str) -> None:
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(ModelDataError):
        unpack(archive({name: "x"}), "it", target)
    assert list(tmp_path.iterdir()) == [target]


def test_what_is_not_an_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelDataError, match="could not unpack it"):
        unpack(b"not an archive", "it", tmp_path)

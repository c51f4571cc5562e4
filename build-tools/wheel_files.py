"""Adds files to the wheel that jsii-pacmak has built."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULE = "cdk_sagemaker_hosting"
FILES = ("llms.txt", "skills/cdk-sagemaker-hosting/SKILL.md")


def add(wheel: Path) -> None:
    """Adds the files beside the code of the wheel, which jsii-pacmak can't do."""
    with zipfile.ZipFile(wheel) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    (record,) = (name for name in contents if name.endswith(".dist-info/RECORD"))
    rows = contents.pop(record).decode()
    for path in FILES:
        content = (ROOT / path).read_bytes()
        contents[f"{MODULE}/{path}"] = content
        rows += f"{MODULE}/{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()},{len(content)}\n"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (contents | {record: rows.encode()}).items():
            archive.writestr(name, content)

"""Finishes the wheel that jsii-pacmak has built: adds what pacmak can't, and writes it so that the same contents give the same bytes.

`finish` reads all files, runs each of the `STEPS` on them, and writes the wheel again with a new list of its files (RECORD). A step changes the files in
place:

    def a_step(files: Files, root: Path) -> None: ...
"""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

# The contents of the files of a wheel, by name.
Files = dict[str, bytes]
Step = Callable[[Files, Path], None]

# The earliest date that a zip file can have. The date of the build would make each wheel another one.
DATE = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644
# The compression that zlib calls the best.
LEVEL = 9

# What pacmak leaves out, by its place in the project: the place in the wheel, below the folder of the Python module.
ADDED = {name: name for name in ("CHANGELOG.md", "llms.txt", *(f"skills/cdk-sagemaker-hosting/{name}" for name in ("SKILL.md", "references/signatures.md")))}
# The texts of the licenses, below `.dist-info/licenses`.
LICENSES = ("LICENSE", "THIRD-PARTY-NOTICES")
# What the engine of jsii reads, besides code, and what it does not use of an assembly.
ENGINE_FILES = ("package/.jsii", "package/package.json")
DESCRIPTIONS = ("docs", "locationInModule", "readme")


def add_files(files: Files, root: Path) -> None:
    """Adds files of the project beside the code."""
    manifest = json.loads((root / "package.json").read_text(encoding="utf-8"))
    folder = str(manifest["jsii"]["targets"]["python"]["module"]).replace(".", "/")
    for source, place in ADDED.items():
        files[f"{folder}/{place}"] = (root / source).read_bytes()


def complete_metadata(files: Files, root: Path) -> None:
    """Adds the links that PyPI shows, and writes the license as version 2.4 of the metadata requires.

    pacmak writes the link to the sources only, and a field of version 2.4 (License-File) into metadata of version 2.1, which is invalid.
    """
    manifest = json.loads((root / "package.json").read_text(encoding="utf-8"))
    (name,) = (name for name in files if name.endswith(".dist-info/METADATA"))
    header, separator, description = files[name].decode("utf-8").partition("\n\n")
    replaced = ("Metadata-Version:", "License:", "License-File:", "Classifier: License ::")
    lines = [line for line in header.splitlines() if not line.startswith(replaced)]
    lines += [f"License-Expression: {manifest['license']}", *(f"License-File: {text}" for text in LICENSES)]
    lines += [f"Project-URL: {label}, {url}" for label, url in manifest["jsii"]["metadata"]["projectUrls"].items()]
    files[name] = ("\n".join(["Metadata-Version: 2.4", *lines]) + separator + description).encode()
    about = name.removesuffix("METADATA")
    files.pop(f"{about}LICENSE", None)
    for text in LICENSES:
        files[f"{about}licenses/{text}"] = (root / text).read_bytes()


def slim_engine_package(files: Files, root: Path) -> None:
    """Leaves what no Python program uses out of the npm package in the wheel, which the engine of jsii unpacks and reads in each run: type declarations, what the
    wheel has itself, and the descriptions in the assembly."""
    (name,) = (name for name in files if name.endswith(".jsii.tgz"))
    with tarfile.open(fileobj=io.BytesIO(files[name])) as archive:
        contents = {member.name: file.read() for member in archive if (file := archive.extractfile(member)) is not None}
    kept = {path: content for path, content in contents.items() if path in ENGINE_FILES or path.endswith(".js")}
    kept["package/.jsii"] = json.dumps(without_descriptions(json.loads(kept["package/.jsii"])), separators=(",", ":")).encode()
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(kept):
            info = tarfile.TarInfo(path)
            info.size, info.mode = len(kept[path]), MODE & 0o777
            archive.addfile(info, io.BytesIO(kept[path]))
    files[name] = gzip.compress(tar.getvalue(), LEVEL, mtime=0)


def without_descriptions(value: Any) -> Any:
    """Returns a part of an assembly without its texts, and without the places of its types in the sources."""
    if isinstance(value, list):
        return [without_descriptions(each) for each in value]
    if isinstance(value, dict):
        return {key: without_descriptions(inner) for key, inner in value.items() if key not in DESCRIPTIONS}
    return value


STEPS: tuple[Step, ...] = (add_files, complete_metadata, slim_engine_package)


def finish(wheel: Path, root: Path, steps: tuple[Step, ...] = STEPS) -> None:
    """Runs the steps on the files of a wheel, and writes it again."""
    files = read(wheel)
    for step in steps:
        step(files, root)
    write(wheel, files)


def read(wheel: Path) -> Files:
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def write(wheel: Path, files: Files) -> None:
    """Writes a wheel whose bytes depend on the names and contents of its files only, and on the version of zlib."""
    (record,) = (name for name in files if name.endswith(".dist-info/RECORD"))
    # The metadata comes last, which the specification recommends, and RECORD at the end of it.
    names = sorted((name for name in files if name != record), key=lambda name: (".dist-info/" in name, name))
    contents = {name: files[name] for name in names} | {record: record_of(record, {name: files[name] for name in names})}
    unfinished = wheel.with_suffix(".unfinished")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, DATE)
            # Unix, on each system: otherwise the mode of the files is not read.
            info.create_system = 3
            info.external_attr = MODE << 16
            # What is compressed already becomes no smaller.
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".tgz") else zipfile.ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=LEVEL)
    unfinished.replace(wheel)


def record_of(name: str, files: Files) -> bytes:
    """Returns the list of the files with their hashes, which pip checks."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.writerow((path, f"sha256={digest}", len(content)))
    rows.writerow((name, "", ""))
    return text.getvalue().encode()

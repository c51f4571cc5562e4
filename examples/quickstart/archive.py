"""Packs a model folder the way SageMaker wants it: one gzip-compressed tar archive."""

import gzip
import tarfile
from pathlib import Path


def pack(folder: Path) -> Path:
    """The archive of a folder, in `build`. The same content makes the same archive, so that the CDK deploys it only when it has changed."""
    archive = folder.parent.parent / "build" / f"{folder.name}.tar.gz"
    archive.parent.mkdir(exist_ok=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    with archive.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for file in files:
                entry = tarfile.TarInfo(file.relative_to(folder).as_posix())
                entry.size = file.stat().st_size
                with file.open("rb") as content:
                    tar.addfile(entry, content)
    return archive

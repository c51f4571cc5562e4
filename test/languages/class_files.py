"""Reads how large the methods of compiled Java classes are.

See https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The sizes of the constants by their tags, except for strings (1), which have a length.
CONSTANTS = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
# The constants that take two entries: long and double.
WIDE = {5, 6}


@dataclass(frozen=True)
class ClassFile:
    """A class: the number of its constants, and the bytes of code of each method."""

    name: str
    constants: int
    methods: dict[str, int]


def of_jar(jar: Path) -> Iterator[ClassFile]:
    """Reads all classes of a jar."""
    with zipfile.ZipFile(jar) as archive:
        for name in archive.namelist():
            if name.endswith(".class"):
                yield read(name.removesuffix(".class"), archive.read(name))


def read(name: str, content: bytes) -> ClassFile:
    stream = io.BytesIO(content)
    magic, _, _, constants = _numbers(stream, ">IHHH")
    assert magic == 0xCAFEBABE, f"{name} is no class file"
    strings = _strings(stream, constants)
    _, _, _, interfaces = _numbers(stream, ">HHHH")
    stream.read(2 * interfaces)
    for _ in _members(stream, strings):
        pass  # the fields
    methods = {f"{method}{descriptor}": size for method, descriptor, size in _members(stream, strings)}
    return ClassFile(name, constants, methods)


def _strings(stream: io.BytesIO, constants: int) -> dict[int, str]:
    strings: dict[int, str] = {}
    index = 1
    while index < constants:
        (tag,) = _numbers(stream, ">B")
        if tag == 1:
            (length,) = _numbers(stream, ">H")
            strings[index] = stream.read(length).decode("utf-8", "replace")
        else:
            stream.read(CONSTANTS[tag])
        index += 2 if tag in WIDE else 1
    return strings


def _members(stream: io.BytesIO, strings: dict[int, str]) -> Iterator[tuple[str, str, int]]:
    """Reads fields or methods: their names, descriptors and the bytes of their code."""
    (count,) = _numbers(stream, ">H")
    for _ in range(count):
        _, name, descriptor, attributes = _numbers(stream, ">HHHH")
        size = 0
        for _ in range(attributes):
            attribute, length = _numbers(stream, ">HI")
            content = stream.read(length)
            if strings[attribute] == "Code":
                (size,) = struct.unpack(">I", content[4:8])
        yield strings[name], strings[descriptor], size


def _numbers(stream: io.BytesIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, stream.read(struct.calcsize(layout)))

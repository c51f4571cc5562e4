"""The inference images that one part of one file of `sagemaker/image_uri_config` describes.

What becomes of a description is told by `sagemaker.image_uris.retrieve`. Its special cases are all in here, so that whoever looks up an
image needs none; `npm test -- catalog` compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pinned_package import SourceError
from registry_accounts import Accounts

Json = dict[str, Any]
Names = tuple[str, ...]
# Each name with its aliases.
Aliased = tuple[tuple[str, Names], ...]

# Each of its versions has images for several versions of PyTorch or TensorFlow.
BASED_ON_ANOTHER = "huggingface"

# The tag holds the source's word for a processor; users choose by ours.
PROCESSORS = {"cpu": "cpu", "gpu": "gpu", "inf": "neuron", "inf2": "neuron"}
GRAVITON = "graviton"

# Where the source has no word, the tag may tell: what is built on CUDA is for GPUs.
PROCESSORS_BY_TAG = {r"-cu\d+$": "gpu", r"-neuronx-sdk[\d.]+$": "neuron"}

# The code of `retrieve` holds these, not the JSON.
ARM64_TAGS = {"xgboost": "{version}-arm64", "sklearn": "{version}-arm64-cpu-py3"}

# Their tags hold the version of the Neuron SDK.
WITH_NEURON_SDK = (
    "huggingface-pytorch-inference-neuron",
    "huggingface-pytorch-inference-neuronx",
    "huggingface-vllm-inference-neuronx",
)


@dataclass(frozen=True)
class Images:
    """Images that differ only in what `{version}`, `{base}`, `{python}` and `{processor}` in their tag stand for.

    No `pythons` or no `bases`: there is nothing to choose. No `processors`: one image for all that have no ARM processor.
    """

    repository: str
    accounts: str
    tag: str
    processors: Names
    pythons: Names
    bases: Aliased
    versions: Aliased


@dataclass(frozen=True)
class Scope:
    """The images of one purpose in one file: their versions, and what these have in common."""

    framework: str
    config: Json
    accounts: Accounts
    graviton: bool = False
    tool: str | None = None

    def images(self) -> Iterator[Images]:
        for version, details in self.config["versions"].items():
            versions = ((version, aliases(self.config, version)),)
            for base, settings in self._bases(details):
                bases = ((base, aliases(details, base)),) if base else ()
                for images in self._images(version, base, settings):
                    yield replace(images, versions=versions, bases=bases)

    def _bases(self, details: Json) -> Iterator[tuple[str, Json]]:
        if self.framework == BASED_ON_ANOTHER:
            yield from ((base, settings) for base, settings in details.items() if base != "version_aliases")
        else:
            yield "", details

    def _images(self, version: str, base: str, settings: Json) -> Iterator[Images]:
        for pythons, one in by_python(settings):
            for word in self.config.get("processors") or one.get("processors") or [None]:
                tag = self._tag(version, base, one, bool(pythons), word)
                yield Images(one["repository"], self.accounts.key(one["registries"]), tag, self._processors(word, tag), pythons, (), ())

    def _processors(self, word: str | None, tag: str) -> Names:
        if self.graviton:
            return (GRAVITON,)
        if word is None:
            return tuple(processor for pattern, processor in PROCESSORS_BY_TAG.items() if re.search(pattern, tag))
        if word not in PROCESSORS:
            raise SourceError(f"{self.framework} has images for '{word}', which is no known processor")
        return (PROCESSORS[word],)

    def _tag(self, version: str, base: str, settings: Json, python: bool, word: str | None) -> str:
        if self.graviton and self.framework in ARM64_TAGS:
            return ARM64_TAGS[self.framework]
        parts = [self._prefix(version, base, settings), self._kind(word), "{python}" if python else None, self._suffix(settings, word)]
        return "-".join(part for part in parts if part)

    def _prefix(self, version: str, base: str, settings: Json) -> str:
        if not base:
            return str(settings.get("tag_prefix", "{version}"))
        # Elsewhere the tag holds a version as it was asked for, but there it is always the full one.
        return f"{base_number(base)}-transformers{version}" if self.tool else "{base}-transformers{version}"

    def _kind(self, word: str | None) -> str | None:
        if self.framework == "sagemaker-tritonserver" and word == "gpu":
            return None
        own_word = not self.graviton and PROCESSORS.get(word or "") == word
        return self.tool or ("{processor}" if word and own_word else word)

    def _suffix(self, settings: Json, word: str | None) -> str | None:
        suffix: str | None = settings.get("container_version", {}).get(word)
        repository = settings["repository"]
        if repository in WITH_NEURON_SDK:
            # As `retrieve` does, which compares them as text.
            return f"{max(settings['sdk_versions'])}-{suffix}"
        return f"{suffix}-sagemaker" if repository == f"{self.framework}-inference-graviton" else suffix


def by_python(settings: Json) -> Iterator[tuple[Names, Json]]:
    """The settings by Python versions: mostly one for all, sometimes one for each."""
    if "repository" in settings:
        yield tuple(settings.get("py_versions") or ()), settings
    else:
        yield from (((python,), one) for python, one in settings.items())


def aliases(config: Json, name: str) -> Names:
    """The other names of a version."""
    known = config["versions"] if "versions" in config else config
    named = {alias: target for alias, target in config.get("version_aliases", {}).items() if alias != target}
    if clash := [alias for alias, target in named.items() if alias in known or target not in known]:
        raise SourceError(f"the aliases {', '.join(clash)} are versions too, or stand for none")
    return tuple(alias for alias, target in named.items() if target == name)


def base_number(base: str) -> str:
    """'1.13.1' of 'pytorch1.13.1'."""
    return re.sub(r"^(pytorch|tensorflow)", "", base)

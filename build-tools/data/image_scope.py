"""The images in one scope of a description of AWS images.

`sagemaker.core.image_uris.retrieve` defines how to interpret the descriptions. This module contains all its special cases, so a lookup in the catalog
needs none. `npm test -- catalog` compares the results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from image_configs import Json
from pinned_package import SourceError
from registry_accounts import Accounts

Names = tuple[str, ...]
# Names with their aliases.
Aliased = tuple[tuple[str, Names], ...]

# Frameworks whose versions have images for several versions of PyTorch or TensorFlow.
BASED_ON_ANOTHER = "huggingface"

# Its images on AWS Neuron, which have files of their own, with the inference tool in the terms of `retrieve`.
NEURON_TOOLS = {"huggingface-neuron": "neuron", "huggingface-neuronx": "neuronx"}

# The names of processors in tags, with those of this library.
PROCESSORS = {"cpu": "cpu", "gpu": "gpu", "inf": "neuron", "inf2": "neuron", "neuronx": "neuron"}
GRAVITON = "graviton"

# Identifies the processor by the tag if the source does not name it: an image with CUDA is for GPUs.
PROCESSORS_BY_TAG = {r"-cu\d+$": "gpu", r"-neuronx-sdk[\d.]+$": "neuron"}

# These values are in the code of `retrieve`, not in the JSON files.
ARM64_TAGS = {"xgboost": "{version}-arm64", "sklearn": "{version}-arm64-cpu-py3"}

# Frameworks whose tags contain the version of the Neuron SDK.
WITH_NEURON_SDK = (
    "huggingface-pytorch-inference-neuron",
    "huggingface-pytorch-inference-neuronx",
    "huggingface-vllm-inference-neuronx",
)


@dataclass(frozen=True)
class Images:
    """Images whose tags differ only in the values of `{version}`, `{python}` and `{processor}`.

    Without `pythons` or `bases`, there is no choice. Without `processors`, there is one image for all processors except ARM.
    """

    repository: str
    accounts: str
    tag: str
    processors: Names
    pythons: Names
    bases: Aliased
    versions: Aliased
    purpose: str
    # Whether only the older source has the images.
    kept: bool


@dataclass(frozen=True)
class Scope:
    """The images for one purpose in one file: their versions and common settings."""

    framework: str
    config: Json
    accounts: Accounts
    graviton: bool = False
    tool: str | None = None
    purpose: str = "inference"

    def images(self) -> Iterator[Images]:
        for version, details in self.config["versions"].items():
            # The only image without a version has no tag, which is the same as `latest`.
            versions = ((version or "latest", aliases(self.config, version)),)
            for base, settings in self._bases(details):
                bases = ((base, aliases(details, base)),) if base else ()
                for images in self._images(version, base, settings):
                    yield replace(images, versions=versions, bases=bases)

    def _bases(self, details: Json) -> Iterator[tuple[str, Json]]:
        if self.framework == BASED_ON_ANOTHER or self.tool:
            yield from ((base, settings) for base, settings in details.items() if base != "version_aliases")
        else:
            yield "", details

    def _images(self, version: str, base: str, settings: Json) -> Iterator[Images]:
        for pythons, one in by_python(settings):
            for word in self.config.get("processors") or one.get("processors") or [None]:
                tag = self._tag(version, base, one, bool(pythons), word)
                processors = self._processors(word, one["repository"], tag)
                yield Images(one["repository"], self.accounts.key(one["registries"]), tag, processors, pythons, (), (), self.purpose, "kept" in one)

    def _processors(self, word: str | None, repository: str, tag: str) -> Names:
        if self.graviton or repository.endswith("-arm64"):
            return (GRAVITON,)
        if word is None:
            return tuple(processor for pattern, processor in PROCESSORS_BY_TAG.items() if re.search(pattern, tag))
        if word not in PROCESSORS:
            raise SourceError(f"{self.framework} has images for the unknown processor '{word}'")
        return (PROCESSORS[word],)

    def _tag(self, version: str, base: str, settings: Json, python: bool, word: str | None) -> str:
        if self.graviton and self.framework in ARM64_TAGS:
            return ARM64_TAGS[self.framework]
        parts = [self._prefix(version, base, settings), self._kind(settings, word), "{python}" if python else None, self._suffix(settings, word)]
        return "-".join(part for part in parts if part)

    def _prefix(self, version: str, base: str, settings: Json) -> str:
        if not base:
            return str(settings.get("tag_prefix", "{version}" if version else ""))
        # Both in full: AWS has no tag with one short and one full version, which `retrieve` would return for a short base framework version:
        # https://github.com/philschmid/terraform-aws-sagemaker-huggingface/pull/15
        return f"{base_number(base)}-transformers{version}"

    def _kind(self, settings: Json, word: str | None) -> str | None:
        if (self.framework == "sagemaker-tritonserver" and word == "gpu") or not settings.get("processor_in_tag", True):
            return None
        own_word = not self.graviton and PROCESSORS.get(word or "") == word
        return self.tool or ("{processor}" if word and own_word else word)

    def _suffix(self, settings: Json, word: str | None) -> str | None:
        suffix: str | None = settings.get("container_version", {}).get(word)
        repository = settings["repository"]
        if repository in WITH_NEURON_SDK:
            # Compares the versions as strings, as `retrieve` does.
            return f"{max(settings['sdk_versions'])}-{suffix}"
        own = f"{self.framework}-inference"
        return f"{suffix}-sagemaker" if repository in (f"{own}-graviton", f"{own}-arm64") else suffix


def by_python(settings: Json) -> Iterator[tuple[Names, Json]]:
    """Yields the settings by Python versions: usually one for all, sometimes one for each."""
    if "repository" in settings:
        yield tuple(settings.get("py_versions") or ()), settings
    else:
        yield from (((python,), one) for python, one in settings.items())


def aliases(config: Json, name: str) -> Names:
    """Returns the aliases of a version."""
    known = config["versions"] if "versions" in config else config
    named = {alias: target for alias, target in config.get("version_aliases", {}).items() if alias != target}
    if clash := [alias for alias, target in named.items() if alias in known or target not in known]:
        raise SourceError(f"the aliases {', '.join(clash)} are also versions, or refer to no version")
    return tuple(alias for alias, target in named.items() if target == name)


def base_number(base: str) -> str:
    """Returns the version of a base framework, such as '1.13.1' for 'pytorch1.13.1'."""
    return re.sub(r"^(pytorch|tensorflow)", "", base)

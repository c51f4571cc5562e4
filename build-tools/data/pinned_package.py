"""The public packages with the data, which are read as files and never imported."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

HERE = Path(__file__).resolve().parent


class SourceError(Exception):
    """A source is missing, has another version than its pin, or contains data that the generator cannot use."""


@dataclass(frozen=True)
class PinnedPackage:
    """A PyPI package in the version that its requirements file pins."""

    name: str
    requirements: str

    @property
    def version(self) -> str:
        for line in (HERE / self.requirements).read_text(encoding="utf-8").splitlines():
            name, separator, version = line.strip().partition("==")
            if separator and name == self.name:
                return version
        raise SourceError(f"{self.requirements} does not pin {self.name}")

    def path(self, inside: str) -> Path:
        """Returns the path of the file or folder `inside` the installed package."""
        try:
            installed = distribution(self.name)
        except PackageNotFoundError:
            raise SourceError(self._advice("not installed")) from None
        if installed.version != self.version:
            raise SourceError(self._advice(f"installed as {installed.version}"))
        return Path(str(installed.locate_file(inside)))

    def _advice(self, state: str) -> str:
        return f"{self.name} {self.version} is needed but {state}; run: pip install --no-deps -r build-tools/data/{self.requirements}"


BOTOCORE = PinnedPackage("botocore", "requirements.txt")
GENERATIVE_AI_CDK_CONSTRUCTS = PinnedPackage("cdklabs.generative-ai-cdk-constructs", "requirements-nodeps.txt")
MOTO = PinnedPackage("moto", "requirements-ec2.txt")
SAGEMAKER = PinnedPackage("sagemaker", "requirements-nodeps.txt")
SAGEMAKER_CORE = PinnedPackage("sagemaker-core", "requirements-nodeps.txt")

"""Each public class of the wheel has an example in its docstring. `npm test -- types` checks their types."""

import re
import sys
from pathlib import Path

import cdk_sagemaker_hosting

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build-tools"))

from docstring_examples import examples_of

EXAMPLES = examples_of(Path(str(cdk_sagemaker_hosting.__file__)).parent)


def test_the_public_classes_are_those_of_the_module() -> None:
    exported = [*cdk_sagemaker_hosting.__all__, *(f"registry.{name}" for name in cdk_sagemaker_hosting.registry.__all__)]
    assert sorted(EXAMPLES) == sorted(name for name in exported if name != "registry")


def test_each_has_an_example() -> None:
    assert [name for name, example in EXAMPLES.items() if not example] == []


def test_none_names_a_constant_that_python_does_not_have() -> None:
    code = "".join(example for example in EXAMPLES.values() if example)
    constants = set(re.findall(r"sm\.InstanceType\.([A-Z]\w+)", code))
    assert constants
    assert [name for name in sorted(constants) if not hasattr(cdk_sagemaker_hosting.InstanceType, name)] == []

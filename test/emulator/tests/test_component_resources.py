"""Inference components as CloudFormation creates, updates and deletes them."""

from __future__ import annotations

from components import bare_variant, component, describe, done, hosts, specification
from conftest import Cloud
from hosting import IMAGE


def test_a_component_is_described(cloud: Cloud) -> None:
    url = cloud.upload("def model_fn(d): return None")
    stack = cloud.create({**hosts(cloud), "Base": component(cloud, Specification=specification(url))})
    done(stack)
    found = describe(cloud)
    assert found["InferenceComponentStatus"] == "InService"

"""The table of the structs is what the compiled assembly has."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import struct_table


def test_the_table_is_up_to_date() -> None:
    assert struct_table.TARGET.read_text(encoding="utf-8") == struct_table.render(), "run: npm run build"


def test_the_table_has_inherited_properties_and_all_kinds() -> None:
    table = struct_table.render()

    assert "'ModelProps': {" in table
    assert "containers: 'ContainerDefinition[]'" in table
    assert "environment: 'string{}'" in table
    assert "vpcSubnets: 'aws_ec2.SubnetSelection'" in table
    scaling = table.split("'InvocationsScalingProps': {")[1].split("}")[0]
    assert "maxRequestsPerSecond: 'number'" in scaling
    assert "scaleInCooldown: 'Duration'" in scaling

"""Small assemblies: of apps, as the CDK leaves them behind, and of the API, as jsii does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HASH = "0" * 64


def dashboard(title: str, reference: str = "Endpoint") -> dict[str, Any]:
    return {"Fn::Join": ["", ['{"widgets": [{"title": "' + title + '", "of": "', {"Ref": reference}, '"}]}']]}


def resource(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SageMaker::Endpoint", "Properties": properties}


def write_assembly(folder: Path, resources: dict[str, Any], *, hash_: str = HASH, warning: str = "careful", asset: str = "weights") -> Path:
    folder.mkdir(parents=True)
    contents = {
        "App.template.json": {"Resources": resources},
        "App.assets.json": {
            "files": {
                hash_: {"source": {"path": "App.template.json"}, "destinations": {f"here-{hash_[:8]}": {"objectKey": f"{hash_}.json"}}},
                "f" * 64: {"source": {"path": "asset.1"}, "destinations": {"here-12345678": {"objectKey": f"{'f' * 64}.zip"}}},
            }
        },
        "App.metadata.json": {
            "/App/Model": [
                {"type": "aws:cdk:warning", "data": f"{warning} [ack: lib:id]", "trace": [str(folder)]},
                {"type": "aws:cdk:creationStack", "data": [str(folder)]},
            ],
            f"/{folder.name}": [{"type": "aws:cdk:logicalId", "data": folder.name}],
        },
        "manifest.json": {"url": f"s3://bucket/{hash_}.json", "path": f"{folder}/model"},
        "tree.json": {"tree": {"path": "", "children": {"M": {"path": "M", "constructInfo": {"fqn": "lib.Model"}, "attributes": resources}}}},
    }
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "asset.1").mkdir()
    (folder / "asset.1" / "manifest.json").write_text(asset, encoding="utf-8")
    return folder


def assembly(**member: Any) -> dict[str, Any]:
    method = {"name": "find", "docs": {"summary": "Finds it."}, "parameters": [{"name": "id", "type": {"primitive": "string"}}]} | member
    type_ = {"fqn": "lib.Endpoint", "docs": {"summary": "An endpoint."}, "symbolId": "src/a:Endpoint", "initializer": {"docs": {}}, "methods": [method]}
    return {"name": "lib", "readme": {"markdown": "one"}, "fingerprint": "1", "jsiiVersion": "6", "types": {"lib.Endpoint": type_}}

"""The example of the README runs as it stands, with the model and the client that the README shows."""

import json
import os
import re
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.awsrequest import AWSResponse  # type: ignore[import-untyped]
from helpers.processes import ROOT, Synthesized, run, said_of_themselves, synthesize
from helpers.snippets import SNIPPETS, link_modules
from helpers.templates import CONFIG, ENDPOINT, MODEL

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [snippet for snippet in SNIPPETS if snippet.page == "readme"]
APP, SAME_APP, INFERENCE, CLIENT = BLOCKS
PICTURES = "https://raw.githubusercontent.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting/main/docs/images/"


@pytest.fixture(scope="module")
def shortest(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return synthesized(tmp_path_factory.mktemp("shortest"), APP.text)


def model_in(folder: Path) -> None:
    (folder / "model" / "code").mkdir(parents=True)
    (folder / "model" / "code" / "inference.py").write_text(INFERENCE.text, encoding="utf-8")


def synthesized(folder: Path, block: str) -> Synthesized:
    app = folder / "app.py"
    app.write_text(block, encoding="utf-8")
    model_in(folder)
    return synthesize(app)


def test_each_block_is_tested_here() -> None:
    assert [(block.language, block.kind) for block in BLOCKS] == [("python", "program"), ("ts", "program"), ("python", "other"), ("python", "other")]


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 300
    assert len(APP.text.splitlines()) <= 12


def test_the_first_example_and_its_installation_are_at_the_top() -> None:
    top = "\n".join(README.splitlines()[:40])

    assert "pip install cdk-sagemaker-hosting" in top
    assert f"```python\n{APP.text}```" in top + "\n"


def test_the_first_example_is_an_endpoint(shortest: Synthesized) -> None:
    assert len(shortest.resources("Churn", ENDPOINT)) == 1
    (config,) = shortest.resources("Churn", CONFIG).values()
    assert [variant["VariantName"] for variant in config["Properties"]["ProductionVariants"]] == ["AllTraffic"]
    (model,) = shortest.resources("Churn", MODEL).values()
    assert "ModelDataUrl" in model["Properties"]["PrimaryContainer"]


def test_the_first_example_has_no_findings(shortest: Synthesized) -> None:
    assert shortest.findings() == []
    assert said_of_themselves(shortest) == []


def test_the_same_app_in_javascript_has_the_same_template(shortest: Synthesized, tmp_path: Path) -> None:
    model_in(tmp_path)
    link_modules(tmp_path)
    (tmp_path / "app.mjs").write_text(SAME_APP.text, encoding="utf-8")
    environment = {**os.environ, "CDK_OUTDIR": str(tmp_path / "cdk.out"), "CDK_VALIDATION": "false"}
    run(["node", "app.mjs"], cwd=tmp_path, env=environment)

    assert Synthesized(tmp_path / "cdk.out", "").template("Churn") == shortest.template("Churn")


def test_the_model_of_the_readme_responds_as_the_readme_says() -> None:
    model: dict[str, Any] = {}
    exec(INFERENCE.text, model)
    (request,) = re.findall(r'Body=b"(.*?)"', CLIENT.text)
    (response,) = re.findall(r"# b'(.*)'$", CLIENT.text, flags=re.MULTILINE)

    rows = model["input_fn"](request, "application/json")
    assert model["output_fn"](model["predict_fn"](rows, model["model_fn"]("model")), "application/json") == response
    assert json.loads(response) == [4, 8]


OTHERS = [snippet for snippet in SNIPPETS if snippet.language == "python" and "boto3.client" in snippet.text]


@pytest.mark.parametrize("client", [pytest.param(client, id=client.name) for client in OTHERS])
def test_a_client_calls_the_api_with_parameters_that_it_has(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore validates the parameters of a call; a hook responds instead of AWS."""

    class Body:
        def __init__(self, content: bytes) -> None:
            self.content = content

        def stream(self) -> list[bytes]:
            return [self.content]

        def read(self, *_: Any) -> bytes:
            return self.content

    called = []

    def respond(request: Any, event_name: str, **_: Any) -> AWSResponse:
        called.append(event_name)
        return AWSResponse(request.url, 200, {"content-type": "application/json"}, Body(b"" if ".s3." in event_name else b"{}"))

    for name, value in {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    boto3.setup_default_session()
    boto3.DEFAULT_SESSION.events.register("before-send", respond)
    exec(client.text, {})
    assert called


def test_the_client_of_the_readme_is_one_of_them() -> None:
    assert CLIENT in OTHERS


def test_links_of_the_readme_are_absolute() -> None:
    """PyPI and npm show the README, too, where a relative link leads nowhere."""
    links = re.findall(r"\]\(([^)\s]+)\)", README)

    assert len(links) > 50
    assert [link for link in links if not re.match(r"https://|#", link)] == []
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert [picture for picture in pictures if not picture.startswith(PICTURES)] == []

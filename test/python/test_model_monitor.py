"""The stack in docs/model-monitor.md: a monitoring job, made of L1 constructs, on what an endpoint captures."""

import re

import pytest
from helpers.processes import ROOT, Synthesized, said_of_themselves, synthesize
from helpers.templates import CONFIG, ENDPOINT

PAGE = (ROOT / "docs" / "model-monitor.md").read_text(encoding="utf-8")
(SNIPPET,) = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
JOB, SCHEDULE = "AWS::SageMaker::DataQualityJobDefinition", "AWS::SageMaker::MonitoringSchedule"


@pytest.fixture(scope="module")
def monitored(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    app = tmp_path_factory.mktemp("monitored") / "app.py"
    app.write_text(SNIPPET, encoding="utf-8")
    return synthesize(app)


def test_it_has_no_findings_and_no_warnings(monitored: Synthesized) -> None:
    assert monitored.findings() == []
    assert said_of_themselves(monitored) == []


def test_the_job_reads_what_the_endpoint_captures(monitored: Synthesized) -> None:
    ((endpoint, _),) = monitored.resources("Monitored", ENDPOINT).items()
    (job,) = monitored.resources("Monitored", JOB).values()
    (config,) = monitored.resources("Monitored", CONFIG).values()

    assert config["Properties"]["DataCaptureConfig"]["EnableCapture"] is True
    assert job["Properties"]["DataQualityJobInput"]["EndpointInput"]["EndpointName"] == {"Fn::GetAtt": [endpoint, "EndpointName"]}


def test_the_image_is_the_one_of_the_region_of_the_deployment(monitored: Synthesized) -> None:
    (job,) = monitored.resources("Monitored", JOB).values()
    account, *rest = job["Properties"]["DataQualityAppSpecification"]["ImageUri"]["Fn::Join"][1]
    table = account["Fn::FindInMap"][0]

    assert monitored.template("Monitored")["Mappings"][table]["us-east-1"] == {"account": "156813124566"}
    assert rest[-1] == "/sagemaker-model-monitor-analyzer"


def test_the_schedule_runs_this_job(monitored: Synthesized) -> None:
    ((job, _),) = monitored.resources("Monitored", JOB).items()
    (schedule,) = monitored.resources("Monitored", SCHEDULE).values()
    config = schedule["Properties"]["MonitoringScheduleConfig"]

    assert config["MonitoringJobDefinitionName"] == {"Fn::Select": [1, {"Fn::Split": ["/", {"Fn::GetAtt": [job, "JobDefinitionArn"]}]}]}


def test_the_page_names_what_is_closed_and_where_that_is_said() -> None:
    assert "closed to new customers" in PAGE
    assert "https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-availability-change.html" in PAGE
    assert "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor.html" in PAGE

"""The examples with a small PyTorch model that is in the repository."""

from __future__ import annotations

from typing import Any

from deployed import SCORE, Deployed, Example, Instances, by_variant, scored

ARTIFACTS = "AWS image pytorch-inference 2.6.0 (CPU); model and code in examples/{}/"
PROGRAM = '"SAGEMAKER_PROGRAM": "inference.py"'
SECOND = f'{PROGRAM}, "VERSION": "2"'
M5, C5 = "ml.m5.large", "ml.c5.xlarge"


def _quickstart(it: Deployed) -> dict[str, Any]:
    return {"weights": by_variant(it.config(), "InitialVariantWeight"), "limits": it.limits()}


QUICKSTART = Example(
    name="quickstart",
    stack="Quickstart",
    artifacts=ARTIFACTS.format("quickstart"),
    instances=(Instances(M5, 2, 40),),
    others=("1 KMS key",),
    minutes=90,
    read=_quickstart,
    before={"weights": {"stable": 1, "candidate": 0}, "limits": {"stable": (1, 4)}},
    answer=scored(lambda it: {name: it.ask(TargetVariant=name) for name in ("stable", "candidate")}, {"stable": SCORE, "candidate": 1}),
    edits=(('"candidateWeight") or 0)', '"candidateWeight") or 3)'),),
    after={"weights": {"stable": 1, "candidate": 3}, "limits": {"stable": (1, 4)}},
)


def _serverless(it: Deployed) -> dict[str, Any]:
    return {"settings": by_variant(it.config(), "ServerlessConfig"), "limits": it.limits()}


def _settings(concurrency: int) -> dict[str, Any]:
    settings = {"MemorySizeInMB": 4096, "MaxConcurrency": concurrency, "ProvisionedConcurrency": 2}
    return {"settings": {"main": settings}, "limits": {"main": (1, 10)}}


SERVERLESS = Example(
    name="serverless",
    stack="Serverless",
    artifacts=ARTIFACTS.format("serverless"),
    instances=(),
    others=("serverless inference: 4 GiB, provisioned concurrency 2, for about 30 minutes",),
    minutes=60,
    read=_serverless,
    before=_settings(20),
    answer=scored(lambda it: {"main": it.ask()}, {"main": SCORE}),
    edits=(("max_concurrency=20", "max_concurrency=30"),),
    after=_settings(30),
)


def _captured(it: Deployed) -> dict[str, Any]:
    return {
        "percentage": it.endpoint()["DataCaptureConfig"]["CurrentSamplingPercentage"],
        "capture": it.endpoint()["DataCaptureConfig"]["CaptureStatus"],
        "modes": [option["CaptureMode"] for option in it.config()["DataCaptureConfig"]["CaptureOptions"]],
    }


def _capturing(it: Deployed) -> str:
    """Sends requests until some are in the bucket. The emulator captures nothing."""
    wrong = [score for score in (it.ask() for _ in range(40 if it.cloud.real else 1)) if score != SCORE]
    if it.cloud.real:
        s3, bucket = it.client("s3"), it.output("BucketName")
        it.cloud.wait("captured data", lambda: s3.list_objects_v2(Bucket=bucket, Prefix="sentiment/").get("Contents") or None, 15)
    return f"wrong scores: {wrong}" if wrong else ""


DATA_CAPTURE = Example(
    name="data-capture",
    stack="DataCapture",
    artifacts=ARTIFACTS.format("data-capture"),
    instances=(Instances(M5, 1, 45),),
    others=("1 KMS key",),
    minutes=90,
    read=_captured,
    before={"percentage": 20, "capture": "Started", "modes": ["Input", "Output"]},
    answer=_capturing,
    edits=(("sampling_percentage=20", "sampling_percentage=50"),),
    after={"percentage": 50, "capture": "Started", "modes": ["Input", "Output"]},
)


def _two_variants(it: Deployed) -> dict[str, Any]:
    split, shadowed = it.config("SplitEndpointName"), it.config("ShadowedEndpointName")
    return {
        "weights": by_variant(split, "InitialVariantWeight"),
        "volumes": by_variant(split, "VolumeSizeInGB"),
        "shadows": by_variant(shadowed, "InitialVariantWeight", "ShadowProductionVariants"),
    }


def _two_answers(it: Deployed) -> dict[str, float]:
    split = {name: it.ask("SplitEndpointName", TargetVariant=name) for name in ("current", "next")}
    return {**split, "shadowed": it.ask("ShadowedEndpointName")}


TWO_VARIANTS = Example(
    name="two-variants",
    stack="TwoVariants",
    artifacts=ARTIFACTS.format("two-variants"),
    instances=(Instances(C5, 2, 40), Instances(M5, 3, 40)),
    minutes=120,
    read=_two_variants,
    before={"weights": {"current": 9, "next": 1}, "volumes": {"current": 64, "next": 32}, "shadows": {"next": 0.5}},
    answer=scored(_two_answers, {"current": SCORE, "next": 1, "shadowed": SCORE}),
    edits=(("initial_variant_weight=9", "initial_variant_weight=4"),),
    after={"weights": {"current": 4, "next": 1}, "volumes": {"current": 64, "next": 32}, "shadows": {"next": 0.5}},
    endpoints=("SplitEndpointName", "ShadowedEndpointName"),
)


def _async(it: Deployed) -> dict[str, Any]:
    settings = it.endpoint()["AsyncInferenceConfig"]
    return {
        "concurrency": settings["ClientConfig"]["MaxConcurrentInvocationsPerInstance"],
        "responses": settings["OutputConfig"]["S3OutputPath"].rsplit("/", 1)[1],
        "limits": it.limits(),
    }


ASYNC = Example(
    name="async",
    stack="Async",
    artifacts=ARTIFACTS.format("async"),
    instances=(Instances(M5, 1, 45),),
    others=("1 KMS key",),
    minutes=120,
    read=_async,
    before={"concurrency": 4, "responses": "answers", "limits": {"main": (0, 5)}},
    answer=scored(lambda it: {"main": it.ask_later(it.output("EndpointName"), it.output("BucketName"))}, {"main": SCORE}),
    edits=(("max_concurrent_invocations_per_instance=4", "max_concurrent_invocations_per_instance=6"), ("max_capacity=5", "max_capacity=3")),
    after={"concurrency": 6, "responses": "answers", "limits": {"main": (0, 3)}},
)


def _one_call(it: Deployed) -> dict[str, Any]:
    return {
        "version": it.environment("LiveName").get("VERSION"),
        "one model": it.config("LiveName")["ProductionVariants"][0]["ModelName"] == it.config("BulkName")["ProductionVariants"][0]["ModelName"],
        "responses": it.endpoint("BulkName")["AsyncInferenceConfig"]["OutputConfig"]["S3OutputPath"].rsplit("/", 1)[1],
    }


def _one_call_answers(it: Deployed) -> dict[str, float]:
    return {"live": it.ask("LiveName"), "bulk": it.ask_later(it.output("BulkName"), it.output("BucketName"))}


ONE_CALL = Example(
    name="one-call",
    stack="OneCall",
    artifacts=ARTIFACTS.format("one-call"),
    instances=(Instances(M5, 2, 60),),
    minutes=120,
    read=_one_call,
    before={"version": None, "one model": True, "responses": "answers"},
    answer=scored(_one_call_answers, {"live": SCORE, "bulk": SCORE}),
    edits=((PROGRAM, SECOND),),
    after={"version": "2", "one model": True, "responses": "answers"},
    endpoints=("LiveName", "BulkName"),
)

EXAMPLES = (QUICKSTART, SERVERLESS, DATA_CAPTURE, TWO_VARIANTS, ASYNC, ONE_CALL)

"""What an endpoint configuration may say of its variants."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError

from cases import C5, G6, GPU_IMAGE_TAG, M5, VLLM_TAG, Fact, Parts
from deployed import REQUEST, Deployed, Instances

ONE = (Instances(M5),)
MANAGED = {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 1}


def with_role(it: Parts) -> None:
    it.endpoint(it.variant(), config={"ExecutionRoleArn": it.role()})


def mixed(it: Parts) -> None:
    it.endpoint(it.variant("modelled"), it.bare("components"))


def disabled_scaling(it: Parts) -> None:
    it.endpoint(it.variant(ManagedInstanceScaling={"Status": "DISABLED", "MinInstanceCount": 1, "MaxInstanceCount": 2}))


def outside_limits(it: Parts) -> None:
    it.endpoint(it.bare(InitialInstanceCount=2, ManagedInstanceScaling=MANAGED))


def same_name(it: Parts) -> None:
    it.endpoint(it.variant("main"), config={"ShadowProductionVariants": [it.variant("main")]})


def no_weights(it: Parts) -> None:
    it.endpoint(it.variant("a", InitialVariantWeight=0), it.variant("b", InitialVariantWeight=0))


def invoked(deployed: Deployed) -> str:
    """Invokes without and with a variant."""
    found = []
    for options in ({}, {"TargetVariant": "a"}):
        try:
            deployed.client("sagemaker-runtime").invoke_endpoint(EndpointName=deployed.output("EndpointName"), ContentType="application/json", Body=json.dumps(REQUEST), **options)
            found.append(f"{options or 'no TargetVariant'}: answers")
        except ClientError as error:
            found.append(f"{options or 'no TargetVariant'}: {error}")
    return "; ".join(found)


def pools(it: Parts, *pools: dict[str, Any], model: bool = True) -> None:
    without: dict[str, Any] = {"InstanceType": None, "InstancePools": [*pools]}
    variant = it.variant(**without) if model else {key: value for key, value in it.bare(**without).items() if value is not None}
    it.endpoint(variant)


def equal_priorities(it: Parts) -> None:
    pools(it, {"InstanceType": M5, "Priority": 1}, {"InstanceType": C5, "Priority": 1})


def equal_types(it: Parts) -> None:
    pools(it, {"InstanceType": M5, "Priority": 1}, {"InstanceType": M5, "Priority": 2})


def override_of_components(it: Parts) -> None:
    pools(it, {"InstanceType": C5, "Priority": 1, "ModelNameOverride": it.model()}, {"InstanceType": M5, "Priority": 2}, model=False)


def key(it: Parts) -> Any:
    root = f"arn:{it.sources.partition}:iam::{it.sources.account_id}:root"
    allowed = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    return it.resource("Key", "AWS::KMS::Key", KeyPolicy={"Version": "2012-10-17", "Statement": [allowed]}, PendingWindowInDays=7).get_att("Arn")


def key_without_volume(it: Parts) -> None:
    it.endpoint(it.variant(InstanceType="ml.m5d.large"), config={"KmsKeyId": key(it)})


def key_with_two_actions(it: Parts) -> None:
    arn = key(it)
    models = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket", "ecr:*", "logs:*", "cloudwatch:PutMetricData"], "Resource": "*"}
    volume = {"Effect": "Allow", "Action": ["kms:CreateGrant", "kms:DescribeKey"], "Resource": arn}
    it.model(role=it.role("Role", models, volume))
    it.endpoint(it.variant(), config={"KmsKeyId": arn})


def gpu_image_on_cpu(it: Parts) -> None:
    it.endpoint(it.variant(InferenceAmiVersion="al2-ami-sagemaker-inference-gpu-2"))


def serverless_without_model(it: Parts) -> None:
    variant = it.serverless()
    del variant["ModelName"], variant["InitialVariantWeight"]
    it.endpoint(variant)


# What is for instances only, on a serverless variant.
SERVERLESS: dict[str, dict[str, Any]] = {
    "managed-scaling": {"ManagedInstanceScaling": MANAGED},
    "pools": {"InstancePools": [{"InstanceType": M5, "Priority": 1}]},
    "volume": {"VolumeSizeInGB": 30},
    "machine-image": {"InferenceAmiVersion": "al2-ami-sagemaker-inference-gpu-2"},
    "ssm-access": {"EnableSSMAccess": True},
    "core-dump": {"CoreDumpConfig": {"DestinationS3Uri": "s3://cores/dumps"}},
}


def serverless_setting(setting: dict[str, Any]) -> Any:
    return lambda it: it.endpoint(it.serverless(**setting))


def explained(it: Parts) -> dict[str, Any]:
    baseline = {"MimeType": "text/csv", "ShapBaseline": "1,2"}
    return {"ExplainerConfig": {"ClarifyExplainerConfig": {"ShapConfig": {"ShapBaselineConfig": baseline}}}}


def serverless_explainer(it: Parts) -> None:
    it.endpoint(it.serverless(), config=explained(it))


def driver(instance: str) -> Any:
    def build(it: Parts) -> None:
        container = it.container(Image=it.image(GPU_IMAGE_TAG), ModelDataUrl=it.sources.uri("driver.tar.gz"))
        it.endpoint(it.variant(ModelName=it.model(container=container), InstanceType=instance))

    return build


def shown(deployed: Deployed) -> str:
    response = deployed.client("sagemaker-runtime").invoke_endpoint(EndpointName=deployed.output("EndpointName"), ContentType="application/json", Body=b"{}")
    table = str(json.loads(response["Body"].read())["driver"])
    return next((line.strip(" |") for line in table.splitlines() if "Driver Version" in line), table)


def vllm(it: Parts, machine_image: str | None) -> dict[str, Any]:
    environment = {"SM_VLLM_MODEL": "Qwen/Qwen3-0.6B", "SM_VLLM_MAX_MODEL_LEN": "4096", "HF_HOME": "/tmp"}
    model = it.model(container={"Image": it.image(VLLM_TAG), "Environment": environment})
    return it.variant(ModelName=model, InstanceType=G6, InferenceAmiVersion=machine_image, ContainerStartupHealthCheckTimeoutInSeconds=900)


def cuda_13(it: Parts) -> None:
    it.endpoint(vllm(it, "al2-ami-sagemaker-inference-gpu-3-1"))


def cuda_13_default(it: Parts) -> None:
    it.endpoint(vllm(it, None))


FACTS = (
    Fact("role-with-models", "Does an endpoint configuration whose variants have models accept an execution role?", (with_role,), instances=ONE),
    Fact("mixed-variants", "Can one endpoint have a variant with a model and a variant for inference components?", (mixed,), instances=(Instances(M5), Instances(C5))),
    Fact("disabled-managed-scaling", "Does a variant with a model accept managed instance scaling whose status is DISABLED?", (disabled_scaling,), instances=ONE),
    Fact("count-outside-managed-scaling", "Does a variant accept an initial instance count above the maximum of managed instance scaling?", (outside_limits,), instances=(Instances(C5, 2),)),
    Fact("shadow-of-same-name", "Can a shadow variant have the name of a production variant?", (same_name,), instances=(Instances(M5, 2),)),
    Fact("all-weights-zero", "Does an endpoint accept variants that all have weight 0, and does it answer?", (no_weights,), instances=(Instances(M5, 2),), look=invoked),
    Fact("pools-of-equal-priority", "Can two instance pools have the same priority?", (equal_priorities,), instances=ONE),
    Fact("pools-of-equal-type", "Can two instance pools have the same instance type?", (equal_types,), instances=ONE),
    Fact("pool-model-without-variant-model", "Does a pool of a variant for inference components accept a model of its own?", (override_of_components,), instances=(Instances(C5),)),
    Fact("key-without-volume", "Is a volume key accepted for an instance type that has only local NVMe storage?", (key_without_volume,), instances=(Instances("ml.m5d.large"),), others=("1 KMS key",)),
    Fact("volume-key-of-two-actions", "Are kms:CreateGrant and kms:DescribeKey on the execution role sufficient for a volume key?", (key_with_two_actions,), instances=ONE, others=("1 KMS key",)),
    Fact("gpu-machine-image-on-cpu", "Does an endpoint on ml.m5 start with a machine image for GPUs?", (gpu_image_on_cpu,), instances=ONE),
    Fact("serverless-without-model", "Is a serverless variant without a model accepted?", (serverless_without_model,)),
    *(Fact(f"serverless-{name}", f"Does a serverless variant accept {', '.join(setting)}?", (serverless_setting(setting),)) for name, setting in SERVERLESS.items()),
    Fact("serverless-explainer", "Is an explainer accepted for a serverless variant?", (serverless_explainer,)),
    Fact("driver-of-g6e", "Which driver does ml.g6e have if no machine image is chosen?", (driver("ml.g6e.xlarge"),), answers="what nvidia-smi prints", instances=(Instances("ml.g6e.xlarge"),), look=shown),
    Fact("cuda-13-on-gpu-3-1", "Does vLLM with CUDA 13.0 start on ml.g6 with the machine image gpu-3-1 (driver 550)?", (cuda_13,), instances=(Instances(G6, 1, 40),), minutes=90),
    Fact("cuda-13-on-default", "Does vLLM with CUDA 13.0 start on ml.g6 with the default machine image?", (cuda_13_default,), instances=(Instances(G6, 1, 40),), minutes=90),
)

"""Small cases, each for a fact that no source settles: templates that are deployed one after the other, and what is read after each."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk.region_info import RegionInfo

from cloud import ROOT, TAG, Cloud
from deployed import Deployed, Instances

IMAGE_TAG = "pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker"
GPU_IMAGE_TAG = "pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker"
VLLM_TAG = "vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker"
M5, C5, G6 = "ml.m5.large", "ml.c5.xlarge", "ml.g6.xlarge"
# What the handler of a model returns, for requests without text.
SHOW_DRIVER = """import subprocess


def model_fn(folder):
    return None


def predict_fn(request, model):
    shown = subprocess.run(["nvidia-smi"], capture_output=True, text=True, check=False)
    return {"driver": (shown.stdout + shown.stderr)[:2000]}
"""


@dataclass(frozen=True)
class Sources:
    """What the cases of a run share: a bucket with the model, in several forms."""

    region: str = "us-east-1"
    account_id: str = "123456789012"
    bucket: str = "cdk-sagemaker-hosting-integ"

    def uri(self, key: str) -> str:
        return f"s3://{self.bucket}/{key}"

    @property
    def partition(self) -> str:
        return str(RegionInfo.get(self.region).partition)

    @property
    def registry(self) -> str:
        return f"{RegionInfo.get(self.region).dlc_repository_account}.dkr.ecr.{self.region}.amazonaws.com"


@dataclass(frozen=True)
class Fact:
    """A question, and how a case answers it."""

    name: str
    question: str
    # The stack as it is created, and as it is updated then.
    stacks: tuple[Callable[[Parts], None], ...]
    answers: str = "deployed, or refused with this message"
    instances: tuple[Instances, ...] = ()
    others: tuple[str, ...] = ()
    minutes: int = 60
    # Reads something after each template that is deployed.
    look: Callable[[Deployed], str] | None = None


@dataclass
class Parts:
    """The resources of a case, in the words of CloudFormation, so that a case is exactly what it asks."""

    stack: cdk.Stack
    sources: Sources
    _made: dict[str, cdk.CfnResource] = field(default_factory=dict[str, cdk.CfnResource])

    def resource(self, id: str, type: str, **properties: Any) -> cdk.CfnResource:
        self._made[id] = cdk.CfnResource(self.stack, id, type=type, properties=properties)
        return self._made[id]

    def role(self, id: str = "Role", *statements: dict[str, Any]) -> str:
        """A role of SageMaker that may do what hosting requires, unless statements say what it may do."""
        broad = [
            {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"], "Resource": [f"arn:{self.sources.partition}:s3:::{self.sources.bucket}{end}" for end in ("", "/*")]},
            {"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"], "Resource": "*"},
            {"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"], "Resource": "*"},
            {"Effect": "Allow", "Action": ["cloudwatch:PutMetricData", "sns:Publish", "sagemaker:*ModelPackage*"], "Resource": "*"},
            {"Effect": "Allow", "Action": ["ec2:*NetworkInterface*", "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups", "ec2:DescribeDhcpOptions", "ec2:DescribeVpcEndpoints"], "Resource": "*"},
        ]
        if id not in self._made:
            trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "sagemaker.amazonaws.com"}}]}
            policy = {"PolicyName": "Hosting", "PolicyDocument": {"Version": "2012-10-17", "Statement": [*(statements or broad)]}}
            self.resource(id, "AWS::IAM::Role", AssumeRolePolicyDocument=trust, Policies=[policy])
        return cdk.Token.as_string(self._made[id].get_att("Arn"))

    def image(self, tag: str = IMAGE_TAG) -> str:
        return f"{self.sources.registry}/{tag}"

    def container(self, **more: Any) -> dict[str, Any]:
        """The container of the model; None removes a property."""
        all_of_it = {"Image": self.image(), "ModelDataUrl": self.sources.uri("model.tar.gz"), "Environment": {"SAGEMAKER_PROGRAM": "inference.py"}, **more}
        return {key: value for key, value in all_of_it.items() if value is not None}

    def model(self, id: str = "Model", *, role: str | None = None, containers: list[dict[str, Any]] | None = None, container: dict[str, Any] | None = None, **more: Any) -> str:
        """The name of a model, which is made once."""
        if id not in self._made:
            what = {"Containers": containers} if containers else {"PrimaryContainer": container or self.container()}
            self.resource(id, "AWS::SageMaker::Model", ExecutionRoleArn=role or self.role(), **what, **more)
        return cdk.Token.as_string(self._made[id].get_att("ModelName"))

    def variant(self, name: str = "main", **more: Any) -> dict[str, Any]:
        """A variant with the model; None removes a property."""
        all_of_it = {"VariantName": name, "ModelName": more.pop("ModelName", None) or self.model(), "InstanceType": M5, "InitialInstanceCount": 1, "InitialVariantWeight": 1, **more}
        return {key: value for key, value in all_of_it.items() if value is not None}

    def bare(self, name: str = "main", **more: Any) -> dict[str, Any]:
        """A variant of inference components."""
        return {"VariantName": name, "InstanceType": C5, "InitialInstanceCount": 1, **more}

    def serverless(self, name: str = "main", **more: Any) -> dict[str, Any]:
        return self.variant(name, InstanceType=None, InitialInstanceCount=None, ServerlessConfig={"MemorySizeInMB": 2048, "MaxConcurrency": 5}, **more)

    def config(self, *variants: dict[str, Any], id: str = "Config", **more: Any) -> str:
        """The name of a configuration. Variants of components require a role."""
        if any("ModelName" not in variant for variant in variants):
            more.setdefault("ExecutionRoleArn", self.role())
        made = self.resource(id, "AWS::SageMaker::EndpointConfig", ProductionVariants=[*variants], **more)
        return cdk.Token.as_string(made.get_att("EndpointConfigName"))

    def endpoint(self, *variants: dict[str, Any], id: str = "Endpoint", config: dict[str, Any] | None = None, **more: Any) -> str:
        """The name of an endpoint with these variants."""
        name = self.config(*variants, id=f"{id}Config", **(config or {}))
        made = self.resource(id, "AWS::SageMaker::Endpoint", EndpointConfigName=name, **more)
        cdk.CfnOutput(self.stack, f"{id}Name", value=cdk.Token.as_string(made.get_att("EndpointName")))
        return cdk.Token.as_string(made.get_att("EndpointName"))

    def component(self, name: str, endpoint: str, *, id: str = "Component", variant: str | None = "main", specification: dict[str, Any] | None = None, copies: int | None = 1, **more: Any) -> str:
        """The name of a component, which is unique because the name of the stack is in it."""
        full = f"{self.stack.stack_name}-{name}"[-63:].lstrip("-")
        compute = {"NumberOfCpuCoresRequired": 1, "MinMemoryRequiredInMb": 1024}
        wanted = specification or {"ModelName": self.model(), "ComputeResourceRequirements": compute}
        properties = {"InferenceComponentName": full, "EndpointName": endpoint, "VariantName": variant, "Specification": wanted}
        if copies is not None:
            properties["RuntimeConfig"] = {"CopyCount": copies}
        made = self.resource(id, "AWS::SageMaker::InferenceComponent", **{key: value for key, value in properties.items() if value is not None}, **more)
        cdk.CfnOutput(self.stack, f"{id}Arn", value=made.ref)
        return full

    def after(self, id: str, *others: str) -> None:
        for other in others:
            self._made[id].add_dependency(self._made[other])

    def output(self, id: str, value: str) -> None:
        cdk.CfnOutput(self.stack, id, value=value)

    def user(self, id: str, *statements: iam.PolicyStatement) -> iam.Role:
        """A role of the account, with these permissions."""
        return iam.Role(self.stack, id, assumed_by=iam.AccountRootPrincipal(), inline_policies={"All": iam.PolicyDocument(statements=[*statements])})


def templates(fact: Fact, sources: Sources, scratch: Path, name: str | None = None) -> Iterator[str]:
    """Synthesizes the templates of a case."""
    for number, build in enumerate(fact.stacks):
        app = cdk.App(outdir=str(scratch / f"{fact.name}-{number}"), analytics_reporting=False)
        synthesizer = cdk.DefaultStackSynthesizer(generate_bootstrap_version_rule=False)
        stack = cdk.Stack(app, "Case", stack_name=name or f"integ-{fact.name}", synthesizer=synthesizer)
        build(Parts(stack, sources))
        path = Path(app.synth().directory) / "Case.template.json"
        # CloudFormation reads at most 51,200 bytes from a request.
        yield json.dumps(json.loads(path.read_text(encoding="utf-8")), separators=(",", ":"))


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def put_sources(cloud: Cloud) -> Sources:
    """Makes the bucket of a run, with what the cases read."""
    import weights

    sources = Sources(cloud.region, cloud.account_id, f"cdk-sagemaker-hosting-integ-{cloud.run}-{cloud.account_id}")
    s3 = cloud.client("s3")
    where = {} if cloud.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": cloud.region}}
    s3.create_bucket(Bucket=sources.bucket, **where)
    s3.put_bucket_tagging(Bucket=sources.bucket, Tagging={"TagSet": [{"Key": TAG, "Value": cloud.run}]})
    folder = ROOT / "examples" / "async" / "model"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts}
    archive = packed(files)
    for key in ("model.tar.gz", "model.gz", "prefix/model.tar.gz", "many/model.tar.gz"):
        s3.put_object(Bucket=sources.bucket, Key=key, Body=archive)
    for name, content in files.items():
        s3.put_object(Bucket=sources.bucket, Key=f"files/{name}", Body=content)
    s3.put_object(Bucket=sources.bucket, Key="driver.tar.gz", Body=packed({"code/inference.py": SHOW_DRIVER.encode()}))
    adapter = {"adapter_config.json": json.dumps(weights.SETTINGS).encode(), "adapter_model.safetensors": weights.adapter()}
    for key in ("adapter.tar.gz", "adapter.gz"):
        s3.put_object(Bucket=sources.bucket, Key=key, Body=packed(adapter))
    return sources


def delete_sources(cloud: Cloud, sources: Sources) -> None:
    cloud.empty(sources.bucket)
    cloud.client("s3").delete_bucket(Bucket=sources.bucket)

"""The examples of README.md and docs/: runs those in Python here, and those in TypeScript in one process of Node.js, with the same objects around them.

What a part of a stack only names, such as `# bucket: s3.IBucket`, is made under the same construct IDs in both languages: by `GIVEN` here, and by
test/same/declared.ts there. So the templates can be compared.
"""

import importlib
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as l1
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

import cdk_sagemaker_hosting as sm

from .processes import ROOT, run

sys.path.insert(0, str(ROOT / "build-tools"))
doc_snippets: Any = importlib.import_module("doc_snippets")

SNIPPETS: list[Any] = doc_snippets.all_snippets()
PAIRS: list[tuple[Any, Any]] = list(doc_snippets.pairs())
PAIRED = dict(PAIRS)
KNOWN_VARIANTS = "known-variants"

Make = Callable[[Construct, str], Any]


def camel(name: str) -> str:
    """The name of an object in TypeScript."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def a_vpc(scope: Construct, id: str) -> ec2.Vpc:
    types = {
        "public": ec2.SubnetType.PUBLIC,
        "private": ec2.SubnetType.PRIVATE_WITH_EGRESS,
        "isolated": ec2.SubnetType.PRIVATE_ISOLATED,
    }
    subnets = [ec2.SubnetConfiguration(name=name, subnet_type=type) for name, type in types.items()]
    return ec2.Vpc(scope, id, max_azs=2, subnet_configuration=subnets)


def an_image(scope: Construct, id: str) -> sm.ContainerImage:
    return sm.ContainerImage.from_ecr_repository(ecr.Repository.from_repository_name(scope, id, "serving"), "1.0")


def a_model(scope: Construct, id: str) -> sm.Model:
    return sm.Model(scope, id, containers=[sm.ContainerDefinition(image=an_image(scope, f"{id}Repository"))])


def a_config(scope: Construct, id: str) -> sm.EndpointConfig:
    variant = sm.InstanceProductionVariantProps(variant_name="A", model=a_model(scope, f"{id}Model"), instance_type=sm.InstanceType.M5_LARGE)
    return sm.EndpointConfig(scope, id, instance_production_variants=[variant])


def an_endpoint(scope: Construct, id: str) -> sm.Endpoint:
    """One whose variants are known, or one of an imported configuration, which has each variant that an example looks for."""
    known = scope.node.try_get_context(KNOWN_VARIANTS)
    name = f"{id}-Config"
    config: sm.IEndpointConfig = a_config(scope, name) if known else sm.EndpointConfig.from_endpoint_config_name(scope, name, "theirs")
    return sm.Endpoint(scope, id, endpoint_config=config)


def a_count(scope: Construct, id: str) -> sm.ScalableInstanceCount:
    config = sm.EndpointConfig.from_endpoint_config_attributes(
        scope,
        f"{id}-Config",
        endpoint_config_arn="arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs",
        instance_production_variants=[sm.InstanceProductionVariantAttributes(variant_name="main", instance_type=sm.InstanceType.G5_XLARGE)],
    )
    variant = sm.Endpoint(scope, id, endpoint_config=config).find_instance_production_variant("main")
    return variant.auto_scale_instance_count(max_capacity=10)


def a_function(scope: Construct, id: str) -> lambda_.Function:
    code = lambda_.Code.from_inline("def handler(event, context): ...")
    return lambda_.Function(scope, id, runtime=lambda_.Runtime.PYTHON_3_12, handler="index.handler", code=code)


def a_state_machine(scope: Construct, id: str) -> targets.SfnStateMachine:
    body = sfn.DefinitionBody.from_chainable(sfn.Pass(scope, f"{id}Pass"))
    return targets.SfnStateMachine(sfn.StateMachine(scope, id, definition_body=body))


def a_role(scope: Construct, id: str) -> iam.Role:
    return iam.Role(scope, id, assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))


# The same as in test/same/declared.ts.
GIVEN: dict[str, Make] = {
    "apigateway.RestApi": lambda scope, id: apigateway.RestApi(scope, id),
    "cloudwatch.IMetric": lambda _, id: cloudwatch.Metric(namespace="Shop", metric_name=id),
    "cloudwatch.IWidget": lambda _, id: cloudwatch.TextWidget(markdown=id),
    "ec2.IConnectable": lambda scope, id: ec2.SecurityGroup(scope, id, vpc=a_vpc(scope, f"{id}Vpc")),
    "ec2.IVpc": a_vpc,
    "ecr.IRepository": lambda scope, id: ecr.Repository(scope, id),
    "iam.IRole": a_role,
    "iam.Role": a_role,
    "kms.IKey": lambda scope, id: kms.Key(scope, id),
    "l1.CfnEndpoint": lambda scope, id: l1.CfnEndpoint(scope, id, endpoint_config_name="churn"),
    "lambda_.Function": a_function,
    "s3.IBucket": lambda scope, id: s3.Bucket(scope, id),
    "secretsmanager.ISecret": lambda scope, id: secretsmanager.Secret.from_secret_name_v2(scope, id, "hub"),
    "sm.ContainerImage": an_image,
    "sm.Endpoint": an_endpoint,
    "sm.EndpointConfig": a_config,
    "sm.Model": a_model,
    "sm.ModelData": lambda scope, id: sm.ModelData.from_bucket(s3.Bucket.from_bucket_name(scope, id, "artifacts"), "churn/model.tar.gz"),
    "sm.ScalableInstanceCount": a_count,
    "sm.registry.IModelPackageGroup": lambda scope, id: sm.registry.ModelPackageGroup(scope, id),
    "sns.ITopic": lambda scope, id: sns.Topic(scope, id),
    "targets.SfnStateMachine": a_state_machine,
}


def local_files(folder: Path) -> None:
    """Makes the files that the examples name: archives, folders of images, and folders of artifacts."""
    for snippet in SNIPPETS:
        for path in re.findall(r"""['"]((?:images|artifacts)/[\w./-]+)['"]""", snippet.text):
            file = folder / path if path.endswith(".tar.gz") else folder / path / ("Dockerfile" if path.startswith("images/") else "weights.json")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("FROM scratch\n", encoding="utf-8")
    (folder / "model" / "code").mkdir(parents=True)
    (folder / "model" / "code" / "inference.py").write_text("def model_fn(model_dir): ...\n", encoding="utf-8")


def a_part(part: Any, files: Path, *, known_variants: bool) -> tuple[cdk.Stack, dict[str, Any]]:
    """Runs a part in a stack of its own. Returns the stack, and what the part defines."""
    app = cdk.App(context={KNOWN_VARIANTS: known_variants}, analytics_reporting=False, outdir=str(files / "cdk.out" / part.file_name))
    stack = cdk.Stack(app, "Docs")
    names: dict[str, Any] = {"self": stack}
    for name, type in part.declared:
        names[name] = GIVEN[type](stack, f"Declared-{camel(name)}")
    # jsii runs in a process with a working directory of its own.
    text = re.sub(r'"(images|artifacts)/', rf'"{files.as_posix()}/\1/', part.text)
    exec(compile(text, part.name, "exec"), names)
    return stack, names


def template_of(stack: cdk.Stack) -> dict[str, Any]:
    assembly = cdk.App.of(stack).synth()  # type: ignore[union-attr]
    template: dict[str, Any] = assembly.get_stack_by_name("Docs").template
    return template


# Alarms and dashboards need the variants of a given endpoint to be known; other parts look for variants that it does not have.
RUNNER = """
const fs = require('fs');
const { App } = require('aws-cdk-lib');
const outcomes = {};
function outcomeOf(name, known) {
  const app = new App({ context: { 'known-variants': known }, analyticsReporting: false, outdir: `cdk.out/${name}-${known}` });
  new (require(`./parts/${name}.js`).Fixture)(app, 'Docs');
  return { known, template: app.synth().getStackByName('Docs').template };
}
for (const name of JSON.parse(fs.readFileSync('parts.json', 'utf8'))) {
  try {
    outcomes[name] = outcomeOf(name, true);
  } catch {
    outcomes[name] = outcomeOf(name, false);
  }
}
fs.writeFileSync('outcomes.json', JSON.stringify(outcomes));
"""


def typescript_outcomes(folder: Path) -> dict[str, dict[str, Any]]:
    """Compiles the parts in TypeScript, and synthesizes them beside the compiled library. Returns, by file name, the template, and whether the variants of a
    given endpoint are known."""
    parts = [snippet for snippet in SNIPPETS if snippet.language == "ts" and snippet.kind == "part"]
    sources = folder / "parts"
    sources.mkdir()
    for part in parts:
        (sources / f"{part.file_name}.ts").write_text(doc_snippets.typescript_module(part, made=True).replace("../test/same/", "./"), encoding="utf-8")
    declared = (ROOT / "test" / "same" / "declared.ts").read_text(encoding="utf-8")
    (sources / "declared.ts").write_text(declared.replace("'../../src'", "'cdk-sagemaker-hosting'"), encoding="utf-8")
    (folder / "parts.json").write_text(json.dumps([part.file_name for part in parts]), encoding="utf-8")
    (folder / "run.cjs").write_text(RUNNER, encoding="utf-8")
    link_modules(folder)
    esbuild = [str(ROOT / "node_modules" / ".bin" / "esbuild"), *map(str, sorted(sources.glob("*.ts"))), "--format=cjs", f"--outdir={sources}"]
    run([*esbuild, "--log-level=warning"], cwd=folder)
    run(["node", "run.cjs"], cwd=folder, env={**os.environ, "CDK_VALIDATION": "false"})
    outcomes: dict[str, dict[str, Any]] = json.loads((folder / "outcomes.json").read_text(encoding="utf-8"))
    return outcomes


def link_modules(folder: Path) -> None:
    """Installs the compiled library, and what it needs, in a folder."""
    modules = folder / "node_modules"
    modules.mkdir()
    for name in ("aws-cdk-lib", "cdk-nag", "constructs"):
        (modules / name).symlink_to(ROOT / "node_modules" / name, target_is_directory=True)
    library = modules / "cdk-sagemaker-hosting"
    library.mkdir()
    (library / "index.js").write_text(f"module.exports = require({json.dumps(str(ROOT / 'lib' / 'index.js'))});\n", encoding="utf-8")

"""Values that are not known before the stack is deployed are passed on unchecked."""

import aws_cdk as cdk
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_s3 as s3
from helpers.given import a_config, a_model, a_serverless_endpoint, a_variant, an_endpoint, an_image
from helpers.templates import CONFIG, ENDPOINT, MODEL, SCALABLE_TARGET, properties_of, text_of, variants_of

import cdk_sagemaker_hosting as sm


def a_number(stack: cdk.Stack, name: str = "Number") -> float:
    return cdk.CfnParameter(stack, name, type="Number").value_as_number


def a_text(stack: cdk.Stack, name: str = "Text") -> str:
    return cdk.CfnParameter(stack, name).value_as_string


def test_numbers_of_an_instance_variant(stack: cdk.Stack) -> None:
    a_config(
        stack,
        a_variant(stack, initial_instance_count=a_number(stack, "Count"), initial_variant_weight=a_number(stack, "Weight")),
    )

    variant = variants_of(stack)[0]
    assert (variant["InitialInstanceCount"], variant["InitialVariantWeight"]) == ({"Ref": "Count"}, {"Ref": "Weight"})


def test_numbers_of_a_serverless_variant(stack: cdk.Stack) -> None:
    a_serverless_endpoint(
        stack,
        max_concurrency=a_number(stack, "Max"),
        memory_size_in_mb=a_number(stack, "Memory"),
        provisioned_concurrency=a_number(stack, "Provisioned"),
    )

    assert variants_of(stack)[0]["ServerlessConfig"] == {
        "MaxConcurrency": {"Ref": "Max"},
        "MemorySizeInMB": {"Ref": "Memory"},
        "ProvisionedConcurrency": {"Ref": "Provisioned"},
    }


def test_limits_of_autoscaling(stack: cdk.Stack) -> None:
    variant = an_endpoint(stack).find_instance_production_variant("main")

    variant.auto_scale_instance_count(min_capacity=a_number(stack, "Min"), max_capacity=a_number(stack, "Max"))

    target = properties_of(stack, SCALABLE_TARGET)
    assert (target["MinCapacity"], target["MaxCapacity"]) == ({"Ref": "Min"}, {"Ref": "Max"})


def test_names(stack: cdk.Stack) -> None:
    model = a_model(stack, model_name=a_text(stack, "ModelName"))
    config = sm.EndpointConfig(
        stack,
        "Config",
        endpoint_config_name=a_text(stack, "ConfigName"),
        instance_production_variants=[a_variant(stack, a_text(stack, "VariantName"), model=model)],
    )
    sm.Endpoint(stack, "Endpoint", endpoint_config=config, endpoint_name=a_text(stack, "EndpointName"))

    assert properties_of(stack, MODEL)["ModelName"] == {"Ref": "ModelName"}
    assert properties_of(stack, CONFIG)["EndpointConfigName"] == {"Ref": "ConfigName"}
    assert variants_of(stack)[0]["VariantName"] == {"Ref": "VariantName"}
    assert properties_of(stack, ENDPOINT)["EndpointName"] == {"Ref": "EndpointName"}


def test_instance_types(stack: cdk.Stack) -> None:
    types = [sm.InstanceType.of(a_text(stack, "First")), sm.InstanceType(a_text(stack, "Second"))]

    endpoint = an_endpoint(stack, *(a_variant(stack, f"v{i}", instance_type=type) for i, type in enumerate(types)))
    endpoint.find_instance_production_variant("v0").auto_scale_instance_count(max_capacity=3)

    assert [variant["InstanceType"] for variant in variants_of(stack)] == [{"Ref": "First"}, {"Ref": "Second"}]


def test_images_and_artifacts(stack: cdk.Stack) -> None:
    repository = ecr.Repository.from_repository_name(stack, "Repository", "churn")
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", a_text(stack, "BucketName"))

    sm.Model(
        stack,
        "Model",
        containers=[
            sm.ContainerDefinition(
                image=sm.ContainerImage.from_ecr_repository(repository, a_text(stack, "Tag")),
                model_data=sm.ModelData.from_bucket(bucket, a_text(stack, "Key")),
            )
        ],
    )

    container = properties_of(stack, MODEL)["PrimaryContainer"]
    assert text_of(container["Image"]).endswith("/churn:${Tag}")
    assert text_of(container["ModelDataUrl"]) == "https://s3.us-east-1.${AWS::URLSuffix}/${BucketName}/${Key}"


def test_values_of_the_environment(stack: cdk.Stack) -> None:
    sm.Model(
        stack,
        "Model",
        containers=[sm.ContainerDefinition(image=an_image(stack), environment={"THRESHOLD": a_text(stack, "Threshold")})],
    )

    assert properties_of(stack, MODEL)["PrimaryContainer"]["Environment"] == {"THRESHOLD": {"Ref": "Threshold"}}

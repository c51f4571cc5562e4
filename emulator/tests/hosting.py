"""Templates of hosted models, as plain CloudFormation."""

from __future__ import annotations

from typing import Any

ROLE_ARN = "arn:aws:iam::123456789012:role/sagemaker"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1"


def name_of(logical_id: str) -> dict[str, Any]:
    """A reference to the generated name of a SageMaker resource."""
    attributes = {"Config": "EndpointConfigName", "Endpoint": "EndpointName"}
    return {"Fn::GetAtt": [logical_id, attributes.get(logical_id, "ModelName")]}


def model(data_url: str = "s3://bucket/model.tar.gz", **properties: Any) -> dict[str, Any]:
    container = {"Image": IMAGE, "ModelDataUrl": data_url, "Environment": properties.pop("Environment", {})}
    return {
        "Type": "AWS::SageMaker::Model",
        "Properties": {"ExecutionRoleArn": ROLE_ARN, "PrimaryContainer": container, **properties},
    }


def variant(name: str = "main", model_id: str = "Model", weight: float = 1, **properties: Any) -> dict[str, Any]:
    return {
        "VariantName": name,
        "ModelName": name_of(model_id),
        "InitialInstanceCount": 1,
        "InstanceType": "ml.m5.large",
        "InitialVariantWeight": weight,
        **properties,
    }


def config(*variants: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::SageMaker::EndpointConfig",
        "Properties": {"ProductionVariants": list(variants) or [variant()], **properties},
    }


def endpoint(**properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::SageMaker::Endpoint",
        "Properties": {"EndpointConfigName": name_of("Config"), **properties},
    }


def hosting(*variants: dict[str, Any], **models: dict[str, Any]) -> dict[str, Any]:
    """Models, one configuration and one endpoint."""
    return {**(models or {"Model": model()}), "Config": config(*variants), "Endpoint": endpoint()}


OUTPUTS: dict[str, Any] = {"Outputs": {"Endpoint": {"Value": name_of("Endpoint")}}}

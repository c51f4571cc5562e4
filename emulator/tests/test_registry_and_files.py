"""The model registry, and the files that the CDK copies into a bucket."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError
from components import done
from conftest import Cloud
from hosting import IMAGE, OUTPUTS, ROLE_ARN, hosting

SUM = "def model_fn(model_dir): return sum"


def group(cloud: Cloud, **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SageMaker::ModelPackageGroup", "Properties": {"ModelPackageGroupName": cloud.unique, **properties}}


def policy(action: str) -> dict[str, Any]:
    principal = {"AWS": "arn:aws:iam::111122223333:root"}
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Principal": principal, "Resource": "*"}]}


def package(cloud: Cloud, url: str, **properties: Any) -> dict[str, Any]:
    specification = {
        "Containers": [{"Image": IMAGE, "ModelDataUrl": url, "Environment": {"A": "1"}}],
        "SupportedContentTypes": ["application/json"],
        "SupportedResponseMIMETypes": ["application/json"],
    }
    given = {"ModelPackageGroupName": cloud.unique, "InferenceSpecification": specification, **properties}
    return {"Type": "AWS::SageMaker::ModelPackage", "DependsOn": "Group", "Properties": given}


def test_the_policy_of_a_group_is_put_changed_and_removed(cloud: Cloud) -> None:
    sagemaker = cloud.client("sagemaker")

    def shown() -> Any:
        return json.loads(sagemaker.get_model_package_group_policy(ModelPackageGroupName=cloud.unique)["ResourcePolicy"])

    first, second = policy("sagemaker:DescribeModelPackageGroup"), policy("sagemaker:ListModelPackages")
    done(cloud.create({"Group": group(cloud, ModelPackageGroupPolicy=first)}))
    assert shown() == first
    done(cloud.update({"Group": group(cloud, ModelPackageGroupPolicy=second)}))
    assert shown() == second
    done(cloud.update({"Group": group(cloud)}))
    with pytest.raises(ClientError, match="Cannot find resource policy"):
        shown()
    cloud.delete()
    with pytest.raises(ClientError, match="does not exist"):
        shown()


def test_a_package_is_approved_in_place_and_deleted_with_its_stack(cloud: Cloud) -> None:
    sagemaker, url = cloud.client("sagemaker"), cloud.upload(SUM)
    output: dict[str, Any] = {"Outputs": {"Arn": {"Value": {"Ref": "Package"}}}}
    done(cloud.create({"Group": group(cloud), "Package": package(cloud, url)}, **output))
    arn = cloud.outputs()["Arn"]
    assert arn.endswith(f":model-package/{cloud.unique}/1")
    assert sagemaker.describe_model_package(ModelPackageName=arn)["ModelApprovalStatus"] == "PendingManualApproval"
    approved = package(cloud, url, ModelApprovalStatus="Approved", ApprovalDescription="good")
    done(cloud.update({"Group": group(cloud), "Package": approved}, **output))
    shown = sagemaker.describe_model_package(ModelPackageName=arn)
    assert (shown["ModelApprovalStatus"], shown["ApprovalDescription"]) == ("Approved", "good")
    with pytest.raises(ClientError, match="cannot be deleted, because it has model packages"):
        sagemaker.delete_model_package_group(ModelPackageGroupName=cloud.unique)
    cloud.delete()
    with pytest.raises(ClientError):
        sagemaker.describe_model_package(ModelPackageName=arn)


def test_a_model_of_a_package_answers(cloud: Cloud) -> None:
    url = cloud.upload("import os\ndef model_fn(d): return lambda data: os.environ['A'] + os.environ['B']")
    container = {"ModelPackageName": {"Ref": "Package"}, "Environment": {"B": "2"}}
    served = {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": ROLE_ARN, "PrimaryContainer": container}}
    approved = package(cloud, url, ModelApprovalStatus="Approved")
    done(cloud.create({"Group": group(cloud), "Package": approved, **hosting(Model=served)}, **OUTPUTS))
    answer = cloud.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=cloud.outputs()["Endpoint"], ContentType="application/json", Body=b"1"
    )
    assert answer["Body"].read() == b'"12"'


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def copied(cloud: Cloud, key: str = "asset.zip", **properties: Any) -> dict[str, Any]:
    given = {
        "ServiceToken": "arn:aws:lambda:us-east-1:123456789012:function:copies",
        "SourceBucketNames": [f"{cloud.unique}-data"],
        "SourceObjectKeys": [key],
        "DestinationBucketName": f"{cloud.unique}-data",
        "DestinationBucketKeyPrefix": "model/1/",
        **properties,
    }
    return {"Type": "Custom::CDKBucketDeployment", "Properties": given}


def put(cloud: Cloud, key: str = "asset.zip", **files: str) -> None:
    cloud.client("s3").put_object(Bucket=f"{cloud.unique}-data", Key=key, Body=zipped(**files))


def keys(cloud: Cloud) -> list[str]:
    found = cloud.client("s3").list_objects_v2(Bucket=f"{cloud.unique}-data", Prefix="model/")
    return [item["Key"].removeprefix("model/1/") for item in found.get("Contents", [])]


def test_the_files_of_an_asset_are_copied_and_what_is_gone_is_pruned(cloud: Cloud) -> None:
    cloud.upload(SUM)
    put(cloud, **{"a.txt": "a <<x>>", "code__b.txt": "b"})
    done(cloud.create({"Copy": copied(cloud, SourceMarkers=[{"<<x>>": "1"}], RetainOnDelete="false")}))
    assert keys(cloud) == ["a.txt", "code/b.txt"]
    read = cloud.client("s3").get_object(Bucket=f"{cloud.unique}-data", Key="model/1/a.txt")["Body"].read()
    assert read == b"a 1"
    put(cloud, key="second.zip", **{"c.txt": "c"})
    done(cloud.update({"Copy": copied(cloud, "second.zip", Prune="false", RetainOnDelete="false")}))
    assert keys(cloud) == ["a.txt", "c.txt", "code/b.txt"]
    done(cloud.update({"Copy": copied(cloud, "second.zip", RetainOnDelete="false")}))
    assert keys(cloud) == ["c.txt"]
    cloud.delete()
    assert keys(cloud) == []


def test_files_that_are_retained_stay(cloud: Cloud) -> None:
    cloud.upload(SUM)
    put(cloud, **{"a.txt": "a", "b.bin": "b"})
    done(cloud.create({"Copy": copied(cloud, Exclude=["*"], Include=["*.txt"])}))
    cloud.delete()
    assert keys(cloud) == ["a.txt"]


def test_an_asset_that_is_missing_fails_the_stack(cloud: Cloud) -> None:
    cloud.upload(SUM)
    stack = cloud.create({"Copy": copied(cloud)})
    assert f"could not read s3://{cloud.unique}-data/asset.zip" in stack["StackStatusReason"]


def test_a_model_with_an_uncompressed_directory_answers(cloud: Cloud) -> None:
    cloud.upload(SUM)
    put(cloud, **{"code__inference.py": SUM})
    source = {"S3Uri": f"s3://{cloud.unique}-data/model/1/", "S3DataType": "S3Prefix", "CompressionType": "None"}
    container = {"Image": IMAGE, "ModelDataSource": {"S3DataSource": source}}
    served = {
        "Type": "AWS::SageMaker::Model",
        "DependsOn": "Copy",
        "Properties": {"ExecutionRoleArn": ROLE_ARN, "PrimaryContainer": container},
    }
    done(cloud.create({"Copy": copied(cloud), **hosting(Model=served)}, **OUTPUTS))
    answer = cloud.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=cloud.outputs()["Endpoint"], ContentType="application/json", Body=b"[1, 2]"
    )
    assert answer["Body"].read() == b"3"

"""Images and artifacts from elsewhere: classes of the user, written in Python."""

import json
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_ecr_assets as ecr_assets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct
from helpers.given import a_vpc, an_image
from helpers.messages import message_of
from helpers.templates import MODEL, actions_of, permissions_of, properties_of, resource_of, resources_of, text_of

import cdk_sagemaker_hosting as sm

LOGIN = "arn:aws:lambda:us-east-1:123456789012:function:login"


class PublicImage(sm.ContainerImage):
    """An image with nothing but a name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
        return sm.ContainerImageConfig(image_name=self.name)


def test_the_image_of_a_class_in_amazon_ecr_can_be_pulled(stack: cdk.Stack) -> None:
    image = PublicImage("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/serving:1")
    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=image)])

    (statement,) = permissions_of(stack, "ecr")[:1]
    assert statement["Action"] == ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    assert statement["Resource"] == "arn:${AWS::Partition}:ecr:us-east-1:123456789012:repository/team/serving"


class CorporateImage(sm.ContainerImage):
    """An image in a private registry: the example of the README."""

    def __init__(self, name: str, login: lambda_.IFunction) -> None:
        super().__init__()
        self.name = name
        self.login = login

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
        return sm.ContainerImageConfig(
            image_name=f"registry.corp.example/{self.name}",
            repository_access_mode=sm.RepositoryAccessMode.VPC,
            repository_credentials_provider=self.login,
        )


class ModelRegistry(sm.ModelData):
    """Artifacts by the name of an experiment, in an encrypted bucket of the user."""

    def __init__(self, bucket: s3.IBucket, experiment: str) -> None:
        super().__init__()
        self.bucket = bucket
        self.experiment = experiment
        self.bound_to: list[str] = []

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ModelDataConfig:
        self.bound_to.append(scope.node.path)
        self.bucket.grant_read(model, f"{self.experiment}/*")
        return sm.ModelDataConfig(uri=self.bucket.s3_url_for_object(f"{self.experiment}/model.tar.gz"))


def a_login(stack: cdk.Stack) -> lambda_.IFunction:
    return lambda_.Function.from_function_attributes(stack, "Login", function_arn=LOGIN, same_environment=True)


def test_an_image_of_the_user(stack: cdk.Stack) -> None:
    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=PublicImage("registry.example/churn:3"))])

    assert properties_of(stack, MODEL)["PrimaryContainer"] == {"Image": "registry.example/churn:3"}


def test_an_image_in_a_private_registry(stack: cdk.Stack) -> None:
    image = CorporateImage("churn:3", a_login(stack))

    sm.Model(stack, "Model", vpc=a_vpc(stack), containers=[sm.ContainerDefinition(image=image)])

    assert properties_of(stack, MODEL)["PrimaryContainer"] == {
        "Image": "registry.corp.example/churn:3",
        "ImageConfig": {
            "RepositoryAccessMode": "Vpc",
            "RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": LOGIN},
        },
    }
    assert "lambda:InvokeFunction" in actions_of(stack)


def test_artifacts_of_the_user(stack: cdk.Stack) -> None:
    bucket = s3.Bucket(stack, "Bucket", encryption_key=kms.Key(stack, "Key"))
    data = ModelRegistry(bucket, "churn-7")

    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=an_image(stack), model_data=data)])

    url = text_of(properties_of(stack, MODEL)["PrimaryContainer"]["ModelDataUrl"])
    assert url.startswith("s3://${Bucket")
    assert url.endswith("/churn-7/model.tar.gz")
    assert {"s3:GetObject*", "kms:Decrypt"} <= actions_of(stack)
    (policy,) = resources_of(stack, "AWS::IAM::Policy")
    assert policy in resource_of(stack, MODEL)["DependsOn"]


def test_the_same_artifacts_serve_several_containers(stack: cdk.Stack) -> None:
    data = ModelRegistry(s3.Bucket(stack, "Bucket"), "churn-7")
    container = sm.ContainerDefinition(image=an_image(stack), model_data=data)

    sm.Model(stack, "Model", containers=[container, container])

    assert len(data.bound_to) == 2
    first, second = properties_of(stack, MODEL)["Containers"]
    assert first["ModelDataUrl"] == second["ModelDataUrl"]


def test_bind_may_create_constructs_in_the_model(stack: cdk.Stack) -> None:
    class Parameterized(PublicImage):
        def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
            version = cdk.CfnParameter(scope, f"{self.name}Version", default="1")
            return sm.ContainerImageConfig(image_name=f"{self.name}:{version.value_as_string}")

    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=Parameterized(name)) for name in ("first", "second")])

    images = [text_of(container["Image"]) for container in properties_of(stack, MODEL)["Containers"]]
    assert [image.split(":$")[0] for image in images] == ["first", "second"]
    assert images[0].startswith("first:${Model")


def test_bind_gets_the_model_itself(stack: cdk.Stack) -> None:
    seen: list[sm.IModel] = []

    class Curious(PublicImage):
        def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
            seen.append(model)
            model.add_to_role_policy(iam.PolicyStatement(actions=["translate:TranslateText"], resources=["*"]))
            return super().bind(scope, model)

    model = sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=Curious("churn"))])

    assert [bound.node.path for bound in seen] == [model.node.path]
    assert "translate:TranslateText" in actions_of(stack)


def test_an_image_may_pass_its_work_on_to_another_one(stack: cdk.Stack) -> None:
    class Mirrored(sm.ContainerImage):
        def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
            return an_image(stack, "mirror").bind(scope, model)

    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=Mirrored())])

    assert text_of(properties_of(stack, MODEL)["PrimaryContainer"]["Image"]).endswith("/mirror:1.0")


def test_fails_with_the_error_that_bind_raises(stack: cdk.Stack) -> None:
    class Missing(sm.ContainerImage):
        def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
            raise LookupError("there is no image of churn-7")

    def attempt() -> object:
        return sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=Missing())])

    assert message_of(attempt) == "there is no image of churn-7"


def test_a_model_class_of_the_user_is_a_model(stack: cdk.Stack) -> None:
    class InHouseModel(sm.Model):
        def __init__(self, scope: Construct, id: str, name: str) -> None:
            super().__init__(scope, id, containers=[sm.ContainerDefinition(image=PublicImage(name))])

    model = InHouseModel(stack, "Model", "registry.example/churn:3")
    sm.EndpointConfig(
        stack, "Config", instance_production_variants=[sm.InstanceProductionVariantProps(model=model, variant_name="main")]
    )

    assert properties_of(stack, MODEL)["PrimaryContainer"]["Image"] == "registry.example/churn:3"


def test_docker_build_options_are_keyword_arguments(app: cdk.App, stack: cdk.Stack, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    image = sm.ContainerImage.from_asset(str(tmp_path), platform=ecr_assets.Platform.LINUX_ARM64, build_args={"VERSION": "3"})
    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=image)])

    (assets,) = Path(app.synth().directory).glob("*.assets.json")
    (built,) = json.loads(assets.read_text(encoding="utf-8"))["dockerImages"].values()
    assert (built["source"]["platform"], built["source"]["dockerBuildArgs"]) == ("linux/arm64", {"VERSION": "3"})

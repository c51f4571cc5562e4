"""Models: their containers, in order, and their names."""

import aws_cdk as cdk
from helpers.given import a_model, an_image
from helpers.templates import MODEL, properties_of, resource_of, text_of, warned_of, warnings_of

import cdk_sagemaker_hosting as sm


def test_one_container_is_the_primary_container(stack: cdk.Stack) -> None:
    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=an_image(stack))])

    properties = properties_of(stack, MODEL)
    assert text_of(properties["PrimaryContainer"]["Image"]) == "123456789012.dkr.ecr.us-east-1.${AWS::URLSuffix}/repository:1.0"
    assert "Containers" not in properties


def test_a_pipeline_keeps_the_order_of_its_containers(stack: cdk.Stack) -> None:
    names = ["tokenize", "predict", "translate"]

    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=an_image(stack, name)) for name in names])

    properties = properties_of(stack, MODEL)
    assert [text_of(container["Image"]).split("/")[1] for container in properties["Containers"]] == [f"{name}:1.0" for name in names]
    assert "PrimaryContainer" not in properties


def test_add_container_appends_to_the_pipeline(stack: cdk.Stack) -> None:
    model = a_model(stack)

    model.add_container(image=an_image(stack, "second"), container_hostname=None)

    assert text_of(properties_of(stack, MODEL)["Containers"][1]["Image"]).endswith("/second:1.0")


def test_a_model_may_get_all_its_containers_later(stack: cdk.Stack) -> None:
    model = sm.Model(stack, "Model")

    model.add_container(image=an_image(stack))

    assert "PrimaryContainer" in properties_of(stack, MODEL)


def test_environment_and_host_name_reach_the_container(stack: cdk.Stack) -> None:
    sm.Model(
        stack,
        "Model",
        containers=[
            sm.ContainerDefinition(
                image=an_image(stack),
                container_hostname="predictor",
                environment={"SAGEMAKER_PROGRAM": "inference.py", "stack": stack.stack_name, "partition": cdk.Aws.PARTITION},
            )
        ],
    )

    container = properties_of(stack, MODEL)["PrimaryContainer"]
    assert container["ContainerHostname"] == "predictor"
    assert container["Environment"] == {"SAGEMAKER_PROGRAM": "inference.py", "stack": "Test", "partition": {"Ref": "AWS::Partition"}}


def test_a_model_is_named_by_cloudformation(stack: cdk.Stack) -> None:
    model = a_model(stack)

    assert "ModelName" not in properties_of(stack, MODEL)
    assert warnings_of(stack) == []
    logical_id = stack.get_logical_id(model.node.default_child)  # type: ignore[arg-type]
    assert stack.resolve(model.model_name) == {"Fn::GetAtt": [logical_id, "ModelName"]}
    assert stack.resolve(model.model_arn) == {"Ref": logical_id}


def test_a_fixed_name_is_kept_and_warned_of(stack: cdk.Stack) -> None:
    a_model(stack, model_name="churn")

    assert properties_of(stack, MODEL)["ModelName"] == "churn"
    assert warned_of(stack) == ["Test/Model: fixedModelName"]


def test_a_warning_can_be_acknowledged_by_its_id(stack: cdk.Stack) -> None:
    a_model(stack, model_name="churn")

    cdk.Annotations.of(stack).acknowledge_warning("cdk-sagemaker-hosting:fixedModelName", "replaced by hand")

    assert warnings_of(stack) == []


def test_tags_reach_the_model(stack: cdk.Stack) -> None:
    cdk.Tags.of(a_model(stack)).add("team", "ranking")

    assert properties_of(stack, MODEL)["Tags"] == [{"Key": "team", "Value": "ranking"}]


def test_the_default_child_is_the_cloudformation_resource(stack: cdk.Stack) -> None:
    resource = a_model(stack).node.default_child
    assert isinstance(resource, cdk.CfnResource)

    resource.apply_removal_policy(cdk.RemovalPolicy.RETAIN)

    assert resource_of(stack, MODEL)["DeletionPolicy"] == "Retain"

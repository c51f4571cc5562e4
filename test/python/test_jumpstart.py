"""Models of SageMaker JumpStart by their ID."""

import aws_cdk as cdk
import pytest
from helpers.given import a_config, a_variant
from helpers.templates import container_of, statement_allowing, text_of, warned_of, warnings_of

import cdk_sagemaker_hosting as sm

MISTRAL = "huggingface-llm-mistral-7b-instruct"
LLAMA = "meta-textgeneration-llama-3-1-8b-instruct"


def test_a_model_has_its_image_artifacts_and_environment(stack: cdk.Stack) -> None:
    mistral = sm.JumpStartModel.of(MISTRAL, version="3.5.0")
    model = sm.Model(stack, "Model", containers=[mistral.container()])
    a_config(stack, a_variant(stack, model=model, instance_type=mistral.default_instance_type))

    container = container_of(stack)
    prefix = f"huggingface-llm/{MISTRAL}/artifacts/inference-prepack/v2.1.0/"
    assert text_of(container["Image"]) == "763104351884.dkr.ecr.us-east-1.${AWS::URLSuffix}/djl-inference:0.28.0-lmi10.0.0-cu124"
    assert container["ModelDataSource"]["S3DataSource"]["S3Uri"] == f"s3://jumpstart-cache-prod-us-east-1/{prefix}"
    assert container["Environment"]["MODEL_CACHE_ROOT"] == "/opt/ml/model"
    assert text_of(statement_allowing(stack, "s3:GetObject")["Resource"]) == f"arn:${{AWS::Partition}}:s3:::jumpstart-cache-prod-us-east-1/{prefix}*"
    assert warnings_of(stack) == []


def test_a_license_agreement_has_to_be_accepted() -> None:
    model = sm.JumpStartModel.of(LLAMA)

    assert model.requires_eula
    with pytest.raises(RuntimeError, match="has an end-user license agreement; read it at https://.*, and set acceptEula to true"):
        model.container()


def test_the_container_is_for_an_instance_type(stack: cdk.Stack) -> None:
    falcon = sm.JumpStartModel.of("huggingface-llm-amazon-falconlite")
    on_eight = sm.InstanceType.of("ml.g5.48xlarge")
    model = sm.Model(stack, "Model", containers=[falcon.container(environment={"MAX_INPUT_LENGTH": "4096"})])
    a_config(stack, a_variant(stack, model=model, instance_type=on_eight))

    assert (falcon.container(instance_type=on_eight).environment or {})["SM_NUM_GPUS"] == "8"
    assert container_of(stack)["Environment"]["SM_NUM_GPUS"] == "4"
    assert container_of(stack)["Environment"]["MAX_INPUT_LENGTH"] == "4096"
    assert warned_of(stack) == ["Test/Model: jumpStartOtherInstanceType"]


def test_a_model_is_served_by_a_language_model_endpoint(stack: cdk.Stack) -> None:
    falcon = sm.JumpStartModel.of("huggingface-llm-amazon-falconlite")
    on_eight = sm.InstanceType.of("ml.g5.48xlarge")
    sm.LanguageModelEndpoint(stack, "Falcon", server=sm.ModelServer.jump_start(falcon), capacity=sm.Capacity.instances(on_eight))

    assert container_of(stack)["Environment"]["SM_NUM_GPUS"] == "8"
    assert warnings_of(stack) == []


def test_an_unknown_model_is_refused_with_similar_ones() -> None:
    with pytest.raises(RuntimeError, match=f"similar models: {MISTRAL}, "):
        sm.JumpStartModel.of("huggingface-llm-mistral-7b-instrct")

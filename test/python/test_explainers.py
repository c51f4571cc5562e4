"""SageMaker Clarify: what explains the predictions."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from helpers.given import a_bucket, a_variant
from helpers.templates import CONFIG, Json, permissions_of, properties_of, readable, resource_of, resources_of, warnings_of

import cdk_sagemaker_hosting as sm

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def an_explained_config(stack: cdk.Stack, **options: Any) -> sm.EndpointConfig:
    """A configuration whose predictions are compared with one record, unless told otherwise."""
    return sm.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[a_variant(stack)],
        explainer=sm.Explainer.clarify(**{"baseline": sm.ShapBaseline.inline("42,fine"), **options}),
    )


def explainer_of(stack: cdk.Stack) -> Json:
    explainer: Json = readable(properties_of(stack, CONFIG)["ExplainerConfig"]["ClarifyExplainerConfig"])
    return explainer


def test_predictions_are_not_explained_unless_asked_for(stack: cdk.Stack) -> None:
    sm.EndpointConfig(stack, "Config", instance_production_variants=[a_variant(stack)])

    assert "ExplainerConfig" not in properties_of(stack, CONFIG)


def test_an_explainer_needs_only_a_baseline(stack: cdk.Stack) -> None:
    an_explained_config(stack)

    assert explainer_of(stack) == {"ShapConfig": {"ShapBaselineConfig": {"ShapBaseline": "42,fine"}}}
    assert warnings_of(stack) == []


def test_all_options_reach_the_template(stack: cdk.Stack) -> None:
    an_explained_config(
        stack,
        baseline=sm.ShapBaseline.inline("42,fine", mime_type="text/csv"),
        enable_explanations="`true`",
        number_of_samples=100,
        seed=7,
        use_logit=True,
        text=sm.ClarifyTextOptions(granularity=sm.ClarifyTextGranularity.SENTENCE, language="en"),
        inference=sm.ClarifyInferenceOptions(
            features_attribute="features",
            content_template='{"features": $features}',
            feature_headers=["age", "review"],
            feature_types=[sm.ClarifyFeatureType.NUMERICAL, sm.ClarifyFeatureType.TEXT],
            max_record_count=10,
            max_payload=cdk.Size.mebibytes(25),
            probability_index=1,
            label_index=0,
            probability_attribute="probability",
            label_attribute="label",
            label_headers=["stays", "leaves"],
        ),
    )

    assert explainer_of(stack) == {
        "EnableExplanations": "`true`",
        "InferenceConfig": {
            "ContentTemplate": '{"features": $features}',
            "FeatureHeaders": ["age", "review"],
            "FeatureTypes": ["numerical", "text"],
            "FeaturesAttribute": "features",
            "LabelAttribute": "label",
            "LabelHeaders": ["stays", "leaves"],
            "LabelIndex": 0,
            "MaxPayloadInMB": 25,
            "MaxRecordCount": 10,
            "ProbabilityAttribute": "probability",
            "ProbabilityIndex": 1,
        },
        "ShapConfig": {
            "NumberOfSamples": 100,
            "Seed": 7,
            "ShapBaselineConfig": {"MimeType": "text/csv", "ShapBaseline": "42,fine"},
            "TextConfig": {"Granularity": "sentence", "Language": "en"},
            "UseLogit": True,
        },
    }
    assert warnings_of(stack) == []


@pytest.mark.parametrize(
    ("granularity", "name"),
    [
        (sm.ClarifyTextGranularity.TOKEN, "token"),
        (sm.ClarifyTextGranularity.SENTENCE, "sentence"),
        (sm.ClarifyTextGranularity.PARAGRAPH, "paragraph"),
    ],
)
def test_each_granularity_is_possible(stack: cdk.Stack, granularity: sm.ClarifyTextGranularity, name: str) -> None:
    an_explained_config(stack, text=sm.ClarifyTextOptions(granularity=granularity, language="xx"))

    assert explainer_of(stack)["ShapConfig"]["TextConfig"] == {"Granularity": name, "Language": "xx"}


def test_each_type_of_a_feature_is_possible(stack: cdk.Stack) -> None:
    an_explained_config(stack, inference=sm.ClarifyInferenceOptions(feature_types=list(sm.ClarifyFeatureType)))

    assert explainer_of(stack)["InferenceConfig"] == {"FeatureTypes": ["numerical", "categorical", "text"]}


@pytest.mark.parametrize("mebibytes", [1, 25])
def test_the_limits_of_the_payload_are_possible(stack: cdk.Stack, mebibytes: int) -> None:
    an_explained_config(stack, inference=sm.ClarifyInferenceOptions(max_payload=cdk.Size.mebibytes(mebibytes)))

    assert explainer_of(stack)["InferenceConfig"] == {"MaxPayloadInMB": mebibytes}


def test_the_most_features_and_labels_are_possible(stack: cdk.Stack) -> None:
    features, labels = ["f" * 64] * 256, ["l" * 64] * 16

    an_explained_config(stack, inference=sm.ClarifyInferenceOptions(feature_headers=features, label_headers=labels))

    assert explainer_of(stack)["InferenceConfig"] == {"FeatureHeaders": features, "LabelHeaders": labels}


def test_what_is_false_or_zero_is_kept(stack: cdk.Stack) -> None:
    an_explained_config(stack, seed=0, use_logit=False, inference=sm.ClarifyInferenceOptions(probability_index=0))

    assert explainer_of(stack)["InferenceConfig"] == {"ProbabilityIndex": 0}
    assert explainer_of(stack)["ShapConfig"] == {"Seed": 0, "ShapBaselineConfig": {"ShapBaseline": "42,fine"}, "UseLogit": False}


def test_the_longest_inline_baseline_is_possible(stack: cdk.Stack) -> None:
    an_explained_config(stack, baseline=sm.ShapBaseline.inline("1" * 4096))

    assert len(explainer_of(stack)["ShapConfig"]["ShapBaselineConfig"]["ShapBaseline"]) == 4096


def test_an_inline_baseline_takes_no_permission(stack: cdk.Stack) -> None:
    an_explained_config(stack)

    assert permissions_of(stack, "s3") == []


def test_a_baseline_in_a_bucket(stack: cdk.Stack) -> None:
    baseline = sm.ShapBaseline.from_bucket(a_bucket(stack, "churn"), "clarify/baseline.jsonl", mime_type="application/jsonlines")

    an_explained_config(stack, baseline=baseline)

    assert explainer_of(stack)["ShapConfig"]["ShapBaselineConfig"] == {
        "MimeType": "application/jsonlines",
        "ShapBaselineUri": "s3://churn/clarify/baseline.jsonl",
    }


def test_the_role_may_read_just_the_baseline(stack: cdk.Stack) -> None:
    an_explained_config(stack, baseline=sm.ShapBaseline.from_bucket(a_bucket(stack, "churn"), "baseline.csv"))

    assert permissions_of(stack, "s3") == [
        {"Action": "s3:GetObject", "Effect": "Allow", "Resource": "arn:${AWS::Partition}:s3:::churn/baseline.csv"}
    ]


def test_the_role_may_decrypt_the_baseline(stack: cdk.Stack) -> None:
    key = kms.Key.from_key_arn(stack, "Key", KEY)
    bucket = s3.Bucket.from_bucket_attributes(stack, "Encrypted", bucket_name="churn", encryption_key=key)

    an_explained_config(stack, baseline=sm.ShapBaseline.from_bucket(bucket, "baseline.csv"))

    assert permissions_of(stack, "kms") == [{"Action": "kms:Decrypt", "Effect": "Allow", "Resource": KEY}]


def test_the_configuration_waits_until_the_role_may_read_the_baseline(stack: cdk.Stack) -> None:
    an_explained_config(stack, baseline=sm.ShapBaseline.from_bucket(a_bucket(stack, "churn"), "baseline.csv"))

    (policy,) = resources_of(stack, "AWS::IAM::Policy")
    assert policy in resource_of(stack, CONFIG)["DependsOn"]

"""What SageMaker refuses to do with an endpoint that is created or updated, and with one whose configuration was deleted."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from served import Served, routing


def test_an_endpoint_that_is_created_or_updated_can_be_neither_deleted_nor_scaled(served: Served) -> None:
    name = f"{served.cloud.unique}-second"
    served.sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=served.config("new"))
    served.update(routing("CANARY"))
    sagemaker = served.sagemaker
    weights = {"DesiredWeightsAndCapacities": [{"VariantName": "main", "DesiredWeight": 2}]}
    for endpoint_name in (name, served.name):
        arn = sagemaker.describe_endpoint(EndpointName=endpoint_name)["EndpointArn"]
        for change, given in ((sagemaker.delete_endpoint, {}), (sagemaker.update_endpoint_weights_and_capacities, weights)):
            with pytest.raises(ClientError, match=f'Cannot update in-progress endpoint "{arn}".') as caught:
                change(EndpointName=endpoint_name, **given)
            assert caught.value.response["Error"]["Code"] == "ValidationException"
    served.pass_minutes(60)
    served.sagemaker.update_endpoint_weights_and_capacities(EndpointName=name, **weights)
    served.sagemaker.delete_endpoint(EndpointName=name)


def test_an_endpoint_whose_configuration_was_deleted_cannot_be_updated(served: Served) -> None:
    served.sagemaker.delete_endpoint_config(EndpointConfigName=served.config("old"))
    arn = f"arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/{served.config('old')}"
    with pytest.raises(ClientError, match=f'Could not find endpoint configuration "{arn}".'):
        served.update()

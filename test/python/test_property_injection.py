"""Defaults for a whole app, by the CDK's property injection."""

from typing import Any

import aws_cdk as cdk
import jsii
from helpers.given import a_stack, an_image
from helpers.templates import MODEL, properties_of

import cdk_sagemaker_hosting as sm


@jsii.implements(cdk.IPropertyInjector)
class Isolated:
    """Each model is isolated from the network."""

    @property
    def construct_unique_id(self) -> str:
        return sm.Model.PROPERTY_INJECTION_ID

    def inject(self, original_props: Any, *, id: str, scope: Any) -> Any:
        return sm.ModelProps(network_isolation=True, containers=original_props["containers"])


def test_an_injector_changes_each_model() -> None:
    stack = a_stack(cdk.App(property_injectors=[Isolated()]))

    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=an_image(stack))])

    assert properties_of(stack, MODEL)["EnableNetworkIsolation"] is True

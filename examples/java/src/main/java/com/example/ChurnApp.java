package com.example;

import io.github.cdksagemakerhosting.Capacity;
import io.github.cdksagemakerhosting.ContainerDefinition;
import io.github.cdksagemakerhosting.ContainerImage;
import io.github.cdksagemakerhosting.Framework;
import io.github.cdksagemakerhosting.FrameworkImageOptions;
import io.github.cdksagemakerhosting.InstanceType;
import io.github.cdksagemakerhosting.ModelData;
import io.github.cdksagemakerhosting.ModelEndpoint;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;

/** The first app of the README: a model in the folder {@code model}, in one call. */
public final class ChurnApp {
    public static void main(final String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "Churn");
        ModelEndpoint endpoint = ModelEndpoint.Builder.create(stack, "Endpoint")
                .container(ContainerDefinition.builder()
                        .image(ContainerImage.fromFramework(
                                Framework.PYTORCH, "2.6.0", FrameworkImageOptions.builder().pythonVersion("py312").build()))
                        .modelData(ModelData.fromDirectory("model"))
                        .build())
                .capacity(Capacity.instances(InstanceType.M5_LARGE))
                .build();
        CfnOutput.Builder.create(stack, "EndpointName").value(endpoint.getEndpointName()).build();
        app.synth();
    }
}

package com.example;

import io.github.cdksagemakerhosting.ContainerDefinition;
import io.github.cdksagemakerhosting.ContainerImage;
import io.github.cdksagemakerhosting.DirectoryOptions;
import io.github.cdksagemakerhosting.Endpoint;
import io.github.cdksagemakerhosting.EndpointConfig;
import io.github.cdksagemakerhosting.Framework;
import io.github.cdksagemakerhosting.FrameworkImageOptions;
import io.github.cdksagemakerhosting.IEndpointInstanceProductionVariant;
import io.github.cdksagemakerhosting.InstanceProductionVariantProps;
import io.github.cdksagemakerhosting.InstanceType;
import io.github.cdksagemakerhosting.InvocationsScalingProps;
import io.github.cdksagemakerhosting.Model;
import io.github.cdksagemakerhosting.ModelData;
import io.github.cdksagemakerhosting.VariantPropertyRetention;
import io.github.cdksagemakerhosting.VariantPropertyType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.applicationautoscaling.EnableScalingProps;
import software.amazon.awscdk.services.cloudwatch.CreateAlarmOptions;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;

/** Quickstart: a sentiment endpoint that splits its requests between two models. */
public final class QuickstartApp {
    public static void main(final String[] args) {
        App app = new App();
        new QuickstartStack(app, "Quickstart");
        app.synth();
    }

    /** Two variants on encrypted volumes, the first one with autoscaling and an alarm. */
    static final class QuickstartStack extends Stack {
        QuickstartStack(final Construct scope, final String id) {
            super(scope, id);

            Object candidateWeight = getNode().tryGetContext("candidateWeight");
            EndpointConfig config = EndpointConfig.Builder.create(this, "Config")
                    .encryptionKey(Key.Builder.create(this, "Key").enableKeyRotation(true).removalPolicy(RemovalPolicy.DESTROY).build())
                    .instanceProductionVariants(List.of(
                            InstanceProductionVariantProps.builder()
                                    .model(model("Stable"))
                                    .variantName("stable")
                                    .instanceType(InstanceType.M5_LARGE)
                                    .initialVariantWeight(1)
                                    .build(),
                            InstanceProductionVariantProps.builder()
                                    .model(model("Candidate"))
                                    .variantName("candidate")
                                    .instanceType(InstanceType.M5_LARGE)
                                    .initialVariantWeight(candidateWeight == null ? 0 : Double.parseDouble(candidateWeight.toString()))
                                    .build()))
                    .build();
            Endpoint endpoint = Endpoint.Builder.create(this, "Endpoint")
                    .endpointConfig(config)
                    // Deployments retain the instance counts of autoscaling, and apply the weights of the app.
                    .variantPropertyRetention(VariantPropertyRetention.allExcept(VariantPropertyType.DESIRED_WEIGHT))
                    .build();

            IEndpointInstanceProductionVariant stable = endpoint.findInstanceProductionVariant("stable");
            stable.autoScaleInstanceCount(EnableScalingProps.builder().minCapacity(1).maxCapacity(4).build())
                    .scaleOnInvocations("Load", InvocationsScalingProps.builder().maxRequestsPerSecond(30).build());
            stable.metricModelLatency()
                    .createAlarm(this, "SlowModel", CreateAlarmOptions.builder().threshold(500_000).evaluationPeriods(3).build());

            CfnOutput.Builder.create(this, "EndpointName").value(endpoint.getEndpointName()).build();
        }

        /** A model in the folder {@code models/<name>} of the quickstart: its weights and its inference code. */
        private Model model(final String name) {
            Path folder = Path.of("..", "quickstart", "models", name.toLowerCase(Locale.ROOT));
            return Model.Builder.create(this, name)
                    .containers(List.of(ContainerDefinition.builder()
                            .image(ContainerImage.fromFramework(
                                    Framework.PYTORCH, "2.6.0", FrameworkImageOptions.builder().pythonVersion("py312").build()))
                            .modelData(ModelData.fromDirectory(
                                    folder.toString(), DirectoryOptions.builder().exclude(List.of("__pycache__")).build()))
                            .environment(Map.of("SAGEMAKER_PROGRAM", "inference.py"))
                            .build()))
                    .build();
        }
    }

    private QuickstartApp() {}
}

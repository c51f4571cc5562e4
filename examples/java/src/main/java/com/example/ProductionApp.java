package com.example;

import io.github.cdksagemakerhosting.BlueGreenDeploymentOptions;
import io.github.cdksagemakerhosting.BucketLocation;
import io.github.cdksagemakerhosting.CanaryTrafficRoutingOptions;
import io.github.cdksagemakerhosting.CapacitySize;
import io.github.cdksagemakerhosting.ContainerDefinition;
import io.github.cdksagemakerhosting.ContainerImage;
import io.github.cdksagemakerhosting.DataCaptureOptions;
import io.github.cdksagemakerhosting.DeploymentStrategy;
import io.github.cdksagemakerhosting.DirectoryOptions;
import io.github.cdksagemakerhosting.Endpoint;
import io.github.cdksagemakerhosting.EndpointAlarms;
import io.github.cdksagemakerhosting.EndpointAlarmsOptions;
import io.github.cdksagemakerhosting.EndpointConfig;
import io.github.cdksagemakerhosting.Framework;
import io.github.cdksagemakerhosting.FrameworkImageOptions;
import io.github.cdksagemakerhosting.IEndpointInstanceProductionVariant;
import io.github.cdksagemakerhosting.InstanceProductionVariantProps;
import io.github.cdksagemakerhosting.InstanceType;
import io.github.cdksagemakerhosting.InvocationsScalingProps;
import io.github.cdksagemakerhosting.Model;
import io.github.cdksagemakerhosting.ModelData;
import io.github.cdksagemakerhosting.RoutingStrategy;
import io.github.cdksagemakerhosting.TrafficRouting;
import io.github.cdksagemakerhosting.VariantPropertyRetention;
import io.github.cdksagemakerhosting.VariantPropertyType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.applicationautoscaling.EnableScalingProps;
import software.amazon.awscdk.services.cloudwatch.IAlarm;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** An endpoint for production: canary deployments with automatic rollback, autoscaling, alarms, a dashboard, data capture, a VPC and a key. */
public final class ProductionApp {
    public static void main(final String[] args) {
        App app = new App();
        new ProductionStack(app, "Production");
        app.synth();
    }

    /** Two variants behind one endpoint. The next model receives a tenth of the requests. */
    static final class ProductionStack extends Stack {
        private final Vpc vpc;
        private final Key key;

        ProductionStack(final Construct scope, final String id) {
            super(scope, id);
            vpc = Vpc.Builder.create(this, "Vpc").maxAzs(2).build();
            key = Key.Builder.create(this, "Key").enableKeyRotation(true).removalPolicy(RemovalPolicy.DESTROY).build();
            Bucket captured = bucket("Captured");
            Topic oncall = new Topic(this, "OnCall");

            Endpoint endpoint = endpoint(configuration(captured));
            scale(endpoint);
            watch(endpoint, oncall);

            CfnOutput.Builder.create(this, "EndpointName").value(endpoint.getEndpointName()).build();
        }

        /** Both variants, on encrypted volumes. A fifth of the requests and responses is captured. */
        private EndpointConfig configuration(final Bucket captured) {
            return EndpointConfig.Builder.create(this, "Config")
                    .encryptionKey(key)
                    .instanceProductionVariants(List.of(variant("stable", "Stable", 9), variant("next", "Next", 1)))
                    .dataCapture(DataCaptureOptions.builder()
                            .destination(BucketLocation.builder().bucket(captured).prefix("raw").build())
                            .samplingPercentage(20)
                            .build())
                    .build();
        }

        /** The model in the folder {@code models/<name>} of the production example, on its own instances. */
        private InstanceProductionVariantProps variant(final String name, final String modelId, final int weight) {
            return InstanceProductionVariantProps.builder()
                    .variantName(name)
                    .model(model(name, modelId))
                    .initialVariantWeight(weight)
                    .instanceType(InstanceType.C5_XLARGE)
                    .initialInstanceCount(2)
                    .routingStrategy(RoutingStrategy.LEAST_OUTSTANDING_REQUESTS)
                    .containerStartupHealthCheckTimeout(Duration.minutes(10))
                    .build();
        }

        /** The weights and the inference code, in a container in the VPC. */
        private Model model(final String name, final String id) {
            return Model.Builder.create(this, id)
                    .vpc(vpc)
                    .containers(List.of(ContainerDefinition.builder()
                            .image(ContainerImage.fromFramework(
                                    Framework.PYTORCH, "2.6.0", FrameworkImageOptions.builder().pythonVersion("py312").build()))
                            .modelData(ModelData.fromDirectory(
                                    Path.of("..", "production", "models", name).toString(),
                                    DirectoryOptions.builder().exclude(List.of("__pycache__")).build()))
                            .environment(Map.of("SAGEMAKER_PROGRAM", "inference.py"))
                            .build()))
                    .build();
        }

        /** A tenth of the new fleet receives traffic for ten minutes, then all of it. The old fleet is kept five minutes longer. */
        private Endpoint endpoint(final EndpointConfig config) {
            return Endpoint.Builder.create(this, "Endpoint")
                    .endpointConfig(config)
                    .deploymentStrategy(DeploymentStrategy.blueGreen(BlueGreenDeploymentOptions.builder()
                            .trafficRouting(TrafficRouting.canary(CanaryTrafficRoutingOptions.builder()
                                    .size(CapacitySize.percent(10))
                                    .bakeTime(Duration.minutes(10))
                                    .build()))
                            .terminationWait(Duration.minutes(5))
                            .build()))
                    // Deployments retain the instance counts of autoscaling, and apply the weights of this app.
                    .variantPropertyRetention(VariantPropertyRetention.allExcept(VariantPropertyType.DESIRED_WEIGHT))
                    .build();
        }

        /** Each variant scales between 2 and 20 instances on its requests. */
        private void scale(final Endpoint endpoint) {
            for (IEndpointInstanceProductionVariant variant : endpoint.getInstanceProductionVariants()) {
                variant.autoScaleInstanceCount(EnableScalingProps.builder().minCapacity(2).maxCapacity(20).build())
                        .scaleOnInvocations("Load", InvocationsScalingProps.builder().maxRequestsPerSecond(30).build());
            }
        }

        /** Alarms notify the on-call topic; critical alarms also roll back deployments. A dashboard shows the endpoint. */
        private void watch(final Endpoint endpoint, final Topic oncall) {
            EndpointAlarms alarms = endpoint.addRecommendedAlarms(EndpointAlarmsOptions.builder()
                    .maxModelLatency(Duration.millis(500))
                    .actions(List.of(new SnsAction(oncall)))
                    .build());
            endpoint.addAutoRollbackAlarms(alarms.getCritical().toArray(new IAlarm[0]));
            endpoint.addDashboard();
        }

        /** A private bucket that is encrypted with the key of this stack. */
        private Bucket bucket(final String id) {
            return Bucket.Builder.create(this, id)
                    .encryptionKey(key)
                    .enforceSsl(true)
                    .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                    .removalPolicy(RemovalPolicy.DESTROY)
                    .build();
        }
    }

    private ProductionApp() {}
}

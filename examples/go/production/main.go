// Production: canary deployments with automatic rollback, autoscaling, alarms, a dashboard, data capture, a VPC and a key.
package main

import (
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	sm "github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting-go/cdksagemakerhosting"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	newProductionStack(app, "Production")
	app.Synth(nil)
}

// newProductionStack has two variants behind one endpoint. The next model receives a tenth of the requests.
func newProductionStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), nil)
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{MaxAzs: jsii.Number(2)})
	key := awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{
		EnableKeyRotation: jsii.Bool(true),
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
	})
	captured := newBucket(stack, "Captured", key)
	oncall := awssns.NewTopic(stack, jsii.String("OnCall"), nil)

	endpoint := newEndpoint(stack, newConfiguration(stack, vpc, key, captured))
	scale(endpoint)
	watch(endpoint, oncall)

	awscdk.NewCfnOutput(stack, jsii.String("EndpointName"), &awscdk.CfnOutputProps{Value: endpoint.EndpointName()})
	return stack
}

// newConfiguration has both variants, on encrypted volumes. A fifth of the requests and responses is captured.
func newConfiguration(scope constructs.Construct, vpc awsec2.IVpc, key awskms.Key, captured awss3.IBucket) sm.EndpointConfig {
	return sm.NewEndpointConfig(scope, jsii.String("Config"), &sm.EndpointConfigProps{
		EncryptionKey: key,
		InstanceProductionVariants: &[]*sm.InstanceProductionVariantProps{
			variant("stable", newModel(scope, "Stable", "stable", vpc), 9),
			variant("next", newModel(scope, "Next", "next", vpc), 1),
		},
		DataCapture: &sm.DataCaptureOptions{
			Destination:        &sm.BucketLocation{Bucket: captured, Prefix: jsii.String("raw")},
			SamplingPercentage: jsii.Number(20),
		},
	})
}

// variant hosts a model on its own instances.
func variant(name string, model sm.IModel, weight float64) *sm.InstanceProductionVariantProps {
	return &sm.InstanceProductionVariantProps{
		VariantName:                        jsii.String(name),
		Model:                              model,
		InitialVariantWeight:               jsii.Number(weight),
		InstanceType:                       sm.InstanceType_C5_XLARGE(),
		InitialInstanceCount:               jsii.Number(2),
		RoutingStrategy:                    sm.RoutingStrategy_LEAST_OUTSTANDING_REQUESTS(),
		ContainerStartupHealthCheckTimeout: awscdk.Duration_Minutes(jsii.Number(10)),
	}
}

// newModel has the weights and the inference code in the folder models/<name> of the production example, in a container in the VPC.
func newModel(scope constructs.Construct, id string, name string, vpc awsec2.IVpc) sm.Model {
	folder := filepath.Join("..", "production", "models", name)
	return sm.NewModel(scope, jsii.String(id), &sm.ModelProps{
		Vpc: vpc,
		Containers: &[]*sm.ContainerDefinition{{
			Image: sm.ContainerImage_FromFramework(sm.Framework_PYTORCH(), jsii.String("2.6.0"), &sm.FrameworkImageOptions{
				PythonVersion: jsii.String("py312"),
			}),
			ModelData: sm.ModelData_FromDirectory(jsii.String(folder), &sm.DirectoryOptions{
				Exclude: jsii.Strings("__pycache__"),
			}),
			Environment: &map[string]*string{"SAGEMAKER_PROGRAM": jsii.String("inference.py")},
		}},
	})
}

// newEndpoint shifts a tenth of the traffic to the new fleet for ten minutes, then all of it. The old fleet is kept five minutes longer.
func newEndpoint(scope constructs.Construct, config sm.IEndpointConfig) sm.Endpoint {
	return sm.NewEndpoint(scope, jsii.String("Endpoint"), &sm.EndpointProps{
		EndpointConfig: config,
		DeploymentStrategy: sm.DeploymentStrategy_BlueGreen(&sm.BlueGreenDeploymentOptions{
			TrafficRouting: sm.TrafficRouting_Canary(&sm.CanaryTrafficRoutingOptions{
				Size:     sm.CapacitySize_Percent(jsii.Number(10)),
				BakeTime: awscdk.Duration_Minutes(jsii.Number(10)),
			}),
			TerminationWait: awscdk.Duration_Minutes(jsii.Number(5)),
		}),
		// Deployments retain the instance counts of autoscaling, and apply the weights of this app.
		VariantPropertyRetention: sm.VariantPropertyRetention_AllExcept(sm.VariantPropertyType_DESIRED_WEIGHT),
	})
}

// scale lets each variant have between 2 and 20 instances, depending on its requests.
func scale(endpoint sm.Endpoint) {
	for _, variant := range *endpoint.InstanceProductionVariants() {
		count := variant.AutoScaleInstanceCount(&awsapplicationautoscaling.EnableScalingProps{
			MinCapacity: jsii.Number(2),
			MaxCapacity: jsii.Number(20),
		})
		count.ScaleOnInvocations(jsii.String("Load"), &sm.InvocationsScalingProps{MaxRequestsPerSecond: jsii.Number(30)})
	}
}

// watch adds alarms, which notify the on-call topic, and roll back deployments if they are critical, and a dashboard.
func watch(endpoint sm.Endpoint, oncall awssns.ITopic) {
	alarms := endpoint.AddRecommendedAlarms(&sm.EndpointAlarmsOptions{
		MaxModelLatency: awscdk.Duration_Millis(jsii.Number(500)),
		Actions:         &[]awscloudwatch.IAlarmAction{awscloudwatchactions.NewSnsAction(oncall)},
	})
	for _, alarm := range *alarms.Critical() {
		endpoint.AddAutoRollbackAlarms(alarm)
	}
	endpoint.AddDashboard(nil)
}

// newBucket is private and encrypted with the key of the stack.
func newBucket(scope constructs.Construct, id string, key awskms.IKey) awss3.Bucket {
	return awss3.NewBucket(scope, jsii.String(id), &awss3.BucketProps{
		EncryptionKey:     key,
		EnforceSSL:        jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
	})
}

// Quickstart: a sentiment endpoint that splits its requests between two models.
package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	sm "github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting-go/cdksagemakerhosting"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	newQuickstartStack(app, "Quickstart")
	app.Synth(nil)
}

// newQuickstartStack has two variants on encrypted volumes, the first one with autoscaling and an alarm.
func newQuickstartStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), nil)

	config := sm.NewEndpointConfig(stack, jsii.String("Config"), &sm.EndpointConfigProps{
		EncryptionKey: awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{
			EnableKeyRotation: jsii.Bool(true),
			RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
		}),
		InstanceProductionVariants: &[]*sm.InstanceProductionVariantProps{
			{
				Model:                model(stack, "Stable"),
				VariantName:          jsii.String("stable"),
				InstanceType:         sm.InstanceType_M5_LARGE(),
				InitialVariantWeight: jsii.Number(1),
			},
			{
				Model:                model(stack, "Candidate"),
				VariantName:          jsii.String("candidate"),
				InstanceType:         sm.InstanceType_M5_LARGE(),
				InitialVariantWeight: jsii.Number(candidateWeight(stack)),
			},
		},
	})
	endpoint := sm.NewEndpoint(stack, jsii.String("Endpoint"), &sm.EndpointProps{
		EndpointConfig: config,
		// Deployments retain the instance counts of autoscaling, and apply the weights of the app.
		VariantPropertyRetention: sm.VariantPropertyRetention_AllExcept(sm.VariantPropertyType_DESIRED_WEIGHT),
	})

	stable := endpoint.FindInstanceProductionVariant(jsii.String("stable"))
	count := stable.AutoScaleInstanceCount(&awsapplicationautoscaling.EnableScalingProps{
		MinCapacity: jsii.Number(1),
		MaxCapacity: jsii.Number(4),
	})
	count.ScaleOnInvocations(jsii.String("Load"), &sm.InvocationsScalingProps{MaxRequestsPerSecond: jsii.Number(30)})
	stable.MetricModelLatency(nil).CreateAlarm(stack, jsii.String("SlowModel"), &awscloudwatch.CreateAlarmOptions{
		Threshold:         jsii.Number(500_000),
		EvaluationPeriods: jsii.Number(3),
	})

	awscdk.NewCfnOutput(stack, jsii.String("EndpointName"), &awscdk.CfnOutputProps{Value: endpoint.EndpointName()})
	return stack
}

// candidateWeight is what `cdk deploy -c candidateWeight=1` sets, and otherwise 0.
func candidateWeight(scope constructs.Construct) float64 {
	context := scope.Node().TryGetContext(jsii.String("candidateWeight"))
	if context == nil {
		return 0
	}
	weight, err := strconv.ParseFloat(fmt.Sprint(context), 64)
	if err != nil {
		panic(err)
	}
	return weight
}

// model is in the folder models/<name> of the quickstart: its weights and its inference code.
func model(scope constructs.Construct, name string) sm.Model {
	folder := filepath.Join("..", "quickstart", "models", strings.ToLower(name))
	return sm.NewModel(scope, jsii.String(name), &sm.ModelProps{
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

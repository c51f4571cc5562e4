module example.com/hosting

go 1.26

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.275.0
	github.com/aws/constructs-go/constructs/v10 v10.8.1
	github.com/aws/jsii-runtime-go v1.142.0
	github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting-go/cdksagemakerhosting v0.0.0
)

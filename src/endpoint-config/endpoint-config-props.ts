import type { aws_ec2 as ec2, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import type { AsyncInferenceOptions } from './async-inference';
import type { DataCaptureOptions } from './data-capture';
import type { Explainer } from './explainer';
import type { MetricsConfigOptions } from './metrics-config';
import type { InstanceProductionVariantProps } from './variants/instance-variant-props';
import type { ServerlessProductionVariantProps } from './variants/serverless-variant-props';

/**
 * What an endpoint configuration consists of.
 */
export interface EndpointConfigProps {
  /**
   * The name of the endpoint configuration: at most 63 letters, digits and hyphens. A configuration can't be changed, only replaced,
   * and CloudFormation can't replace one whose name is fixed: better leave it out.
   *
   * @default - a unique name, made by CloudFormation
   */
  readonly endpointConfigName?: string;

  /**
   * The key that encrypts the storage volumes of the instances. The roles of the hosted models are granted what this takes; a key
   * whose own policy does not delegate to IAM, as that of the CDK does, has to name them itself.
   *
   * @default - a key of AWS
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html#sagemaker-CreateEndpointConfig-request-KmsKeyId
   */
  readonly encryptionKey?: kms.IKeyRef;

  /**
   * Production variants that run on instances: 1 to 10. More can be added by `addInstanceProductionVariant`. Can't be combined with
   * `serverlessProductionVariant`.
   *
   * @default - the variants that are added later
   */
  readonly instanceProductionVariants?: InstanceProductionVariantProps[];

  /**
   * The variant that gets copies of the requests, whose answers nobody sees: 1, beside 1 production variant on instances. It is added by
   * `addShadowProductionVariant` too.
   *
   * @default - no shadow variant
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
   */
  readonly shadowProductionVariants?: InstanceProductionVariantProps[];

  /**
   * The one production variant of a serverless endpoint. Can't be combined with `instanceProductionVariants`.
   *
   * @default - not a serverless endpoint, unless `addServerlessProductionVariant` is called
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
   */
  readonly serverlessProductionVariant?: ServerlessProductionVariantProps;

  /**
   * Makes it an asynchronous endpoint, which queues its requests. Takes exactly 1 variant on instances.
   *
   * @default - requests are answered at once
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
   */
  readonly asyncInference?: AsyncInferenceOptions;

  /**
   * Which requests and responses are kept, and where. Not for a serverless endpoint.
   *
   * @default - nothing is kept
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
   */
  readonly dataCapture?: DataCaptureOptions;

  /**
   * What explains the predictions.
   *
   * @default - predictions are not explained
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability.html
   */
  readonly explainer?: Explainer;

  /**
   * Which metrics the endpoint publishes, and how often.
   *
   * @default - decided by SageMaker
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html
   */
  readonly metrics?: MetricsConfigOptions;

  /**
   * The role that inference components act as, on variants without a model. Must be assumable by `sagemaker.amazonaws.com`. It is granted
   * what the configuration needs, unless it can't be changed.
   *
   * @default - the roles of the hosted models; a new role if no variant has a model
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
   */
  readonly role?: iam.IRole;

  /**
   * The VPC that inference components are attached to. Throws with a variant that has a model, whose own VPC counts.
   *
   * @default - not attached to a VPC
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of the VPC to use: 1 to 16, better in 2 availability zones or more. Throws without `vpc`.
   *
   * @default - the private subnets of the VPC, as `vpc.selectSubnets()` selects them
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the inference components: 1 to 5. Throws without `vpc`.
   *
   * @default - a new security group, if `vpc` is given
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Whether the new security group lets the inference components connect to anywhere. Throws without `vpc`, and with `securityGroups`.
   *
   * @default true
   */
  readonly allowAllOutbound?: boolean;

  /**
   * Whether inference components have no network at all. Throws when it is true with a variant that has a model, whose own setting counts.
   *
   * @default false
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
   */
  readonly networkIsolation?: boolean;
}

import { aws_iam as iam, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { ROLE, trustOf, type L1 } from '../l1';
import { AWS, call, handled, silent, synth, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, REQUESTS_FAIL, IGNORES, HARMS, LATER, UNDOCUMENTED } = AWS;
/** A variant of L1 constructs for inference components. */
const BARE = { modelName: undefined as any, initialVariantWeight: undefined as any, instanceType: 'ml.g5.12xlarge' };
const names = (count: number) => Array.from({ length: count }, (_, index) => ({ variantName: `v${index}` }));

export const variants: readonly Mistake[] = [
  {
    title: 'a configuration without a variant', rules: ['a configuration has at least 1 production variant'], aws: REFUSES,
    ours: synth('an endpoint configuration must have at least 1 production variant, got', (g) => g.variants()), l1: (g) => g.variants(), alpha: synth('Must configure at least 1 production variant...'), right: (g) => g.config(),
  },
  {
    title: 'a configuration with 11 variants', rules: ['a configuration has at most 10 production variants'], aws: REFUSES,
    ours: call('an endpoint configuration must have at most 10 production variants, got', (g) => g.variants(...names(11))), l1: (g) => g.variants(...names(11)), alpha: synth("Can't have more than 10 production variants..."), right: (g) => g.variants(...names(10)),
  },
  {
    title: 'two variants with one name', rules: ['variant names are unique'], aws: REFUSES,
    ours: call("variant 'main': variantName must be unique among the variants, got", (g) => g.variants({}, {})), l1: (g) => g.variants({}, {}), alpha: call("There is already a Production Variant with name 'main'"), right: (g) => g.variants({}, { variantName: 'other' }),
  },
  {
    title: 'a second variant without a name', rules: ['each of several production variants has a name'], aws: REFUSES,
    ours: call('variantName can be omitted only if there is 1 production variant, got', (g) => g.variants({}, { variantName: undefined })), l1: synth('variantName: required but missing', (g: L1) => g.variants({}, { variantName: undefined as any })), alpha: synth('variantName: required but missing'),
    right: (g) => g.config({ variantName: undefined }),
  },
  {
    title: 'a variant with an instance type and instance pools', rules: ['a variant has an instance type or instance pools'], aws: REFUSES,
    ours: call("variant 'main': instancePools cannot be combined with instanceType;", (g) => g.config({ instanceType: g.sm.InstanceType.G5_XLARGE, instancePools: [{ instanceType: g.sm.InstanceType.G6_XLARGE, priority: 1 }] })),
    l1: (g) => g.config({ instanceType: 'ml.g5.xlarge', instancePools: [{ instanceType: 'ml.g6.xlarge', priority: 1 }] }),
    right: (g) => g.config({ instancePools: [{ instanceType: g.sm.InstanceType.G6_XLARGE, priority: 1 }] }),
  },
  {
    title: 'a serverless variant with an instance type', rules: ['a serverless variant has no properties of instances'], aws: REFUSES, ours: types,
    l1: (g) => g.config({ ...g.less(), instanceType: 'ml.m5.large' }), alpha: types,
  },
  {
    title: 'an instance type that SageMaker does not know', rules: ['Variants > the SageMaker API of this version lists the instance type'], aws: REFUSES,
    ours: warned('unknownInstanceType', (g) => g.config({ instanceType: g.sm.InstanceType.of('ml.m99.large') })), l1: (g) => g.config({ instanceType: 'ml.m99.large' }), alpha: silent,
  },
  {
    title: 'an instance type without `ml.`', aws: REFUSES, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: call("instance type must start with 'ml.', got 'm5.large'; use for example", (g) => g.config({ instanceType: g.sm.InstanceType.of('m5.large') })), l1: (g) => g.config({ instanceType: 'm5.large' }), alpha: call("instance type must start with 'ml.'; (got m5.large)"),
  },
  {
    title: 'an instance type of Amazon EC2, from JavaScript', aws: REFUSES, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: call("variant 'main': instanceType must start with 'ml.', got 'm5.large'; use", (g) => g.config({ instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.LARGE) as any })), l1: (g) => g.config({ instanceType: 'm5.large' }), alpha: silent,
  },
  {
    title: 'a negative weight', rules: ['a weight is at least 0'], aws: REFUSES,
    ours: call("variant 'main': initialVariantWeight must be at least 0, got -1", (g) => g.config({ initialVariantWeight: -1 })), l1: (g) => g.config({ initialVariantWeight: -1 }), alpha: call('Invalid Production Variant Props: Cannot have negative variant weight'),
  },
  {
    title: 'the weight 0 for each variant', rules: ['at least one weight is above 0'], aws: REQUESTS_FAIL,
    ours: warned('allWeightsZero', (g) => g.config({ initialVariantWeight: 0 })), l1: (g) => g.config({ initialVariantWeight: 0 }),
    right: (g) => g.variants({}, { variantName: 'idle', initialVariantWeight: 0 }),
  },
  {
    title: 'the weight 0 of one variant, which gets requests anyway', aws: HARMS, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: handled('"InitialVariantWeight":0', (g) => g.variants({}, { variantName: 'idle', initialVariantWeight: 0 })), l1: (g) => g.variants({}, { variantName: 'idle', initialVariantWeight: 0 }),
    alpha: silent,
  },
  {
    title: 'a fraction of an instance', aws: REFUSES, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: call("variant 'main': initialInstanceCount must be an integer, got 1.5", (g) => g.config({ initialInstanceCount: 1.5 })), l1: (g) => g.config({ initialInstanceCount: 1.5 }), alpha: silent, right: (g) => g.config({ initialInstanceCount: 2 }),
  },
  {
    title: 'no instance', aws: REFUSES, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: call("variant 'main': initialInstanceCount must be at least 1, got 0", (g) => g.config({ initialInstanceCount: 0 })), l1: (g) => g.config({ initialInstanceCount: 0 }), alpha: call('Invalid Production Variant Props: Must have at least one instance'),
  },
  {
    title: 'a model of another account', rules: ['model and configuration are in the same account and region'], aws: REFUSES,
    ours: call("variant 'main': the model must be in the same account (123456789012),", (g) => g.config({ model: g.sm.Model.fromModelArn(g.stack, 'Far', 'arn:aws:sagemaker:us-east-1:222222222222:model/churn') })), l1: (g) => g.config({ modelName: 'churn' }), alpha: call('Invalid Production Variant Props: Cannot use model in account'),
  },
  {
    title: 'a model in another stack, which can then not be replaced', rules: ['a model is in the stack of its configuration'], aws: 'a later update fails: "Export ... cannot be updated as it is in use by ..."',
    ours: warned('replacedInOtherStack', (g) => g.config({ model: g.beside().model() })), l1: (g) => g.config({ modelName: 'churn' }), alpha: silent, right: (g) => g.config({ model: g.model() }),
  },
  {
    title: 'a model of the same stack by its name', rules: ['a model that is imported by its name is not defined in the same stack'], aws: 'fails: "Could not find model"',
    ours: warned('definedInSameStack', (g) => { g.model({ modelName: 'churn' }); g.config({ model: g.sm.Model.fromModelName(g.stack, 'ByName', 'churn') }); }),
    l1: (g) => { g.model({ modelName: 'churn' }); g.config({ modelName: 'churn' }); }, alpha: silent,
  },
  {
    title: 'a configuration with a fixed name', rules: ['CloudFormation cannot replace a configuration with a fixed name'], aws: 'a later update fails: "Cannot create already existing endpoint configuration"',
    ours: warned('fixedEndpointConfigName', (g) => g.config({}, { endpointConfigName: 'churn' })), l1: (g) => g.config({}, { endpointConfigName: 'churn' }), alpha: silent,
  },
  {
    title: 'a `CfnModel` as the model of a variant', aws: HARMS, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html', ours: types, alpha: types,
  },
  {
    title: 'a bucket as the model of a variant, from Python', aws: HARMS, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: call("variant 'main': model must be a model, got Bucket 'Test/Bucket'; use", (g) => g.config({ model: g.bucket as any })), l1: (g) => g.config({ modelName: (g as any).bucket }), alpha: silent,
  },
  {
    title: 'a variant with a model beside one without', rules: ['all variants have a model, or none has one'], aws: UNDOCUMENTED,
    ours: warned('mixedVariants', (g) => g.variants({ variantName: 'a' }, { variantName: 'b', model: undefined })), l1: (g) => g.variants({ variantName: 'a' }, { ...BARE, variantName: 'b' }),
    right: (g) => g.components(),
  },
  {
    title: 'network isolation of a configuration whose variants have a model', rules: ['a configuration with its own VPC or network isolation'], aws: REFUSES,
    ours: synth("networkIsolation cannot be combined with variant 'main', which has a", (g) => g.config({}, { networkIsolation: true })), l1: (g) => g.config({}, { enableNetworkIsolation: true, executionRoleArn: ROLE }),
    right: (g) => g.components({}, { networkIsolation: true }),
  },
  {
    title: 'a VPC of a configuration whose variants have a model', rules: ['a configuration with its own VPC or network isolation'], aws: REFUSES,
    ours: synth("vpc cannot be combined with variant 'main', which has a model; set vpc", (g) => g.config({}, { vpc: g.vpc })), l1: (g) => g.config({}, { vpcConfig: { subnets: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], securityGroupIds: ['sg-0123456789abcdef1'] } }),
    right: (g) => g.components({}, { vpc: g.vpc }),
  },
  {
    title: 'a role of a configuration whose variants have a model', rules: ['the role of a configuration has no effect on variants'], aws: IGNORES,
    ours: warned('roleBesideModel', (g) => g.config({}, { role: g.role('Role') })), l1: (g) => g.config({}, { executionRoleArn: ROLE }),
  },
  {
    title: 'a configuration for inference components without a role', rules: ['a configuration with variants without a model has a role'], aws: REFUSES,
    ours: handled('"ExecutionRoleArn"', (g) => g.components()), l1: (g) => g.config(BARE),
  },
  {
    title: 'a role of a configuration that SageMaker cannot assume', rules: ['Variants without a model > SageMaker can assume the role'], aws: REFUSES,
    ours: warned('roleNotAssumable', (g) => g.components({}, { role: g.role('Lambda', 'lambda.amazonaws.com') })), l1: (g) => g.config(BARE, { executionRoleArn: new iam.CfnRole(g.stack, 'Role', { assumeRolePolicyDocument: trustOf('lambda.amazonaws.com') }).attrArn }),
    right: (g) => g.components({}, { role: g.role('Role') }),
  },
  {
    title: 'a configuration in isolated subnets without a route to Amazon S3', rules: ['isolated and public subnets have a VPC endpoint for Amazon S3 '], aws: FAILS,
    ours: warned('missingVpcEndpoints', (g) => g.components({}, { vpc: g.vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } })),
    l1: (g) => g.config(BARE, { executionRoleArn: ROLE, vpcConfig: { subnets: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'], securityGroupIds: ['sg-0123456789abcdef1'] } }),
  },
  {
    title: 'a role of a configuration of another account', rules: ['the role is in the account of the configuration'], aws: REFUSES,
    ours: call('role must be in account 123456789012, because a role can be passed to', (g) => g.components({}, { role: iam.Role.fromRoleArn(g.stack, 'Role', 'arn:aws:iam::222222222222:role/hosting') })), l1: (g) => g.config(BARE, { executionRoleArn: ROLE.replace('123456789012', '222222222222') }),
  },
  {
    title: 'a weight of a variant for inference components', rules: ['a variant without a model has neither a weight'], aws: REFUSES,
    ours: warned('ignoredWithoutModel', (g) => g.components({ initialVariantWeight: 2 })), l1: (g) => g.config({ ...BARE, initialVariantWeight: 2 }, { executionRoleArn: ROLE }),
  },
  {
    title: 'data capture of inference components', rules: ['AWS does not document them for inference components'], aws: UNDOCUMENTED,
    ours: warned('observedComponents', (g) => g.components({}, { dataCapture: { destination: { bucket: g.bucket } } })),
    l1: (g) => g.config(BARE, { executionRoleArn: ROLE, dataCaptureConfig: { initialSamplingPercentage: 100, destinationS3Uri: 's3://captured', captureOptions: [{ captureMode: 'Input' }] } }),
  },
];

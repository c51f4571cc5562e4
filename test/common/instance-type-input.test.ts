import { CfnParameter, aws_ec2 as ec2, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, InstanceType, registry, type InstanceProductionVariantProps } from '../../src';
import { aModel, anImage } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../helpers/stack';

/** The class of another package, such as the alpha module: its type differs, and it has the name only. */
class TheirInstanceType {
  constructor(private readonly name: string) {}

  public toString(): string {
    return this.name;
  }
}

const ALIKE: [string, unknown][] = [
  ['an InstanceType', InstanceType.G5_12XLARGE],
  ['a string', 'ml.g5.12xlarge'],
  ['an instance type of another package', new TheirInstanceType('ml.g5.12xlarge')],
];

function configured(stack: Stack, props: { [name: string]: unknown }): EndpointConfig {
  const variant = { variantName: 'main', model: aModel(stack), ...props } as InstanceProductionVariantProps;
  return new EndpointConfig(stack, 'Config', { instanceProductionVariants: [variant] });
}

describe.each(ALIKE)('%s', (_what, instanceType) => {
  test('is the type of a variant, with all that is known of it', () => {
    const stack = testStack();
    const config = configured(stack, { instanceType });
    const variant = new Endpoint(stack, 'Endpoint', { endpointConfig: config }).findInstanceProductionVariant('main');
    variant.autoScaleInstanceCount({ maxCapacity: 2 }).scaleOnGpuUtilization('Gpu', { targetUtilizationPercent: 50 });

    expect(config.findInstanceProductionVariant('main').instanceType).toEqual(InstanceType.G5_12XLARGE);
    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].InstanceType).toBe('ml.g5.12xlarge');
    expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalingPolicy').TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(200);
  });

  test('is the type of a pool, of an added variant, and of a shadow variant', () => {
    const stack = testStack();
    const config = configured(stack, { instancePools: [{ instanceType, priority: 1 }] });
    config.addShadowProductionVariant({ variantName: 'next', model: aModel(stack, 'Next'), instanceType } as InstanceProductionVariantProps);

    const { ProductionVariants: [main], ShadowProductionVariants: [next] } = propertiesOf(stack, 'AWS::SageMaker::EndpointConfig');
    expect([main.InstancePools[0].InstanceType, next.InstanceType]).toEqual(['ml.g5.12xlarge', 'ml.g5.12xlarge']);
  });

  test('is the type of a variant of an imported configuration', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'Config', {
      endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs',
      instanceProductionVariants: [{ variantName: 'main', instanceType: instanceType as InstanceType }],
    });
    const alarms = new Endpoint(stack, 'Endpoint', { endpointConfig }).addRecommendedAlarms();

    expect(alarms.all.map(({ node }) => node.id)).toContain('mainGpuUtilization');
  });

  test('is one of the types of a package and of its validation', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    const types = [instanceType as InstanceType];
    new registry.ModelPackageGroup(stack, 'Group').addModelPackage('Version', {
      inferenceSpecification: {
        containers: [{ image: anImage(stack) }],
        supportedContentTypes: ['a/b'],
        supportedResponseMimeTypes: ['a/b'],
        supportedRealtimeInferenceInstanceTypes: types,
        supportedTransformInstanceTypes: types,
      },
      validationSpecification: {
        profile: {
          profileName: 'profile',
          transformJobDefinition: {
            input: { data: registry.TransformData.fromPrefix({ bucket }) }, output: { location: { bucket } }, resources: { instanceType: types[0] },
          },
        },
      },
    });

    const { InferenceSpecification, ValidationSpecification } = propertiesOf(stack, 'AWS::SageMaker::ModelPackage');
    expect(InferenceSpecification.SupportedRealtimeInferenceInstanceTypes).toEqual(['ml.g5.12xlarge']);
    expect(ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformResources.InstanceType).toBe('ml.g5.12xlarge');
  });
});

test('a string may be a token, and a type that is not known', () => {
  const stack = testStack();
  configured(stack, { instanceType: new CfnParameter(stack, 'Type').valueAsString });
  expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].InstanceType).toEqual({ Ref: 'Type' });

  const other = testStack();
  configured(other, { instanceType: 'ml.m99.large' });
  expect(warningsOf(other)).toEqual([expect.stringContaining('instanceType ml.m99.large of variant \'main\'')]);
});

describe('refuses', () => {
  test.each<[string, { [name: string]: unknown }, string]>([
    ['a type of Amazon EC2', { instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.LARGE) }, "instanceType must start with 'ml.', got 'm5.large'; use for example 'ml.m5.large'"],
    ['a string without its prefix', { instanceType: 'm5.large' }, "instanceType must start with 'ml.', got 'm5.large'; use for example 'ml.m5.large'"],
    ['a number', { instanceType: 5 }, 'instanceType must be an instance type, got number 5; use InstanceType'],
    ['an object', { instanceType: {} }, 'instanceType must be an instance type, got an object; use InstanceType'],
    ['a list', { instanceType: ['ml.m5.large'] }, 'instanceType must be an instance type, got a list; use InstanceType'],
    [
      'a pool without its prefix', { instancePools: [{ instanceType: 'm5.large', priority: 1 }] },
      "instancePools[0].instanceType must start with 'ml.', got 'm5.large'; use for example 'ml.m5.large'",
    ],
  ])('%s', (_what, props, message) => {
    expect(messageOf(() => configured(testStack(), props))).toBe(`Test/Config: variant 'main': ${message}`);
  });
});

import { Resource, type aws_iam as iam } from 'aws-cdk-lib';
import { EndpointConfig, type IEndpointConfig } from '../../../src';
import { EndpointVariants } from '../../../src/endpoint/variants/endpoint-variants';
import type { Variants } from '../../../src/endpoint-config/variants/variant-set';
import { aConfig, aModel } from '../../helpers/given';
import { testStack } from '../../helpers/stack';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs';

class TestResource extends Resource {}

/** The variants that an endpoint of a configuration knows. */
function knownVariants(config: IEndpointConfig | undefined): Variants | undefined {
  const scope = new TestResource(testStack(), 'Scope');
  return new EndpointVariants({ scope, endpointName: 'ours', physicalName: 'endpoint', metricsName: 'ours', grantableArns: [], granteeOf: (grantee: iam.IGrantable) => grantee }, config).known();
}

test('of a configuration of the app are those it has, now and later', () => {
  const stack = testStack();
  const config = aConfig(stack);
  const known = knownVariants(config)!;
  config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'late' });
  expect(known.instance.map(({ props }) => props.variantName)).toEqual(['main', 'late']);
  expect(known.serverless).toBeUndefined();
});

test('of an imported configuration are those of its attributes', () => {
  const config = EndpointConfig.fromEndpointConfigAttributes(testStack(), 'Theirs', {
    endpointConfigArn: ARN, instanceProductionVariants: [{ variantName: 'main' }],
  });
  expect(knownVariants(config)).toMatchObject({ instance: [{ props: { variantName: 'main' } }], shadow: [] });
});

test('of an imported configuration without such attributes are not known', () => {
  const stack = testStack();
  expect(knownVariants(EndpointConfig.fromEndpointConfigArn(stack, 'ByArn', ARN))).toBeUndefined();
  expect(knownVariants(EndpointConfig.fromEndpointConfigName(stack, 'ByName', 'theirs'))).toBeUndefined();
  expect(knownVariants(EndpointConfig.fromEndpointConfigAttributes(stack, 'Told', { endpointConfigArn: ARN, asyncInference: true }))).toBeUndefined();
});

test('are not known without a configuration', () => {
  expect(knownVariants(undefined)).toBeUndefined();
});

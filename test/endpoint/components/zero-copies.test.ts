import { CfnParameter, Size, aws_applicationautoscaling as appscaling, aws_sagemaker as sagemaker, type Stack } from 'aws-cdk-lib';
import { COMPUTE, aComponent, anArchive, hosting, running } from './given';
import { Endpoint, EndpointConfig, InferenceComponentSpecification, InstanceType, Model, type InferenceComponent, type InstanceProductionVariantProps } from '../../../src';
import { testStack, warningsOf } from '../../helpers/stack';

const WARNING = (minimum: number) => `Test/Endpoint/Llama: the copy count can scale in to 0, but variant 'main' keeps ${minimum} instances running, for which SageMaker charges; `
  + 'set minInstanceCount of managedInstanceScaling to 0 [ack: cdk-sagemaker-hosting:zeroCopiesOnRunningInstances]';

/** Scales a component to zero, and back. */
function toZero(component: Pick<InferenceComponent, 'autoScaleCopyCount'>, minCapacity = 0): void {
  component.autoScaleCopyCount({ minCapacity, maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
}

function alone(stack: Stack, variant: Partial<InstanceProductionVariantProps>): InferenceComponent {
  return aComponent(stack, {}, hosting(stack, variant));
}

test.each<[string, Partial<InstanceProductionVariantProps>, number]>([
  ['no managed scaling', {}, 1],
  ['no managed scaling, and several instances', { initialInstanceCount: 3 }, 3],
  ['a minimum', { managedInstanceScaling: { minInstanceCount: 2, maxInstanceCount: 4 } }, 2],
])('warns with %s', (_, variant, minimum) => {
  const stack = testStack();
  toZero(alone(stack, variant));
  expect(warningsOf(stack)).toEqual([WARNING(minimum)]);
});

test('warns if a schedule scales in to zero', () => {
  const stack = testStack();
  const copies = alone(stack, {}).autoScaleCopyCount({ minCapacity: 1, maxCapacity: 2 });
  copies.scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
  copies.scaleOnSchedule('Night', { schedule: appscaling.Schedule.cron({ hour: '20', minute: '0' }), minCapacity: 0 });
  expect(warningsOf(stack)).toEqual([WARNING(1)]);
});

test('warns of each component if the copies of all of them can be zero', () => {
  const stack = testStack();
  const endpoint = hosting(stack, { managedInstanceScaling: { minInstanceCount: 1, maxInstanceCount: 4 } });
  toZero(aComponent(stack, {}, endpoint));
  toZero(endpoint.addInferenceComponent('Mistral', { specification: running(stack) }));
  expect(warningsOf(stack)).toEqual([WARNING(1), WARNING(1).replace('Llama', 'Mistral')]);
});

test('warns although there are adapters, and components on another variant', () => {
  const stack = testStack();
  const endpoint = hosting(stack);
  const llama = aComponent(stack, { variantName: 'main' }, endpoint);
  llama.addAdapter('Legal', { artifact: anArchive(stack) });
  const config = stack.node.findChild('Config') as EndpointConfig;
  config.addInstanceProductionVariant({ variantName: 'cpu', instanceType: InstanceType.M5_LARGE });
  endpoint.addInferenceComponent('Phi', { variantName: 'cpu', specification: running(stack, { compute: { minMemory: Size.gibibytes(1) } }) });
  toZero(llama);
  expect(warningsOf(stack)).toEqual([WARNING(1)]);
});

test('warns although L1 constructs define an adapter, and components of another endpoint and on another variant', () => {
  const stack = testStack();
  const endpoint = hosting(stack);
  toZero(aComponent(stack, {}, endpoint));
  const specification = { modelName: 'theirs' };
  const other = new Endpoint(stack, 'Other', { endpointConfig: stack.node.findChild('Config') as EndpointConfig });
  new sagemaker.CfnInferenceComponent(stack, 'OfOther', { endpointName: other.endpointName, specification });
  new sagemaker.CfnInferenceComponent(stack, 'OnOther', { endpointName: endpoint.endpointName, variantName: 'cpu', specification });
  new sagemaker.CfnInferenceComponent(stack, 'Adapter', {
    endpointName: endpoint.endpointName, specification: { baseInferenceComponentName: 'theirs', container: { artifactUrl: 's3://theirs/a.tar.gz' } },
  });
  expect(warningsOf(stack)).toEqual([WARNING(1)]);
});

describe('does not warn', () => {
  test.each<[string, Partial<InstanceProductionVariantProps>]>([
    ['the number of instances can be zero', { managedInstanceScaling: { minInstanceCount: 0, maxInstanceCount: 4 } }],
    ['SageMaker chooses the minimum', { managedInstanceScaling: { maxInstanceCount: 4 } }],
  ])('if %s', (_, variant) => {
    const stack = testStack();
    toZero(alone(stack, variant));
    expect(warningsOf(stack)).toEqual([]);
  });

  test('if the minimum of the instances, or of the copies, is a token', () => {
    const stack = testStack();
    const token = new CfnParameter(stack, 'Min', { type: 'Number' }).valueAsNumber;
    toZero(alone(stack, { managedInstanceScaling: { minInstanceCount: token, maxInstanceCount: 4 } }));
    expect(warningsOf(stack)).toEqual([]);
    const other = testStack();
    toZero(alone(other, {}), new CfnParameter(other, 'Min', { type: 'Number' }).valueAsNumber);
    expect(warningsOf(other)).toEqual([]);
  });

  test('if there is always a copy', () => {
    const stack = testStack();
    toZero(alone(stack, {}), 1);
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each([undefined, 1])('if another component, whose minimum is %p, shares the instances', (minCapacity) => {
    const stack = testStack();
    const endpoint = hosting(stack);
    toZero(aComponent(stack, {}, endpoint));
    const other = endpoint.addInferenceComponent('Mistral', { specification: running(stack) });
    if (minCapacity !== undefined) {
      toZero(other, minCapacity);
    }
    expect(warningsOf(stack)).toEqual([]);
  });

  test('if a component that is looked up, or that an L1 construct defines, may share them', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    toZero(aComponent(stack, {}, endpoint));
    endpoint.inferenceComponent('theirs');
    expect(warningsOf(stack)).toEqual([]);
    const other = testStack();
    const withL1 = hosting(other);
    toZero(aComponent(other, {}, withL1));
    new sagemaker.CfnInferenceComponent(other, 'Raw', { endpointName: withL1.endpointName, variantName: 'main', specification: { modelName: 'theirs' } });
    expect(warningsOf(other)).toEqual([]);
  });

  test('if the variant of a component that an L1 construct defines is not known', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    toZero(aComponent(stack, {}, endpoint));
    new sagemaker.CfnInferenceComponent(stack, 'Raw', { endpointName: endpoint.endpointName, specification: { modelName: 'theirs' } });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('if the endpoint or its configuration is imported', () => {
    const stack = testStack();
    const model = Model.fromModelName(stack, 'Model', 'theirs');
    const options = { variantName: 'main', specification: InferenceComponentSpecification.fromModel(model, { compute: COMPUTE }) };
    toZero(Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').addInferenceComponent('Llama', options));
    const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirConfig', {
      endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.G6E_12XLARGE, initialInstanceCount: 1 }],
    });
    toZero(new Endpoint(stack, 'OnTheirs', { endpointConfig }).addInferenceComponent('Llama', options));
    expect(warningsOf(stack).filter((warning) => warning.includes('zeroCopies'))).toEqual([]);
  });
});

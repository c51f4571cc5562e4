import { App, NestedStack, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, InstanceType, Model } from '../../src';
import * as registry from '../../src/registry';
import { aConfig, aModel, anImage } from '../helpers/given';
import { testStack, warningsOf as allWarningsOf } from '../helpers/stack';
import { aVersion } from '../registry/given';

const warningsOf = (stack: Stack) => allWarningsOf(stack).filter((text) => text.includes('replacedInOtherStack'));

const { APPROVED } = registry.ModelApprovalStatus;

function stacks() {
  const app = new App();
  return { stack: testStack({ app }), there: testStack({ app, id: 'There' }) };
}

const warning = (user: string, what: string) => `${user}: ${what} is in stack 'There'; each change replaces it, which CloudFormation cannot do while stack 'Test' refers `
  + 'to it; define it in that stack or in a nested stack of it, or import it [ack: cdk-sagemaker-hosting:replacedInOtherStack]';

describe('in another stack', () => {
  test('a configuration is warned of', () => {
    const { stack, there } = stacks();
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(there) });
    expect(warningsOf(stack)).toEqual([warning('Test/Endpoint', "endpoint configuration 'There/Config'")]);
  });

  test('a model is warned of once, in each kind of variant', () => {
    const { stack, there } = stacks();
    const model = aModel(there, 'Model');
    const shadow = aModel(there, 'Shadow');
    const inPool = aModel(there, 'InPool');
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{
        variantName: 'main',
        model,
        instancePools: [
          { instanceType: InstanceType.M5_LARGE, priority: 1, model: inPool }, { instanceType: InstanceType.M5_XLARGE, priority: 2 },
        ],
      }],
      shadowProductionVariants: [{ variantName: 'shadow', model: shadow }],
    });
    new EndpointConfig(stack, 'Serverless', { serverlessProductionVariant: { variantName: 'less', model, maxConcurrency: 1, memorySizeInMB: 1024 } });
    expect(warningsOf(stack)).toEqual([
      ...['InPool', 'Model', 'Shadow'].map((id) => warning('Test/Config', `model 'There/${id}'`)),
      warning('Test/Serverless', "model 'There/Model'"),
    ]);
  });

  test('from a nested stack is warned of too', () => {
    const { stack, there } = stacks();
    const nested = new NestedStack(there, 'Nested');
    new Endpoint(new NestedStack(stack, 'Nested'), 'Endpoint', { endpointConfig: aConfig(nested) });
    expect(warningsOf(stack)).toEqual([warning('Test/Nested/Endpoint', "endpoint configuration 'There/Nested/Config'")]);
  });
});

describe('is not warned of', () => {
  test('in the same stack', () => {
    const stack = testStack();
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    new Model(stack, 'Model', { containers: [{ modelPackage: aVersion(stack, { modelApprovalStatus: APPROVED }) }] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('in nested stacks of the same stack', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    const instanceProductionVariants = [{ variantName: 'main', model: aModel(new NestedStack(nested, 'Inner'), 'Model') }];
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(nested, 'Config', { instanceProductionVariants }) });
    new Endpoint(nested, 'Endpoint', { endpointConfig: aConfig(stack, 'Other', { instanceProductionVariants: [{ variantName: 'main', model: aModel(stack) }] }) });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('if it is imported in the other stack', () => {
    const { stack, there } = stacks();
    const model = Model.fromModelName(there, 'Model', 'theirs');
    new Endpoint(stack, 'One', { endpointConfig: aConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model }] }) });
    new Endpoint(stack, 'Two', { endpointConfig: EndpointConfig.fromEndpointConfigName(there, 'Theirs', 'theirs') });
    const modelPackage = registry.ModelPackage.fromModelPackageArn(there, 'Package', 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/3');
    new Model(stack, 'Model', { containers: [{ modelPackage }] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('if only the image or the role is there', () => {
    const { stack, there } = stacks();
    aModel(stack, 'Model', { containers: [{ image: anImage(there) }], role: aModel(there, 'Other').role });
    expect(warningsOf(stack)).toEqual([]);
  });
});

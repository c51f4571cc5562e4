import { App, CfnCondition, CfnParameter, Fn, NestedStack, Size, Stack, aws_s3 as s3, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import {
  Endpoint, EndpointConfig, InferenceComponent, InferenceComponentSpecification, InstanceType, Model, ModelData, registry,
  type IEndpointConfig, type IModel, type InstanceProductionVariantProps,
} from '../../../src';
import { aConfig, aModel, anImage } from '../../helpers/given';
import { testStack, warningsOf } from '../../helpers/stack';
import { aSpecification } from '../../registry/given';

const ID = '[ack: cdk-sagemaker-hosting:definedInSameStack]';

/** The warnings of this rule; names that are fixed have warnings of their own. */
const warned = (stack: Stack) => warningsOf(stack).filter((text) => text.includes('definedInSameStack'));

const warning = (user: string, noun: string, name: string, path: string) => `Test/${user}: ${noun} '${name}' is used by its name, but 'Test/${path}' defines it in the `
  + 'same stack, and CloudFormation does not know which of them to create first; use the construct instead of its name, or depend on it with '
  + `node.addDependency ${ID}`;

const named = (stack: Stack, modelName = 'churn') => new Model(stack, 'Named', { modelName, containers: [{ image: anImage(stack) }] });
const imported = (stack: Stack, name = 'churn', id = 'Imported') => Model.fromModelName(stack, id, name);

function hosting(stack: Stack, model: IModel, props: Partial<InstanceProductionVariantProps> = {}): EndpointConfig {
  return new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', instanceType: InstanceType.M5_LARGE, ...props }] });
}

describe('a model', () => {
  const expected = [warning('Config', 'model', 'churn', 'Named/Model')];

  test('that is imported by the name of one in the stack is warned of, once', () => {
    const stack = testStack();
    named(stack);
    const model = imported(stack);
    hosting(stack, model).addInstanceProductionVariant({ model, variantName: 'other', instanceType: InstanceType.M5_LARGE });
    expect(warned(stack)).toEqual(expected);
    expect(warned(stack)).toEqual(expected);
  });

  test('may be defined after what uses it', () => {
    const stack = testStack();
    hosting(stack, imported(stack));
    named(stack);
    expect(warned(stack)).toEqual(expected);
  });

  test('is also one that is imported by its ARN, an L1 construct, or one of a shadow variant or an instance pool', () => {
    const stack = testStack();
    new sagemaker.CfnModel(stack, 'Named', { modelName: 'churn' });
    hosting(stack, Model.fromModelArn(stack, 'Imported', 'arn:aws:sagemaker:us-east-1:123456789012:model/churn'));
    const config = new EndpointConfig(stack, 'Shadowed', {
      instanceProductionVariants: [{ model: aModel(stack, 'OfMain'), variantName: 'main', instanceType: InstanceType.M5_LARGE }],
      shadowProductionVariants: [{ model: imported(stack, 'shadow', 'OfShadow'), variantName: 'shadow', instanceType: InstanceType.M5_LARGE }],
    });
    new sagemaker.CfnModel(config, 'Shadow', { modelName: 'shadow' });
    new EndpointConfig(stack, 'Pooled', {
      instanceProductionVariants: [{
        model: aModel(stack),
        variantName: 'main',
        instancePools: [{ instanceType: InstanceType.M5_LARGE, priority: 1, model: imported(stack, 'shadow', 'OfPool') }],
      }],
    });
    expect(warned(stack)).toEqual([
      warning('Config', 'model', 'churn', 'Named'), warning('Shadowed', 'model', 'shadow', 'Shadowed/Shadow'), warning('Pooled', 'model', 'shadow', 'Shadowed/Shadow'),
    ]);
  });

  test.each<[string, (stack: Stack) => void]>([
    ['itself', (stack) => hosting(stack, named(stack))],
    ['with a dependency', (stack) => hosting(stack, imported(stack)).node.addDependency(named(stack))],
    ['with an indirect dependency', (stack) => {
      const between = aModel(stack);
      between.node.addDependency(named(stack));
      hosting(stack, imported(stack)).node.addDependency(between);
    }],
    ['with the name as an attribute', (stack) => hosting(stack, imported(stack, named(stack).modelName))],
    ['of another name', (stack) => [named(stack), hosting(stack, imported(stack, 'Churn'))]],
    ['with a name that CloudFormation generates', (stack) => [aModel(stack), hosting(stack, imported(stack))]],
    ['with a name that is a parameter', (stack) => [named(stack), hosting(stack, imported(stack, new CfnParameter(stack, 'Name').valueAsString))]],
    ['of another stack', (stack) => [named(new Stack(App.of(stack) as App, 'Other', { env: stack })), hosting(stack, imported(stack))]],
    ['of a nested stack', (stack) => [named(new NestedStack(stack, 'Nested')), hosting(stack, imported(stack))]],
    ['that only exists with a condition', (stack) => {
      const condition = new CfnCondition(stack, 'IsNew', { expression: Fn.conditionEquals('a', 'b') });
      (named(stack).node.defaultChild as sagemaker.CfnModel).cfnOptions.condition = condition;
      hosting(stack, imported(stack));
    }],
  ])('%s is not warned of', (_what, define) => {
    const stack = testStack();
    define(stack);
    expect(warned(stack)).toEqual([]);
  });
});

describe('an endpoint configuration', () => {
  const define = (stack: Stack) => {
    const config = aConfig(stack, 'Named', { endpointConfigName: 'churn' });
    const use = (endpointConfig: IEndpointConfig) => new Endpoint(stack, 'Endpoint', { endpointConfig });
    return { config, use };
  };

  test('that is imported by the name of one in the stack is warned of', () => {
    const stack = testStack();
    define(stack).use(EndpointConfig.fromEndpointConfigName(stack, 'Imported', 'churn'));
    expect(warned(stack)).toEqual([warning('Endpoint', 'endpoint configuration', 'churn', 'Named/EndpointConfig')]);
  });

  test('itself is not', () => {
    const stack = testStack();
    const { config, use } = define(stack);
    use(config);
    expect(warned(stack)).toEqual([]);
  });
});

describe('what is scaled', () => {
  const endpointNamed = (stack: Stack, endpointName: string) => new Endpoint(stack, 'Named', { endpointName, endpointConfig: aConfig(stack) });
  const scale = (endpoint: { findInstanceProductionVariant: Endpoint['findInstanceProductionVariant'] }) => endpoint
    .findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 1, maxCapacity: 2 });

  test('is warned of if it is an endpoint of the stack that is imported by its name', () => {
    const stack = testStack();
    endpointNamed(stack, 'Churn');
    scale(Endpoint.fromEndpointName(stack, 'Imported', 'churn') as Endpoint);
    expect(warned(stack)).toEqual([warning('Imported/InstanceCount', 'endpoint', 'churn', 'Named/Endpoint')]);
  });

  test('is not warned of if it is the endpoint itself, even if its name is a literal', () => {
    const stack = testStack();
    const endpoint = endpointNamed(stack, 'churn');
    endpoint.addLogGroup();
    scale(endpoint);
    expect(warned(stack)).toEqual([]);
  });

  const component = (stack: Stack) => {
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: hosting(stack, undefined as any) });
    const copies = endpoint.inferenceComponent('summaries').autoScaleCopyCount({ minCapacity: 1, maxCapacity: 2 });
    const resource = new sagemaker.CfnInferenceComponent(stack, 'Component', {
      inferenceComponentName: 'summaries', endpointName: endpoint.endpointName, variantName: 'main', specification: { modelName: 'm' },
    });
    return { copies, resource };
  };

  test('is not warned of if it is an inference component of the stack, on which its scaling depends', () => {
    const stack = testStack();
    component(stack);
    expect(warned(stack)).toEqual([]);
  });

  test('is not warned of if it is an inference component that it depends on', () => {
    const stack = testStack();
    const { copies, resource } = component(stack);
    copies.node.addDependency(resource);
    expect(warned(stack)).toEqual([]);
  });
});

describe('the group of a model package version', () => {
  test.each([true, false])('is warned of if it is in the stack and imported by its name: %p', (isImported) => {
    const stack = testStack();
    const group = new registry.ModelPackageGroup(stack, 'Named', { modelPackageGroupName: 'churn' });
    const used = registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'Imported', 'churn');
    new registry.ModelPackage(stack, 'Version', { modelPackageGroup: isImported ? used : group, inferenceSpecification: aSpecification(stack) });
    expect(warned(stack)).toEqual(isImported ? [warning('Version', 'model package group', 'churn', 'Named/Resource')] : []);
  });
});

describe('what an inference component uses', () => {
  const host = (stack: Stack) => new Endpoint(stack, 'Endpoint', { endpointConfig: hosting(stack, undefined as any) });
  const compute = { minMemory: Size.gibibytes(1) };

  test('is warned of if it is a model of the stack by its name', () => {
    const stack = testStack();
    new Model(stack, 'Model', { modelName: 'summaries', containers: [{ image: anImage(stack) }] });
    const specification = InferenceComponentSpecification.fromModel(Model.fromModelName(stack, 'ByName', 'summaries'), { compute });
    host(stack).addInferenceComponent('Llama', { specification });
    expect(warned(stack)).toEqual([warning('Endpoint/Llama', 'model', 'summaries', 'Model/Model')]);
  });

  test('is warned of if it is the base component of an adapter by its name', () => {
    const stack = testStack();
    const endpoint = host(stack);
    const specification = InferenceComponentSpecification.fromImage(anImage(stack), { compute });
    endpoint.addInferenceComponent('Llama', { inferenceComponentName: 'llama', specification });
    const artifact = ModelData.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'legal.tar.gz');
    InferenceComponent.fromInferenceComponentAttributes(stack, 'ByName', { inferenceComponentName: 'llama', endpoint }).addAdapter('Legal', { artifact });
    expect(warned(stack)).toEqual([warning('ByName/Legal', 'inference component', 'llama', 'Endpoint/Llama/Resource')]);
  });

  test.each([[true, 'imported'], [false, 'the construct']])('is warned of if it is an endpoint of the stack by its name: %s, %s', (isImported) => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: hosting(stack, undefined as any), endpointName: 'summaries' });
    const used = isImported ? Endpoint.fromEndpointName(stack, 'ByName', 'Summaries') : endpoint;
    used.addInferenceComponent('Llama', { variantName: 'main', specification: InferenceComponentSpecification.fromImage(anImage(stack), { compute }) });
    expect(warned(stack)).toEqual(isImported ? [warning('ByName/Llama', 'endpoint', 'Summaries', 'Endpoint/Endpoint')] : []);
  });

  test('is not warned of if it is the construct', () => {
    const stack = testStack();
    const model = new Model(stack, 'Model', { modelName: 'summaries', containers: [{ image: anImage(stack) }] });
    const artifact = ModelData.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'legal.tar.gz');
    host(stack).addInferenceComponent('Llama', { specification: InferenceComponentSpecification.fromModel(model, { compute }) }).addAdapter('Legal', { artifact });
    expect(warned(stack)).toEqual([]);
  });
});

import { App, CfnCondition, CfnParameter, CfnResource, Fn, NestedStack, Stack, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct, IConstruct } from 'constructs';
import { Endpoint, EndpointConfig, InferenceComponent, type ScalableCopyCount, type IEndpointInferenceComponent } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { otherWarningsOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { aComponent, aHost } from '../components/hosts';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

function aRawComponent(scope: Construct, endpoint: { readonly endpointName: string }, inferenceComponentName?: string, id = 'Raw'): sagemaker.CfnInferenceComponent {
  return new sagemaker.CfnInferenceComponent(scope, id, { endpointName: endpoint.endpointName, inferenceComponentName, specification: { modelName: 'theirs' } });
}

const scaled = (component: IEndpointInferenceComponent): ScalableCopyCount => component.autoScaleCopyCount({ maxCapacity: 2 });
const dependenciesOf = (stack: Stack): string[][] => Object.values(resourcesOf(stack, TARGET)).map(({ DependsOn }) => DependsOn ?? []);
const MISSING = "Test/Endpoint/CopyCount: the app defines no inference component 'llama', and its scaling cannot be created before the component exists; use "
  + 'addInferenceComponent of the endpoint, or correct the name [ack: cdk-sagemaker-hosting:scalingWithoutComponent]';

describe('a component of an L1 construct', () => {
  test.each<[string, (stack: Stack, endpoint: Endpoint) => unknown]>([
    ['with a name', (stack, endpoint) => aRawComponent(stack, endpoint, 'llama')],
    ['with an override of its name', (stack, endpoint) => aRawComponent(stack, endpoint).addPropertyOverride('InferenceComponentName', 'llama')],
    ['of the general class', (stack, endpoint) => new CfnResource(stack, 'Raw', {
      type: 'AWS::SageMaker::InferenceComponent', properties: { InferenceComponentName: 'llama', EndpointName: endpoint.endpointName },
    })],
  ])('%s is created before its scaling, even if it is defined later', (_what, make) => {
    const stack = testStack();
    const endpoint = aHost(stack);
    scaled(endpoint.inferenceComponent('llama')).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
    make(stack, endpoint);
    expect(dependenciesOf(stack)).toEqual([['Endpoint8024A810', 'Raw']]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is created before the scaling of its import', () => {
    const stack = testStack();
    aRawComponent(stack, { endpointName: 'theirs' }, 'llama');
    scaled(InferenceComponent.fromInferenceComponentName(stack, 'Llama', 'llama'));
    expect(dependenciesOf(stack)).toEqual([['Raw']]);
  });

  test('of another name is no dependency', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    aRawComponent(stack, endpoint, 'mistral');
    scaled(endpoint.inferenceComponent('llama'));
    expect(dependenciesOf(stack)).toEqual([['Endpoint8024A810']]);
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([MISSING]);
  });

  test('in a nested stack is created before its scaling', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    aRawComponent(new NestedStack(stack, 'Nested'), endpoint, 'llama');
    scaled(endpoint.inferenceComponent('llama'));
    expect(dependenciesOf(stack)).toEqual([['Endpoint8024A810', expect.stringMatching(/^NestedNestedStack/)]]);
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
  });

  test('with a condition is a dependency only of scaling with the same condition', () => {
    const stack = testStack();
    const condition = new CfnCondition(stack, 'IsUsed', { expression: Fn.conditionEquals('a', 'a') });
    const endpoint = aHost(stack);
    ['one', 'two', 'three'].forEach((name) => {
      aRawComponent(stack, endpoint, name, name).cfnOptions.condition = condition;
    });
    const resourcesIn = (scope: IConstruct) => scope.node.findAll().filter((each): each is CfnResource => CfnResource.isCfnResource(each));
    scaled(endpoint.inferenceComponent('one'));
    resourcesIn(scaled(endpoint.inferenceComponent('two'))).forEach((each) => { each.cfnOptions.condition = condition; });
    const three = scaled(endpoint.inferenceComponent('three'));
    resourcesIn(three)[0].cfnOptions.condition = condition;
    three.scaleOnConcurrentRequests('Busy', { targetConcurrentRequests: 1 });
    expect(dependenciesOf(stack)).toEqual([['Endpoint8024A810'], ['Endpoint8024A810', 'two'], ['Endpoint8024A810']]);
  });

  describe('in another stack', () => {
    test('that depends on the endpoint is warned of, and is no circular dependency', () => {
      const app = new App();
      const [stack, later] = [testStack({ app }), testStack({ app, id: 'Later' })];
      const endpoint = aHost(stack);
      aRawComponent(later, endpoint, 'llama');
      scaled(endpoint.inferenceComponent('llama'));
      expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual(["Test/Endpoint/CopyCount: inference component 'llama' is defined by 'Later/Raw', in a stack that is not deployed before its scaling; import "
        + 'the component in that stack with InferenceComponent.fromInferenceComponentName, and use autoScaleCopyCount of the import '
        + '[ack: cdk-sagemaker-hosting:scalingBeforeComponent]']);
      expect([stack, later].map(({ dependencies }) => dependencies)).toEqual([[], [stack]]);
    });

    test('is scaled there, as the warning says', () => {
      const app = new App();
      const [stack, later] = [testStack({ app }), testStack({ app, id: 'Later' })];
      aRawComponent(later, aHost(stack), 'llama');
      scaled(InferenceComponent.fromInferenceComponentName(later, 'Llama', 'llama'));
      expect(otherWarningsOf(later, 'scalingWithoutPolicy').filter((warning) => warning.includes('cdk-sagemaker-hosting'))).toEqual([]);
      expect(dependenciesOf(later)).toEqual([['Raw']]);
    });

    test('of another region is another component', () => {
      const app = new App();
      const [stack, elsewhere] = [testStack({ app }), testStack({ app, id: 'Elsewhere', env: { account: '123456789012', region: 'eu-west-1' } })];
      aRawComponent(elsewhere, { endpointName: 'theirs' }, 'llama');
      scaled(aHost(stack).inferenceComponent('llama'));
      expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([MISSING]);
    });

    test('that is deployed before is not warned of', () => {
      const app = new App();
      const [stack, between, first] = [testStack({ app }), testStack({ app, id: 'Between' }), testStack({ app, id: 'First' })];
      aRawComponent(first, { endpointName: 'fixed' }, 'llama');
      stack.node.addDependency(between);
      between.node.addDependency(first);
      scaled(aHost(stack).inferenceComponent('llama'));
      expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
    });
  });
});

describe('scaling of a component that the app does not define', () => {
  test('is warned of, in each synthesis once', () => {
    const stack = testStack();
    scaled(aHost(stack).inferenceComponent('llama'));
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([MISSING]);
    const children = stack.node.findAll().length;
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([MISSING]);
    expect(stack.node.findAll()).toHaveLength(children);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['of an endpoint that is imported', (stack) => scaled(Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').inferenceComponent('llama'))],
    ['whose name is a token', (stack) => scaled(aHost(stack).inferenceComponent(new CfnParameter(stack, 'Name').valueAsString))],
    ['while another one has a name that is a token', (stack) => {
      const endpoint = aHost(stack);
      aRawComponent(stack, endpoint, new CfnParameter(stack, 'Name').valueAsString);
      return scaled(endpoint.inferenceComponent('llama'));
    }],
    ['that is imported', (stack) => scaled(InferenceComponent.fromInferenceComponentName(stack, 'Llama', 'llama'))],
    ['that is imported with its endpoint', (stack) => (
      scaled(InferenceComponent.fromInferenceComponentAttributes(stack, 'Llama', { inferenceComponentName: 'llama', endpoint: aHost(stack) })))],
    ['that has only metrics and grants', (stack) => {
      const component = aHost(stack).inferenceComponent('llama');
      component.metricInvocations().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
      return component.inferenceComponentArn;
    }],
  ])('is not warned of: %s', (_what, make) => {
    const stack = testStack();
    make(stack);
    Template.fromStack(stack);
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
  });
});

describe('a component of a construct', () => {
  const FIXED = { inferenceComponentName: 'llama' };
  const TWICE = "the copy count of inference component 'llama' is already autoscaled; add scaling policies to the object that autoScaleCopyCount returned";

  test('is what the endpoint returns for its name', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const [fixed, generated] = [aComponent(endpoint, 'Llama', FIXED), aComponent(endpoint, 'Mistral')];
    expect(endpoint.inferenceComponent('llama')).toBe(fixed);
    expect(endpoint.inferenceComponent(generated.inferenceComponentName)).toBe(generated);
  });

  test('is scaled once, through whichever object', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const component = aComponent(endpoint, 'Llama', FIXED);
    scaled(endpoint.inferenceComponent('llama'));
    expect(messageOf(() => scaled(component))).toBe(`Test/Endpoint/Llama: ${TWICE}`);
    const again = InferenceComponent.fromInferenceComponentAttributes(stack, 'Again', { ...FIXED, endpoint });
    expect(messageOf(() => scaled(again))).toBe(`Test/Again: ${TWICE}`);
  });

  test('keeps the scaling that was added before it was defined, and is created before it', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    const looked = endpoint.inferenceComponent('llama');
    looked.autoScaleCopyCount({ minCapacity: 2, maxCapacity: 3 });
    const component = aComponent(endpoint, 'Llama', FIXED);
    expect(messageOf(() => scaled(component))).toBe(`Test/Endpoint/Llama: ${TWICE}`);
    expect(messageOf(() => scaled(looked))).toBe(`Test/Endpoint: ${TWICE}`);
    const [id, { Properties }] = Object.entries(resourcesOf(stack, 'AWS::SageMaker::InferenceComponent'))[0];
    expect(Properties.RuntimeConfig).toEqual({ CopyCount: 2 });
    expect(dependenciesOf(stack)).toEqual([expect.arrayContaining(['Endpoint8024A810', id])]);
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy').filter((warning) => warning.includes('scaling'))).toEqual([]);
  });

  test('refuses the fixed name of another one', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    aComponent(endpoint, 'One', FIXED);
    aComponent(endpoint, 'Two', FIXED);
    expect(() => Template.fromStack(stack)).toThrow("[Test/Endpoint/Two] inferenceComponentName must be unique, got 'llama', which 'Test/Endpoint/One' has too; "
      + 'choose another name, or use one of the two');
  });

  test('accepts the fixed name of one with an exclusive condition', () => {
    const stack = testStack();
    const endpoint = aHost(stack);
    ['One', 'Two'].forEach((id) => {
      const condition = new CfnCondition(stack, `Is${id}`, { expression: Fn.conditionEquals(new CfnParameter(stack, `Which${id}`).valueAsString, id) });
      (aComponent(endpoint, id, FIXED).node.defaultChild as CfnResource).cfnOptions.condition = condition;
    });
    Template.fromStack(stack).resourceCountIs('AWS::SageMaker::InferenceComponent', 2);
  });

  test('of an endpoint whose configuration is imported is found by its name too', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Config', 'theirs') });
    aRawComponent(stack, endpoint, 'llama');
    scaled(endpoint.inferenceComponent('llama'));
    expect(dependenciesOf(stack)).toEqual([['Endpoint8024A810', 'Raw']]);
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
  });
});

import {
  App, Aspects, CfnOutput, CfnParameter, NestedStack, PhysicalName, Stack, Stage, aws_iam as iam, type CfnResource, type aws_cloudwatch as cloudwatch,
  type aws_sagemaker as sagemaker,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { COMPONENT, aComponent, anArchive, hosting, running } from './given';
import { Endpoint, EndpointConfig, InferenceComponent, InstanceType, type IEndpoint, type InferenceComponentOptions } from '../../../src';
import { must } from '../../helpers/must';
import { messageOf, problemsAtSynth } from '../../helpers/problems';
import { ENV, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { alarmOf, theirAlarm } from '../deployment/given';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** The logical ids of the components of a stack, with their names. */
function namesIn(stack: Stack): { [logicalId: string]: any } {
  return Object.fromEntries(Object.entries(resourcesOf(stack, COMPONENT)).map(([id, { Properties }]) => [id, Properties.InferenceComponentName]));
}

/** Logical id and name of the only component. */
function identity(stack: Stack): { id: string; name: string } {
  const [[id, name], ...others] = Object.entries(namesIn(stack));
  expect(others).toEqual([]);
  return { id, name };
}

function identityOf(
  endpoint: (stack: Stack) => IEndpoint, options: Partial<InferenceComponentOptions> = {}, use: (endpoint: any, stack: Stack) => void = () => {},
) {
  const stack = testStack();
  const its = endpoint(stack);
  aComponent(stack, options, its);
  use(its, stack);
  return identity(stack);
}

const two = (stack: Stack) => {
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: ['main', 'second'].map((variantName) => ({ variantName, instanceType: InstanceType.G5_XLARGE })),
  });
  return new Endpoint(stack, 'Endpoint', { endpointConfig });
};
const named = (endpointName?: string) => (stack: Stack) => new Endpoint(stack, 'Endpoint', {
  endpointConfig: new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.G5_XLARGE }] }), endpointName,
});

describe('a generated name', () => {
  test('is known at synthesis, in lower case, and ends with the hash that the logical id ends with', () => {
    const { id, name } = identityOf(hosting);
    expect(name).toMatch(/^test-endpoint-llama-[0-9a-f]{8}-[0-9a-f]{8}$/);
    expect(id).toMatch(/^EndpointLlama[0-9A-F]{16}$/);
    expect(id.slice(-8)).toBe(name.slice(-8).toUpperCase());
  });

  test('is the same on each synthesis', () => {
    expect(identityOf(hosting)).toEqual(identityOf(hosting));
  });

  test.each([
    ['short', ['L'], 'S'],
    ['long', ['A'.repeat(60), 'B'.repeat(60), 'C'.repeat(60), 'D'.repeat(60)], 'S'.repeat(128)],
    ['with other characters', ['Ünicode', 'under_score', '9'], 'My-Stack-9'],
    ['that end with a hyphen', ['-a-', 'b-'], 'Stack--x'],
  ])('is valid for paths that are %s', (_what, path, stackName) => {
    const stack = new Stack(new App(), 'Test', { env: ENV, stackName });
    const endpoint = hosting(stack);
    const scope = path.reduce<Construct>((outer, id) => new Construct(outer, id), stack);
    new InferenceComponent(scope, 'Llama', { endpoint, specification: running(stack) });
    const { id, name } = identity(stack);
    expect(name).toMatch(NAME);
    expect(name.length).toBeLessThanOrEqual(63);
    expect(id).toMatch(/^[A-Za-z0-9]{1,255}$/);
  });

  test('has a logical id with as many characters as CloudFormation allows', () => {
    const stack = testStack();
    const scope = ['A', 'B', 'C', 'D', 'E'].reduce<Construct>((outer, id) => new Construct(outer, id.repeat(60)), stack);
    new InferenceComponent(scope, 'Llama', { endpoint: hosting(stack), specification: running(stack) });
    expect(identity(stack).id).toHaveLength(255);
  });

  test('differs for components whose ids differ only in letter case', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    ['Llama', 'llama', 'LLAMA'].forEach((id) => endpoint.addInferenceComponent(id, { specification: running(stack) }));
    expect(new Set(Object.values(namesIn(stack))).size).toBe(3);
  });

  test('differs in each stack and each stage', () => {
    const app = new App();
    const stages = ['Beta', 'Prod'].map((id) => new Stage(app, id, { env: ENV }));
    const stacks = [...stages.flatMap((stage) => ['One', 'Two'].map((id) => new Stack(stage, id))), testStack({ app })];
    stacks.forEach((stack) => aComponent(stack));
    expect(new Set(stacks.map((stack) => identity(stack).name)).size).toBe(5);
  });

  test('differs in stacks whose names differ only in a hyphen', () => {
    const app = new App();
    const shared = testStack({ app, id: 'Shared' });
    const endpoint = hosting(shared);
    const stacks = ['a-b', 'ab'].map((id) => testStack({ app, id }));
    stacks.forEach((stack) => new InferenceComponent(stack, 'Llama', { endpoint, specification: running(stack) }));
    expect(new Set(stacks.map((stack) => identity(stack).name)).size).toBe(2);
  });

  test('is valid in nested stacks, which the name of their parent begins', () => {
    const stack = testStack();
    const nested = ['A', 'B'].map((id) => new NestedStack(stack, id));
    const endpoint = hosting(stack);
    nested.forEach((inner) => new InferenceComponent(inner, 'Llama', { endpoint, specification: running(inner) }));
    const names = nested.map((inner) => identity(inner).name);
    expect(new Set(names).size).toBe(2);
    names.forEach((name) => expect(name).toMatch(/^test-[ab]-llama-/));
  });

  test('is the same in metrics, scaling, grants and adapters', () => {
    const stack = testStack();
    const component = aComponent(stack);
    component.autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
    component.addAdapter('Legal', { artifact: anArchive(stack) });
    const alarm = alarmOf(stack, component.metricInvocationModelErrors());
    const all = namesIn(stack);
    const name = Object.entries(all).find(([id]) => !id.includes('Legal'))![1];
    const [target] = Object.values(resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget'));
    expect(target.Properties.ResourceId).toBe(`inference-component/${name}`);
    expect(stack.resolve((alarm.node.defaultChild as cloudwatch.CfnAlarm).dimensions)).toEqual([{ name: 'InferenceComponentName', value: name }]);
    expect(stack.resolve(component.inferenceComponentName)).toBe(name);
  });
});

describe('logical id and name change together', () => {
  const before = () => identityOf(two, { variantName: 'main' });
  const changed = (after: { id: string; name: string }, from = before()) => {
    expect(after.id).not.toBe(from.id);
    expect(after.name).not.toBe(from.name);
    expect([after.id.slice(0, -8), after.name.slice(0, -9)]).toEqual([from.id.slice(0, -8), from.name.slice(0, -9)]);
  };

  test('with the variant', () => {
    changed(identityOf(two, { variantName: 'second' }));
  });

  test('with the literal name of the endpoint', () => {
    const unnamed = identityOf(named());
    changed(identityOf(named('churn')), unnamed);
    changed(identityOf(named('fraud')), identityOf(named('churn')));
  });

  test.each<[string, (endpoint: Endpoint) => void]>([
    ['logical id', (endpoint) => (endpoint.node.defaultChild as CfnResource).overrideLogicalId('Mine')],
    ['name, in an override', (endpoint) => (endpoint.node.defaultChild as CfnResource).addPropertyOverride('EndpointName', 'mine')],
  ])('with the %s of the endpoint, which the user sets afterwards', (_what, use) => {
    changed(identityOf(named(), {}, use), identityOf(named()));
  });

  test('with the name of the stack', () => {
    const inStack = (stackName: string) => {
      const stack = new Stack(new App(), 'Test', { env: ENV, stackName });
      aComponent(stack);
      return identity(stack);
    };
    expect(inStack('blue').id.slice(0, -8)).toBe(inStack('green').id.slice(0, -8));
    expect(inStack('blue').id).not.toBe(inStack('green').id);
    expect(inStack('blue').name.slice(-8)).not.toBe(inStack('green').name.slice(-8));
  });

  test('with a name that is a token, and not with its value', () => {
    const parameter = (id: string) => identityOf((stack) => named(new CfnParameter(stack, id).valueAsString)(stack));
    changed(parameter('Name'), identityOf(named('churn')));
    changed(parameter('Other'), parameter('Name'));
  });

  test('with the endpoint', () => {
    const on = (id: string) => {
      const stack = testStack();
      const endpoint = Endpoint.fromEndpointName(stack, id, 'theirs');
      new InferenceComponent(stack, 'Llama', { endpoint, variantName: 'main', specification: running(stack) });
      return identity(stack);
    };
    changed(on('Other'), on('Theirs'));
  });

  test.each<[string, (endpoint: Endpoint, stack: Stack) => void]>([
    ['a log group', (endpoint) => endpoint.addLogGroup()],
    ['rollback alarms', (endpoint, stack) => endpoint.addAutoRollbackAlarms(alarmOf(stack, endpoint.metricApproximateBacklogSize()))],
  ])('with %s, because the endpoint then gets another name', (_what, use) => {
    const later = identityOf(hosting, {}, use);
    changed(later, identityOf(hosting));
    const stack = testStack();
    const endpoint = hosting(stack);
    use(endpoint, stack);
    aComponent(stack);
    expect(identity(stack)).toEqual(later);
  });

  test('and not with alarms of another app, nor with what a component runs', () => {
    expect(identityOf(hosting, {}, (endpoint, stack) => endpoint.addAutoRollbackAlarms(theirAlarm(stack)))).toEqual(identityOf(hosting));
    expect(identityOf(hosting, { copyCount: 3 })).toEqual(identityOf(hosting));
  });

  test('for an adapter, with its base', () => {
    const on = (id: string) => {
      const stack = testStack();
      const endpoint = hosting(stack);
      const bases = ['A', 'B'].map((each) => endpoint.addInferenceComponent(each, { specification: running(stack) }));
      bases.find(({ node }) => node.id === id)!.addAdapter('X', { artifact: anArchive(stack) });
      const [found] = Object.entries(namesIn(stack)).filter(([each]) => /X[0-9A-F]{16}$/.test(each));
      return { id: found[0], name: found[1] as string };
    };
    expect(on('A').id.slice(-8)).not.toBe(on('B').id.slice(-8));
    expect(on('A').id.slice(-8)).toBe(on('A').name.slice(-8).toUpperCase());
  });
});

describe('a fixed name', () => {
  test('is rendered as it is, and the logical id still ends with a hash', () => {
    const { id, name } = identityOf(hosting, { inferenceComponentName: 'Llama-8B' });
    expect(name).toBe('Llama-8B');
    expect(id.slice(0, -8)).toBe(identityOf(hosting).id.slice(0, -8));
    expect(id).toMatch(/[0-9A-F]{16}$/);
  });

  test('changes the logical id with it, because SageMaker cannot rename a component', () => {
    const ids = ['llama', 'mistral', undefined].map((inferenceComponentName) => identityOf(hosting, { inferenceComponentName }).id);
    expect(new Set(ids).size).toBe(3);
    expect(identityOf(hosting, { inferenceComponentName: 'llama' }).id).toBe(ids[0]);
  });

  test('may be a token', () => {
    const stack = testStack();
    aComponent(stack, { inferenceComponentName: new CfnParameter(stack, 'Name').valueAsString });
    expect(identity(stack).name).toEqual({ Ref: 'Name' });
  });

  test.each(['a', 'a'.repeat(63)])('may be %p', (inferenceComponentName) => {
    expect(identityOf(hosting, { inferenceComponentName }).name).toBe(inferenceComponentName);
  });

  test.each(['', 'a'.repeat(64), 'a_b', '-a', 'a-'])('must not be %p', (inferenceComponentName) => {
    const stack = testStack();
    expect(messageOf(() => aComponent(stack, { inferenceComponentName }))).toBe(`Test/Endpoint/Llama: inferenceComponentName ${must.beName(inferenceComponentName)}`);
  });

  test('must be unique', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    const [, second] = ['A', 'B'].map((id) => endpoint.addInferenceComponent(id, { inferenceComponentName: 'llama', specification: running(stack) }));
    expect(problemsAtSynth(second)).toEqual([
      "inferenceComponentName must be unique, got 'llama', which 'Test/Endpoint/A' has too; choose another name, or use one of the two",
    ]);
  });

  test('may be generated if it is needed in another environment, which then knows the ARN', () => {
    const app = new App();
    const stack = testStack({ app });
    const component = aComponent(stack, { inferenceComponentName: PhysicalName.GENERATE_IF_NEEDED });
    const other = new Stack(app, 'Other', { env: { account: '999999999999', region: 'eu-west-1' } });
    new CfnOutput(other, 'Arn', { value: component.inferenceComponentArn });
    app.synth();
    const { Outputs } = app.synth().getStackByName('Other').template;
    expect(Outputs.Arn.Value).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:us-east-1:123456789012:inference-component/${identity(stack).name}`]],
    });
    expect(warningsOf(stack).filter((text) => text.includes('fixedInferenceComponentName'))).toEqual([]);
  });
});

describe('a name that is set on the L1 construct', () => {
  const cfn = (component: Construct) => component.node.defaultChild as sagemaker.CfnInferenceComponent;
  const WAYS: [string, (component: Construct, name: any) => void][] = [
    ['an override', (component, name) => cfn(component).addPropertyOverride('InferenceComponentName', name)],
    ['a property', (component, name) => {
      cfn(component).inferenceComponentName = name;
    }],
    ['an aspect', (component, name) => Aspects.of(component).add({
      visit: (node) => {
        if (node === cfn(component)) {
          cfn(component).inferenceComponentName = name;
        }
      },
    })],
  ];

  test.each(WAYS)('by %s is the name in metrics, scaling, grants, log groups, adapters and outputs', (_what, rename) => {
    const stack = testStack();
    const component = aComponent(stack);
    component.autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
    const adapter = component.addAdapter('Legal', { artifact: anArchive(stack) });
    const alarm = alarmOf(stack, component.metricInvocationModelErrors());
    component.grantInvoke(new iam.Role(stack, 'Client', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
    component.addLogGroup();
    new CfnOutput(stack, 'Name', { value: component.inferenceComponentName });
    rename(component, 'mine');
    rename(adapter, 'legal');
    const { Resources, Outputs } = (stack.node.root as App).synth().getStackByName('Test').template;
    const [target] = Object.values(resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget'));
    expect(Object.values(namesIn(stack)).sort()).toEqual(['legal', 'mine']);
    expect(target.Properties.ResourceId).toBe('inference-component/mine');
    expect(stack.resolve((alarm.node.defaultChild as cloudwatch.CfnAlarm).dimensions)).toEqual([{ name: 'InferenceComponentName', value: 'mine' }]);
    expect(Outputs.Name.Value).toBe('mine');
    const text = JSON.stringify(Resources);
    expect(text).toContain(':inference-component/mine"');
    expect(text).toContain('"LogGroupName":"/aws/sagemaker/InferenceComponents/mine"');
    expect(text).toContain('"BaseInferenceComponentName":"mine"');
    expect(text).not.toContain('test-endpoint-llama');
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each(WAYS)('by %s changes the logical id', (_what, rename) => {
    const ids = ['mine', 'other'].map((name) => identityOf(hosting, {}, (endpoint) => rename(endpoint.node.findChild('Llama'), name)).id);
    expect(new Set([...ids, identityOf(hosting).id]).size).toBe(3);
  });

  test('may be a token, which everything else uses too', () => {
    const stack = testStack();
    const component = aComponent(stack);
    const name = new CfnParameter(stack, 'Given').valueAsString;
    component.autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
    cfn(component).inferenceComponentName = name;
    const [target] = Object.values(resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget'));
    expect(identity(stack).name).toEqual({ Ref: 'Given' });
    expect(target.Properties.ResourceId).toEqual({ 'Fn::Join': ['', ['inference-component/', { Ref: 'Given' }]] });
    expect(warningsOf(stack)).toEqual([]);
  });

  const WARNING = (rendered: string, used: string) => `Test/Endpoint/Llama: an override or aspect gives the resource of the component ${rendered}, but adapters, metrics, permissions `
    + `and scaling use ${used}; set inferenceComponentName instead [ack: cdk-sagemaker-hosting:overriddenComponentName]`;
  const overridden = (inferenceComponentName: string | undefined, rename: (component: Construct) => void) => {
    const stack = testStack();
    rename(aComponent(stack, { inferenceComponentName }));
    return warningsOf(stack).filter((text) => !text.includes('fixedInferenceComponentName'));
  };

  test.each(WAYS)('by %s is warned of beside a fixed name', (_what, rename) => {
    expect(overridden('llama', (component) => rename(component, 'mine'))).toEqual([WARNING("the name 'mine'", "the name 'llama'")]);
    expect(overridden('llama', (component) => rename(component, 'llama'))).toEqual([]);
  });

  test.each(['addPropertyDeletionOverride', 'addDeletionOverride'] as const)('is warned of if %s removes it', (method) => {
    const path = method === 'addDeletionOverride' ? 'Properties.InferenceComponentName' : 'InferenceComponentName';
    expect(overridden('llama', (component) => cfn(component)[method](path))).toEqual([WARNING('no name', "the name 'llama'")]);
    const [text] = overridden(undefined, (component) => cfn(component)[method](path));
    expect(text).toContain('the component no name, but adapters, metrics, permissions and scaling use the name \'test-endpoint-llama-');
  });

  test('is warned of if it is a token beside a fixed name', () => {
    expect(overridden('llama', (component) => cfn(component).addPropertyOverride('InferenceComponentName', { Ref: 'AWS::StackName' })))
      .toEqual([WARNING('a name that is a token', "the name 'llama'")]);
  });

  test('is not warned of if another property is overridden', () => {
    expect(overridden('llama', (component) => cfn(component).addPropertyOverride('RuntimeConfig.CopyCount', 2))).toEqual([]);
  });
});

describe('references', () => {
  test('to the ARN are a Ref, also from another stack', () => {
    const app = new App();
    const stack = testStack({ app });
    const component = aComponent(stack);
    const other = testStack({ app, id: 'Other' });
    new CfnOutput(stack, 'Own', { value: component.inferenceComponentArn });
    new CfnOutput(other, 'Arn', { value: component.inferenceComponentArn });
    const assembly = app.synth();
    const { id } = identity(stack);
    const outputs = assembly.getStackByName('Test').template.Outputs;
    expect(outputs.Own.Value).toEqual({ Ref: id });
    const [exported] = Object.values<any>(outputs).filter(({ Export }) => Export);
    expect(exported.Value).toEqual({ Ref: id });
    expect(assembly.getStackByName('Other').template.Outputs.Arn.Value).toEqual({ 'Fn::ImportValue': exported.Export.Name });
  });

  test('to the name from another stack are the literal', () => {
    const app = new App();
    const stack = testStack({ app });
    const component = aComponent(stack);
    const other = testStack({ app, id: 'Other' });
    new CfnOutput(other, 'Name', { value: component.inferenceComponentName });
    expect(app.synth().getStackByName('Other').template.Outputs.Name.Value).toBe(identity(stack).name);
    expect(other.dependencies).toEqual([]);
  });

  test('follow a logical id that the user sets', () => {
    const stack = testStack();
    const component = aComponent(stack);
    (component.node.defaultChild as CfnResource).overrideLogicalId('Mine');
    new CfnOutput(stack, 'Arn', { value: component.inferenceComponentArn });
    const adapter = component.addAdapter('Legal', { artifact: anArchive(stack) });
    const resources = resourcesOf(stack, COMPONENT);
    expect(Object.keys(resources)).toContain('Mine');
    expect(resources[stack.resolve((adapter.node.defaultChild as CfnResource).logicalId)].DependsOn).toContain('Mine');
    expect((stack.node.root as App).synth().getStackByName('Test').template.Outputs.Arn.Value).toEqual({ Ref: 'Mine' });
  });
});

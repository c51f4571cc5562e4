import { App, Lazy, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { COMPONENT, COMPUTE, aComponent, anArchive, hosting, running, theirBucket, warning } from './given';
import {
  ContainerImage, Endpoint, Framework, InferenceComponent, InferenceComponentAdapter, InferenceComponentSpecification, InstanceType, Model, ModelData,
  type ContainerDefinition, type IInferenceComponent, type IModel, type InferenceComponentAdapterProps, type ModelDataConfig,
} from '../../../src';
import { anImage } from '../../helpers/given';
import { must } from '../../helpers/must';
import { like, messageOf, problemsAtSynth } from '../../helpers/problems';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';
import { aRole } from '../../model/given';

type Resource = { Properties: any; DependsOn?: string[] };

/** The base and the adapter of a stack. */
function resources(stack: Stack): { base: [string, Resource]; adapter: [string, Resource] } {
  const all = Object.entries(resourcesOf(stack, COMPONENT));
  return { base: all.find(([id]) => id.startsWith('EndpointLlama') && !id.includes('Legal'))!, adapter: all.find(([id]) => id.includes('Legal'))! };
}

function anAdapter(stack: Stack, artifact: ModelData = anArchive(stack, 'legal.tar.gz')): InferenceComponentAdapter {
  return aComponent(stack).addAdapter('Legal', { artifact });
}

test('is rendered with its base and its artifact only, and waits for the base', () => {
  const stack = testStack();
  anAdapter(stack);
  const { base: [baseId, base], adapter: [, adapter] } = resources(stack);
  expect(adapter.Properties).toEqual({
    InferenceComponentName: expect.stringMatching(/^test-endpoint-llama-legal-[0-9a-f]{8}-[0-9a-f]{8}$/),
    EndpointName: base.Properties.EndpointName,
    Specification: { BaseInferenceComponentName: base.Properties.InferenceComponentName, Container: { ArtifactUrl: 's3://models/legal.tar.gz' } },
  });
  expect(adapter.DependsOn).toEqual(expect.arrayContaining([baseId]));
});

test('waits for the permission to read its artifact, which the role of the configuration gets', () => {
  const stack = testStack();
  anAdapter(stack);
  const [policy] = Object.keys(resourcesOf(stack, 'AWS::IAM::Policy'));
  expect(resources(stack).adapter[1].DependsOn).toContain(policy);
  expect(statementsOf(stack)).toContainEqual({
    Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::models/legal.tar.gz']] },
  });
});

test('is invoked by its own name, with the permission on it', () => {
  const stack = testStack();
  const adapter = anAdapter(stack);
  adapter.grantInvoke(aRole(stack, 'Caller'));
  const name = resources(stack).adapter[1].Properties.InferenceComponentName;
  expect(stack.resolve(adapter.metricInvocations().dimensions)).toEqual({ InferenceComponentName: name });
  expect(JSON.stringify(statementsOf(stack))).toContain(`inference-component/${name}`);
});

test('may be one of many, also of one base that is imported with its endpoint', () => {
  const stack = testStack();
  const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
  const base = InferenceComponent.fromInferenceComponentAttributes(stack, 'Base', { inferenceComponentName: 'llama', endpoint });
  ['a', 'b'].forEach((id) => base.addAdapter(id, { artifact: anArchive(stack, `${id}.tar.gz`) }));
  const all = Object.values(resourcesOf(stack, COMPONENT));
  expect(all.map(({ Properties: { EndpointName, Specification } }) => [EndpointName, Specification.BaseInferenceComponentName])).toEqual([['theirs', 'llama'], ['theirs', 'llama']]);
  expect(new Set(all.map(({ Properties }) => Properties.InferenceComponentName)).size).toBe(2);
});

describe('the artifact', () => {
  const urlOf = (artifact: (stack: Stack) => ModelData) => {
    const stack = testStack();
    anAdapter(stack, artifact(stack));
    return resources(stack).adapter[1].Properties.Specification.Container.ArtifactUrl;
  };

  class Fixed extends ModelData {
    constructor(private readonly config: ModelDataConfig) {
      super();
    }

    public bind(): ModelDataConfig {
      return this.config;
    }
  }

  test('is an s3:// URI where this library knows bucket and key', () => {
    expect(urlOf((stack) => anArchive(stack, '/a/b.tar.gz'))).toBe('s3://models/a/b.tar.gz');
    const ASSET = /^s3:\/\/cdk-hnb659fds-assets-123456789012-us-east-1\/[0-9a-f]+(\.tar)?\.gz$/;
    expect(urlOf(() => ModelData.fromAsset('test/fixtures/model.tar.gz'))).toMatch(ASSET);
    expect(urlOf(() => ModelData.fromDirectory('test/fixtures/image'))).toMatch(ASSET);
  });

  test('is as it is given otherwise, also if a class changes what it gets', () => {
    expect(urlOf(() => new Fixed({ uri: 'https://s3.us-east-1.amazonaws.com/models/a.tar.gz' }))).toBe('https://s3.us-east-1.amazonaws.com/models/a.tar.gz');
    class Other extends ModelData {
      public bind(scope: any, model: IModel): ModelDataConfig {
        return { ...anArchive(Stack.of(scope)).bind(scope, model), uri: 's3://others/a.tar.gz' };
      }
    }
    expect(urlOf(() => new Other())).toBe('s3://others/a.tar.gz');
  });

  test('of a model keeps the form that it has always had', () => {
    const stack = testStack();
    new Model(stack, 'Model', { containers: [{ image: anImage(stack), modelData: anArchive(stack) }] });
    expect(JSON.stringify(resourcesOf(stack, 'AWS::SageMaker::Model'))).toContain('"https://s3.us-east-1.');
  });

  test.each<[string, (stack: Stack) => ModelData]>([
    ['an object that is not an archive', (stack) => ModelData.fromBucket(theirBucket(stack), 'a.bin', { compressed: false })],
    ['a prefix', (stack) => ModelData.fromBucketPrefix(theirBucket(stack), 'a/')],
    ['one with a license agreement', (stack) => ModelData.fromBucket(theirBucket(stack), 'a.tar.gz', { acceptEula: true })],
  ])('is refused as %s', (_what, artifact) => {
    const stack = testStack();
    expect(messageOf(() => anAdapter(stack, artifact(stack))))
      .toBe('Test/Endpoint/Llama/Legal: artifact must be a gzip-compressed tar archive without acceptEula and hubContentArn; use such an archive');
  });

  test('is refused with a location that is none', () => {
    expect(messageOf(() => anAdapter(testStack(), new Fixed({ uri: 'models/a.tar.gz' })))).toBe(`Test/Endpoint/Llama/Legal: artifact ${must.beUrl('models/a.tar.gz')}`);
    expect(messageOf(() => anAdapter(testStack(), new Fixed({} as any)))).toEqual(like('Test/Endpoint/Llama/Legal: artifact.uri is required...'));
  });
});

describe('is refused', () => {
  const refusal = (props: (stack: Stack, base: InferenceComponent) => Partial<InferenceComponentAdapterProps> | undefined) => {
    const stack = testStack();
    return messageOf(() => new InferenceComponentAdapter(stack, 'Legal', props(stack, aComponent(stack)) as InferenceComponentAdapterProps));
  };
  const BASE = 'use inferenceComponent of an endpoint';
  const DATA = 'use a method of ModelData';

  test.each<[string, Parameters<typeof refusal>[0], string]>([
    ['without properties', () => undefined, `2 problems:\n  - baseInferenceComponent is required; ${BASE}\n  - artifact is required; ${DATA}`],
    ['without a base', (stack) => ({ artifact: anArchive(stack) }), `baseInferenceComponent is required; ${BASE}`],
    ['without an artifact', (_stack, base) => ({ baseInferenceComponent: base }), `artifact is required; ${DATA}`],
    ['with null', () => ({ baseInferenceComponent: null, artifact: null } as any), `2 problems:\n  - baseInferenceComponent is required; ${BASE}\n  - artifact is required; ${DATA}`],
    ['with another object as its base', (stack) => ({ baseInferenceComponent: stack as any, artifact: anArchive(stack) }),
      `baseInferenceComponent must be an inference component of an endpoint, got Stack 'Test'; ${BASE}`],
    ['with an S3 URI', (_stack, base) => ({ baseInferenceComponent: base, artifact: 's3://a/b' as any }), `artifact must be model data, got 's3://a/b'; ${DATA}`],
    ['with a name that is none', (stack, base) => ({ baseInferenceComponent: base, artifact: anArchive(stack), inferenceComponentName: 'my_adapter' }),
      `inferenceComponentName ${must.beName('my_adapter')}`],
    ['on an adapter', (stack, base) => ({ baseInferenceComponent: base.addAdapter('First', { artifact: anArchive(stack) }), artifact: anArchive(stack) }),
      "baseInferenceComponent must not be an adapter, got 'Test/Endpoint/Llama/First'; use its base component"],
    ['on a component without its endpoint', (stack) => (
      { baseInferenceComponent: InferenceComponent.fromInferenceComponentName(stack, 'Theirs', 'theirs'), artifact: anArchive(stack) }),
    'baseInferenceComponent has no endpoint; use InferenceComponent, or import the component with InferenceComponent.fromInferenceComponentAttributes and its endpoint'],
    ['on the object of a name, which is no construct', (stack) => (
      { baseInferenceComponent: (stack.node.findChild('Endpoint') as Endpoint).inferenceComponent('x') as unknown as IInferenceComponent, artifact: anArchive(stack) }),
    'baseInferenceComponent has no endpoint; use InferenceComponent, or import the component with InferenceComponent.fromInferenceComponentAttributes and its endpoint'],
  ])('%s', (_what, props, message) => {
    expect(refusal(props)).toBe(`Test/Legal: ${message}`);
  });

  test('in another region than its endpoint', () => {
    const stack = testStack();
    const base = aComponent(stack);
    const other = new Stack(stack.node.root as App, 'Other', { env: { account: '123456789012', region: 'eu-west-1' } });
    expect(messageOf(() => new InferenceComponentAdapter(other, 'Legal', { baseInferenceComponent: base, artifact: anArchive(other) })))
      .toEqual(`Other/Legal: the endpoint ${must.beInSame('region', 'eu-west-1', 'us-east-1')}`);
  });

  test('with the name of its base', () => {
    const stack = testStack();
    const adapter = aComponent(stack, { inferenceComponentName: 'llama' }).addAdapter('Legal', { artifact: anArchive(stack), inferenceComponentName: 'llama' });
    expect(problemsAtSynth(adapter)).toEqual([
      "inferenceComponentName must be unique, got 'llama', which 'Test/Endpoint/Llama' has too; choose another name, or use one of the two",
    ]);
  });

  test('to be scaled, and to have adapters', () => {
    const adapter = anAdapter(testStack());
    expect(messageOf(() => adapter.autoScaleCopyCount({ maxCapacity: 2 })))
      .toBe('Test/Endpoint/Llama/Legal: an adapter has no copies of its own; use autoScaleCopyCount of its base component');
    expect(messageOf(() => adapter.addAdapter('More', { artifact: anArchive(testStack()) })))
      .toBe('Test/Endpoint/Llama/Legal: an adapter cannot have adapters; use addAdapter of its base component');
  });
});

describe('a base whose container loads no adapters', () => {
  type Base = (stack: Stack) => InferenceComponentSpecification;
  const of = (base: Base) => {
    const stack = testStack();
    hosting(stack, { instanceType: InstanceType.G5_XLARGE });
    aComponent(stack, { specification: base(stack) }).addAdapter('Legal', { artifact: anArchive(stack) });
    return warningsOf(stack).filter((text) => text.includes('adaptersNotEnabled'));
  };
  const VLLM = ContainerImage.fromFramework(Framework.of('vllm'));
  const LMI = ContainerImage.fromFramework(Framework.LMI);
  const ALLOW = 'VLLM_ALLOW_RUNTIME_LORA_UPDATING';
  const ENABLE = 'SM_VLLM_ENABLE_LORA';
  const BOTH = `${ALLOW} to 'true' and ${ENABLE}`;
  const LORA = 'OPTION_ENABLE_LORA';
  const image = (its: ContainerImage, environment?: { [name: string]: string }): Base => () => (
    InferenceComponentSpecification.fromImage(its, { compute: COMPUTE, environment }));
  const model = (container: Partial<ContainerDefinition>, environment?: { [name: string]: string }): Base => (stack) => (
    InferenceComponentSpecification.fromModel(new Model(stack, 'Model', { containers: [{ image: VLLM, ...container }] }), { compute: COMPUTE, environment }));
  const text = (server: string, variable: string, name = 'specification') => [warning('adaptersNotEnabled', `requests to the adapter fail, because the ${server} container of base component `
    + `'Test/Endpoint/Llama' loads no adapters; set ${variable} to 'true' in the environment of its ${name}`, 'Endpoint/Llama/Legal')];

  test.each<[string, Base, string[]]>([
    ['vLLM', image(VLLM), text('vLLM', BOTH)],
    ['vLLM, whose routes are off', image(VLLM, { [ENABLE]: 'true' }), text('vLLM', ALLOW)],
    ['vLLM, whose LoRA is off', image(VLLM, { [ALLOW]: 'true' }), text('vLLM', ENABLE)],
    ['vLLM, whose LoRA is removed', image(VLLM, { [ALLOW]: 'true', [ENABLE]: 'False' }), text('vLLM', ENABLE)],
    ['vLLM, where it is off', image(VLLM, { [ALLOW]: 'false' }), text('vLLM', BOTH)],
    ...['0', '', 'untrue', 'trueish', '21', '12'].map((value): [string, Base, string[]] => [
      `vLLM, where it is '${value}'`, image(VLLM, { [ALLOW]: value, [ENABLE]: '' }), text('vLLM', ALLOW),
    ]),
    ['vLLM by Hugging Face', image(ContainerImage.fromDlc('huggingface-vllm', '0.29.0-gpu')), text('vLLM', BOTH)],
    ['LMI', image(LMI, { OPTION_MAX_LORAS: '4' }), text('LMI', LORA)],
    ['a model', model({}), text('vLLM', BOTH)],
    ['an image instead of that of an own model', (stack) => InferenceComponentSpecification.fromModel(
      new Model(stack, 'Model', { containers: [{ image: anImage(stack) }] }), { compute: COMPUTE, image: VLLM }), text('vLLM', BOTH)],
  ])('is warned of: %s', (_what, base, expected) => {
    expect(of(base)).toEqual(expected);
  });

  test.each<[string, Base]>([
    ['vLLM, where it is on', image(VLLM, { [ALLOW]: 'true', [ENABLE]: '' })],
    ['vLLM, in other letters', image(VLLM, { [ALLOW]: 'True', [ENABLE]: '' })],
    ['vLLM, where it is 1', image(VLLM, { [ALLOW]: '1', [ENABLE]: '' })],
    ['vLLM, with spaces', image(VLLM, { [ALLOW]: ' true ', [ENABLE]: '' })],
    ['vLLM, where it is a token', image(VLLM, { [ALLOW]: Lazy.string({ produce: () => 'false' }), [ENABLE]: '' })],
    ['vLLM, whose LoRA is on by its value', image(VLLM, { [ALLOW]: 'true', [ENABLE]: 'true' })],
    ['vLLM, whose LoRA is a token', image(VLLM, { [ALLOW]: 'true', [ENABLE]: Lazy.string({ produce: () => 'false' }) })],
    ['LMI, where it is on', image(LMI, { [LORA]: 'true' })],
    ['LMI, whose artifacts can have the setting', (stack) => InferenceComponentSpecification.fromImage(LMI, { compute: COMPUTE, modelData: anArchive(stack) })],
    ['a model where it is on', model({ environment: { [ALLOW]: 'true', [ENABLE]: '' } })],
    ['a model, where the component sets it', model({}, { [ALLOW]: 'true', [ENABLE]: '' })],
    ['another image', (stack) => running(stack)],
    ['an image whose name only contains the word', (stack) => InferenceComponentSpecification.fromImage(anImage(stack, 'vllm-mock'), { compute: COMPUTE })],
    ['an imported model', (stack) => InferenceComponentSpecification.fromModel(Model.fromModelName(stack, 'Theirs', 'theirs'), { compute: COMPUTE })],
    ['an image instead of that of an imported model, whose environment is not known', (stack) => InferenceComponentSpecification.fromModel(
      Model.fromModelName(stack, 'Theirs', 'theirs'), { compute: COMPUTE, image: VLLM })],
  ])('is not: %s', (_what, base) => {
    expect(of(base)).toEqual([]);
  });

  test('is warned of for each of its specifications', () => {
    const stack = testStack();
    aComponent(stack, {
      specifications: [
        { instanceType: InstanceType.G5_XLARGE, specification: image(VLLM, { [ALLOW]: 'true', [ENABLE]: '' })(stack) },
        { instanceType: InstanceType.G6_XLARGE, specification: image(VLLM)(stack) },
      ],
    }).addAdapter('Legal', { artifact: anArchive(stack) });
    expect(warningsOf(stack).filter((each) => each.includes('adaptersNotEnabled'))).toEqual(text('vLLM', BOTH, 'specifications[1].specification'));
  });
});

test('an adapter of another stack than its base works without a reference to the component', () => {
  const app = new App();
  const stack = testStack({ app });
  const base = aComponent(stack, { inferenceComponentName: 'llama' });
  const other = testStack({ app, id: 'Adapters' });
  new InferenceComponentAdapter(other, 'Legal', { baseInferenceComponent: base, artifact: anArchive(other) });
  app.synth();
  expect(other.dependencies).toEqual([stack]);
  expect(Object.values(resourcesOf(other, COMPONENT))[0].Properties.Specification.BaseInferenceComponentName).toBe('llama');
});

test('the role of the configuration in another stack is granted permission in the stack of the adapter', () => {
  const app = new App();
  const roles = testStack({ app, id: 'Roles' });
  const role = new iam.Role(roles, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  const stack = testStack({ app });
  hosting(stack, {}, { role });
  anAdapter(stack);
  app.synth();
  expect(JSON.stringify(statementsOf(stack))).toContain('models/legal.tar.gz');
  expect(roles.dependencies).toEqual([]);
});

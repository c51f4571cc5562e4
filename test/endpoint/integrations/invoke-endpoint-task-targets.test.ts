import { CfnParameter, Fn, aws_s3 as s3, aws_stepfunctions as sfn, type Stack } from 'aws-cdk-lib';
import {
  ContainerMode, Endpoint, EndpointConfig, InferenceExecutionMode, InstanceType, Model, ModelData, type IEndpoint, type IModel,
  type InvokeEndpointTaskProps,
} from '../../../src';
import { aConfig, aModel, anImage } from '../../helpers/given';
import { like, messageOf, problemsAtSynth } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';

type Make = (stack: Stack) => IEndpoint;

function endpointOf(stack: Stack, variants: { readonly [variantName: string]: IModel | undefined }, shadow?: string): Endpoint {
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: Object.entries(variants).map(([variantName, model]) => ({ variantName, model })),
    shadowProductionVariants: shadow ? [{ variantName: shadow, model: aModel(stack, 'ShadowModel') }] : undefined,
  });
  return new Endpoint(stack, 'Endpoint', { endpointConfig });
}

function multiModel(stack: Stack, id = 'Many'): Model {
  const modelData = ModelData.fromBucketPrefix(s3.Bucket.fromBucketName(stack, `${id}Bucket`, 'models'), 'models/');
  return new Model(stack, id, { containers: [{ image: anImage(stack), mode: ContainerMode.multiModel(), modelData }] });
}

function direct(stack: Stack, ...hostnames: string[]): Model {
  return new Model(stack, 'Direct', {
    inferenceExecutionMode: InferenceExecutionMode.DIRECT,
    containers: hostnames.map((containerHostname) => ({ containerHostname, image: anImage(stack) })),
  });
}

const withModel: Make = (stack) => endpointOf(stack, { main: aModel(stack) });
const withModels: Make = (stack) => endpointOf(stack, { many: multiModel(stack) });
const withDirect: Make = (stack) => endpointOf(stack, { main: direct(stack, 'first', 'second') });
const withComponents: Make = (stack) => endpointOf(stack, { main: undefined });
const mixed: Make = (stack) => endpointOf(stack, { main: aModel(stack), many: multiModel(stack) });
const withTheirs: Make = (stack) => endpointOf(stack, { main: Model.fromModelName(stack, 'Theirs', 'theirs') });
const withShadow: Make = (stack) => endpointOf(stack, { main: aModel(stack) }, 'shadow');
const unknown: Make = (stack) => Endpoint.fromEndpointName(stack, 'Endpoint', 'theirs');
const withoutInstances: Make = (stack) => new Endpoint(stack, 'Endpoint', {
  endpointConfig: new EndpointConfig(stack, 'Config', {
    serverlessProductionVariant: { variantName: 'less', model: aModel(stack), memorySizeInMB: 2048, maxConcurrency: 2 },
  }),
});
const described: Make = (stack) => Endpoint.fromEndpointAttributes(stack, 'Endpoint', {
  endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs',
  endpointConfig: EndpointConfig.fromEndpointConfigAttributes(stack, 'Config', {
    endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs',
    instanceProductionVariants: [{ variantName: 'main' }],
  }),
});

function problemsOf(make: Make, props: InvokeEndpointTaskProps | ((stack: Stack) => InvokeEndpointTaskProps)): string[] {
  const stack = testStack();
  return problemsAtSynth(make(stack).createInvokeTask(stack, 'Invoke', typeof props === 'function' ? props(stack) : props));
}

const ofModels = "targetModel is required, because the endpoint hosts multi-model containers; specify the name of an archive, such as 'churn.tar.gz'";
const noModels = 'targetModel is only valid for multi-model containers, and the endpoint hosts none; omit it';
const noDirect = 'targetContainerHostname is only valid for containers that are invoked directly, and the endpoint hosts none; omit it';

describe('at synthesis', () => {
  test.each<[string, Make, InvokeEndpointTaskProps, string[]]>([
    ['a variant that is not there', mixed, { targetVariant: 'other' },
      ["targetVariant must be a variant of the endpoint, got 'other'; the variants are 'main', 'many'"]],
    ['a variant that is not there, beside one without instances', withoutInstances, { targetVariant: 'main' },
      ["targetVariant must be a variant of the endpoint, got 'main'; the variants are 'less'"]],
    ['a variant that is not described', described, { targetVariant: 'other' },
      ["targetVariant must be a variant of the endpoint, got 'other'; the variants are 'main'"]],
    ['no target model of multi-model containers', withModels, {}, [ofModels]],
    ['no target model of the chosen variant', mixed, { targetVariant: 'many' }, [ofModels]],
    ['a target model of one model', withModel, { targetModel: 'a.tar.gz' }, [noModels]],
    ['a target model of the chosen variant', mixed, { targetVariant: 'main', targetModel: 'a.tar.gz' }, [noModels]],
    ['a target model of a serverless endpoint', withoutInstances, { targetModel: 'a.tar.gz' }, [noModels]],
    ['no container of those that are invoked directly', withDirect, {},
      ["targetContainerHostname is required, because containers of the endpoint are invoked directly; specify one of 'first', 'second'"]],
    ['a container that is not there', withDirect, { targetContainerHostname: 'third' },
      ["targetContainerHostname must be a container of the endpoint, got 'third'; the containers are 'first', 'second'"]],
    ['a container of a model that has one', withModel, { targetContainerHostname: 'first' }, [noDirect]],
    ['several of them', withModel, { targetVariant: 'other', targetModel: 'a', targetContainerHostname: 'b' },
      ["targetVariant must be a variant of the endpoint, got 'other'; the variants are 'main'", noModels, noDirect]],
  ])('%s fails', (_what, make, props, problems) => {
    expect(problemsOf(make, props)).toEqual(problems);
  });

  test.each<[string, Make, InvokeEndpointTaskProps | ((stack: Stack) => InvokeEndpointTaskProps)]>([
    ['a variant of the endpoint', mixed, { targetVariant: 'main' }],
    ['a variant without instances', withoutInstances, { targetVariant: 'less' }],
    ['a shadow variant, of which AWS does not say that it is refused', withShadow, { targetVariant: 'shadow' }],
    ['a variant that is a token', withModel, (stack) => ({ targetVariant: new CfnParameter(stack, 'Variant').valueAsString })],
    ['a variant that the state knows', withModel, { targetVariant: sfn.JsonPath.stringAt('$.variant') }],
    ['a variant that the state knows in JSONata', withModel, { targetVariant: '{% $states.input.variant %}', queryLanguage: sfn.QueryLanguage.JSONATA }],
    ['a variant of an endpoint that is not known', unknown, { targetVariant: 'other', targetModel: 'a', targetContainerHostname: 'b' }],
    ['a variant whose own name is a token', (stack) => endpointOf(stack, { [Fn.importValue('variant')]: aModel(stack) }), { targetVariant: 'other' }],
    ['a target model of multi-model containers', withModels, { targetModel: 'a.tar.gz' }],
    ['a target model that the state knows', withModel, { targetModel: sfn.JsonPath.stringAt('$.model') }],
    ['no target model where a variant does not need one', mixed, {}],
    ['a target model where a variant needs one', mixed, { targetModel: 'a.tar.gz' }],
    ['nothing for one model', withModel, {}],
    ['null for one model, as other languages give what is not there', withModel,
      { targetVariant: null, targetModel: null, targetContainerHostname: null } as unknown as InvokeEndpointTaskProps],
    ['a target model of models that are not known', withTheirs, { targetModel: 'a.tar.gz', targetContainerHostname: 'first' }],
    ['nothing of models that are not known', withTheirs, {}],
    ['a target model of models that are not described', described, { targetModel: 'a.tar.gz' }],
    ['a container that is invoked directly', withDirect, { targetContainerHostname: 'second' }],
    ['a container that the state knows', withDirect, { targetContainerHostname: sfn.JsonPath.stringAt('$.container') }],
    ['a container whose own name is a token', (stack) => endpointOf(stack, { main: direct(stack, Fn.importValue('name'), 'second') }),
      { targetContainerHostname: 'third' }],
  ])('%s is fine', (_what, make, props) => {
    expect(problemsOf(make, props)).toEqual([]);
  });

  test('a variant that is added after the task counts', () => {
    const stack = testStack();
    const endpointConfig = aConfig(stack);
    const task = new Endpoint(stack, 'Endpoint', { endpointConfig }).createInvokeTask(stack, 'Invoke', { targetVariant: 'late' });
    endpointConfig.addInstanceProductionVariant({ variantName: 'late', model: aModel(stack), instanceType: InstanceType.M5_LARGE });
    expect(problemsAtSynth(task)).toEqual([]);
  });

  test('a configuration that has no variant yet is its own problem', () => {
    expect(problemsOf((stack) => new Endpoint(stack, 'Endpoint', { endpointConfig: new EndpointConfig(stack, 'Config') }), { targetVariant: 'a' })).toEqual([]);
  });
});

describe('an asynchronous endpoint', () => {
  const QUEUE = 'the task sends a synchronous request, which an asynchronous endpoint refuses; '
    + 'use a CallAwsService task with the action invokeEndpointAsync, and allow it with grantInvokeAsync';
  const asyncInference = (stack: Stack) => ({ output: { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'responses') } });

  test('can not be invoked by the task', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack, 'Config', { asyncInference: asyncInference(stack) }) });
    expect(messageOf(() => endpoint.createInvokeTask(stack, 'Invoke', { customAttributes: 'caf\u00e9' }))).toEqual(like(`Test: 2 problems:\n  - customAttributes ...\n  - ${QUEUE}`));
  });

  test('can not be invoked by the task, also if its variant is added later', () => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', { asyncInference: asyncInference(stack) });
    const task = new Endpoint(stack, 'Endpoint', { endpointConfig }).createInvokeTask(stack, 'Invoke');
    endpointConfig.addInstanceProductionVariant({ variantName: 'main', model: aModel(stack) });
    expect(problemsAtSynth(task)).toEqual([QUEUE]);
  });
});

describe('an inference component', () => {
  test('that is not named is warned of', () => {
    const stack = testStack();
    withComponents(stack).createInvokeTask(stack, 'Invoke');
    expect(warningsOf(stack)).toEqual(['Test/Invoke: the endpoint hosts inference components, and a request without one is refused; set inferenceComponentName '
      + '[ack: cdk-sagemaker-hosting:invokeTaskWithoutComponent]']);
  });

  test.each<[string, Make, InvokeEndpointTaskProps]>([
    ['that is named', withComponents, { inferenceComponentName: 'llama' }],
    ['that the state knows', withComponents, { inferenceComponentName: sfn.JsonPath.stringAt('$.component') }],
    ['of an endpoint with a model', withModel, {}],
    ['of an endpoint that is not known', unknown, {}],
    ['of an endpoint that is described', described, {}],
  ])('%s is not warned of', (_what, make, props) => {
    const stack = testStack();
    make(stack).createInvokeTask(stack, 'Invoke', props);
    expect(warningsOf(stack)).toEqual([]);
  });
});

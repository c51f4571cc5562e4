import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import {
  App, CfnOutput, Duration, Size, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_s3 as s3,
  type Stack,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as own from '../src';
import { ROOT, bundle } from './helpers/bundle';
import { aVpc, anImage } from './helpers/given';
import { messageOf, synthMessageOf } from './helpers/problems';
import { testStack, warningsOf } from './helpers/stack';
import { ARCHIVE } from './model/given';

/*
 * An app may have this package twice: a library depends on another version, or is linked. aws-cdk-lib and constructs are there once, as npm
 * installs peer dependencies. A construct of the one copy must be for the other what one of its own is.
 */

type Library = typeof own;

let home: string;
let second: Library;
let otherVersion: Library;

/** The internal members that copies see of each other. A version with other internals has none of them. */
const INTERNALS = [
  '_hosting', '_containerHostnames', '_imageTargets', '_waitFor', '_lateTarget', '_isOfAws',
  '_grantContents', '_variants', '_roles', '_parts', '_host', '_component', '_componentEnvironment',
];

beforeAll(() => {
  home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'second-copy-')));
  fs.mkdirSync(path.join(home, 'node_modules'));
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    fs.symlinkSync(path.join(ROOT, 'node_modules', peer), path.join(home, 'node_modules', peer), 'junction');
  }
  const installed = path.join(home, 'node_modules', 'cdk-sagemaker-hosting', 'index.js');
  bundle("export * from './src'", installed);
  second = jest.requireActual<Library>(installed);
  const other = path.join(home, 'other-version.js');
  fs.writeFileSync(other, fs.readFileSync(installed, 'utf8').replace(new RegExp(`\\b(${INTERNALS.join('|')})\\b`, 'g'), '$1OfOtherVersion'));
  otherVersion = jest.requireActual<Library>(other);
}, 60_000);
afterAll(() => fs.rmSync(home, { recursive: true }));

test('the copies share the CDK, and nothing else', () => {
  expect(second.Model).not.toBe(own.Model);
  expect(new second.Model(testStack(), 'Model')).not.toBeInstanceOf(own.Model);
  expect(new second.Model(testStack(), 'Model').stack.constructor).toBe(testStack().constructor);
});

/** The parts of an app, each of which may come from another copy. */
const PARTS = ['values', 'images', 'data', 'packages', 'models', 'configs', 'endpoints', 'components', 'watchers'] as const;
type Part = typeof PARTS[number];

/** An app with all that crosses from one construct to another: permissions, dependencies, checks, warnings, metrics, alarms. */
function build(copyOf: (part: Part) => Library, isWatched = true): Stack {
  const stack = testStack({ app: new App() });
  const { values, images, data, packages, models, configs, endpoints, components, watchers } = Object.fromEntries(
    PARTS.map((part) => [part, copyOf(part)])) as Record<Part, Library>;
  const { ContainerImage } = images;
  const { ModelData } = data;
  const type = (name: string) => values.InstanceType.of(name);
  const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'BucketKey') });
  const image = ContainerImage.fromDlc('huggingface-pytorch-inference', '2.6.0-transformers4.51.3-gpu-py312-cu124-ubuntu22.04');
  const credentialsProvider = new lambda.Function(stack, 'Credentials', {
    code: lambda.Code.fromInline('exports.handler = 0'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_LATEST,
  });

  const pipeline = new models.Model(stack, 'Pipeline', {
    containers: [
      { image, modelData: ModelData.fromBucket(bucket, 'churn/model.tar.gz'), containerHostname: 'first' },
      { image: ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312'), modelData: ModelData.fromAsset(ARCHIVE), containerHostname: 'second' },
    ],
  });
  const many = new models.Model(stack, 'Many', {
    vpc: aVpc(stack),
    networkIsolation: true,
    containers: [{
      image: ContainerImage.fromRegistry('registry.corp.example/model:1', { credentialsProvider }),
      mode: values.ContainerMode.multiModel(),
      modelData: ModelData.fromBucketPrefix(bucket, 'many/'),
    }],
  });
  const following = new models.Model(stack, 'Following', { containers: [{ image: ContainerImage.fromFramework(own.Framework.PYTORCH, '2.6') }] });
  const version = new packages.registry.ModelPackage(stack, 'Version', {
    modelPackageGroup: new packages.registry.ModelPackageGroup(stack, 'Group'),
    inferenceSpecification: {
      containers: [{ image, modelData: ModelData.fromBucket(bucket, 'package/model.tar.gz') }],
      supportedContentTypes: ['text/csv'],
      supportedResponseMimeTypes: ['text/csv'],
    },
  });
  const packaged = new models.Model(stack, 'Packaged', { containers: [{ modelPackage: version }] });

  const key = new kms.Key(stack, 'VolumeKey');
  const instances = new configs.EndpointConfig(stack, 'Instances', {
    encryptionKey: key,
    dataCapture: { destination: { bucket, prefix: 'captured' } },
    instanceProductionVariants: [
      { variantName: 'pipeline', model: pipeline, instanceType: type('ml.c7g.large') },
      { variantName: 'many', model: many, instanceType: type('ml.m5.large') },
      { variantName: 'packaged', model: packaged, instanceType: type('ml.m5.large') },
    ],
  });
  const queue = new configs.EndpointConfig(stack, 'Queue', {
    asyncInference: { output: { bucket, prefix: 'results' } },
    instanceProductionVariants: [{ variantName: 'gpu', model: following, instanceType: type('ml.g5.xlarge'), initialInstanceCount: 2 }],
  });

  const endpoint = new endpoints.Endpoint(stack, 'Endpoint', {
    endpointConfig: instances,
    deploymentStrategy: values.DeploymentStrategy.blueGreen({
      trafficRouting: values.TrafficRouting.canary({ size: values.CapacitySize.percent(10), bakeTime: Duration.minutes(5) }),
    }),
    autoRollbackAlarms: [new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Mine' }).createAlarm(stack, 'Mine', { threshold: 1, evaluationPeriods: 1 })],
  });
  endpoint.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
  endpoint.findInstanceProductionVariant('many').autoScaleInstanceCount({ minCapacity: 1, maxCapacity: 2 })
    .scaleOnInvocations('Scaling', { maxRequestsPerSecond: 10 });
  const asynchronous = new endpoints.Endpoint(stack, 'Asynchronous', { endpointConfig: queue });
  const llama = hosted(stack, values, components, new endpoints.Endpoint(stack, 'Host', {
    endpointConfig: new configs.EndpointConfig(stack, 'Hosts', { instanceProductionVariants: [{ variantName: 'main', instanceType: type('ml.g5.xlarge') }] }),
  }));
  for (const [id, watched] of Object.entries(isWatched ? { endpoint, asynchronous } : {})) {
    new watchers.EndpointAlarms(stack, `${id}-alarms`, { endpoint: watched });
    new watchers.EndpointDashboard(stack, `${id}-dashboard`, { endpoint: watched });
  }
  if (isWatched) {
    const artifact = ModelData.fromBucket(s3.Bucket.fromBucketName(stack, 'Adapters', 'adapters'), 'legal.tar.gz');
    new components.InferenceComponentAdapter(stack, 'Legal', { baseInferenceComponent: llama, artifact });
  }
  return stack;
}

/** An inference component, and requests to it. */
function hosted(stack: Stack, values: Library, components: Library, endpoint: own.IEndpoint): own.InferenceComponent {
  const [url, caller] = [endpoint.openAiBaseUrl, new iam.Role(stack, 'HostCaller', { assumedBy: new iam.AccountRootPrincipal() })];
  endpoint.grantInvoke(caller);
  new CfnOutput(stack, 'Url', { value: url });
  const model = values.Model.fromModelName(stack, 'TheirModel', 'theirs');
  const llama = new components.InferenceComponent(stack, 'Llama', {
    endpoint,
    variantName: 'main',
    inferenceComponentName: 'llama',
    specification: values.InferenceComponentSpecification.fromModel(model, { compute: { minMemory: Size.gibibytes(1) } }),
  });
  endpoint.inferenceComponent('llama').autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
  return llama;
}

/** All that an app amounts to. */
function outcomeOf(stack: Stack): { readonly template: any; readonly warnings: string[] } {
  return { template: Template.fromStack(stack).toJSON(), warnings: warningsOf(stack) };
}

let expected: ReturnType<typeof outcomeOf>;
beforeAll(() => { expected = outcomeOf(build(() => own)); }, 60_000);

test('the app has what copies could lose', () => {
  const { template: { Resources }, warnings } = expected;
  const types = Object.values<any>(Resources).map(({ Type }) => Type);
  expect(types).toEqual(expect.arrayContaining(['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard', 'AWS::ApplicationAutoScaling::ScalingPolicy']));
  expect(JSON.stringify(Resources)).toMatch(/package\/model\.tar\.gz/);
  expect(JSON.stringify(Resources)).toMatch(/pytorch-inference:2\.6[^"]*-gpu-/);
  expect(warnings.join('\n')).toMatch(/processor/i);
});

test.each(PARTS)('%s of another copy make no difference', (part) => {
  expect(outcomeOf(build((each) => each === part ? second : own))).toEqual(expected);
});

test.each(PARTS)('this copy makes no difference where all but its %s are of another one', (part) => {
  expect(outcomeOf(build((each) => each === part ? own : second))).toEqual(expected);
});

describe('checks across copies', () => {
  const serverless = (model: own.IModel) => ({ serverlessProductionVariant: { variantName: 'main', model, maxConcurrency: 5, memorySize: Size.gibibytes(2) } });
  const refused: [string, (stack: Stack, first: Library, other: Library) => unknown][] = [
    ['a model in a VPC, serverless', (stack, { Model }, { EndpointConfig }) => (
      new EndpointConfig(stack, 'Config', serverless(new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: anImage(stack) }] }))))],
    ['a model with two containers, serverless', (stack, { Model }, { EndpointConfig }) => (
      new EndpointConfig(stack, 'Config', serverless(new Model(stack, 'Model', { containers: [{ image: anImage(stack) }, { image: anImage(stack) }] }))))],
    ['a multi-model container whose data is one object', (stack, { ContainerMode }, { Model }) => (
      new Model(stack, 'Model', { containers: [{ image: anImage(stack), mode: ContainerMode.multiModel(), modelData: own.ModelData.fromAsset(ARCHIVE) }] }))],
    ['an image of a private registry without a VPC', (stack, { ContainerImage }, { Model }) => (
      new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromRegistry('registry.corp.example/model:1') }] }))],
    ['a variant that the configuration does not have', (stack, { EndpointConfig, Model }, { Endpoint }) => (
      new Endpoint(stack, 'Endpoint', {
        endpointConfig: new EndpointConfig(stack, 'Config', serverless(new Model(stack, 'Model', { containers: [{ image: anImage(stack) }] }))),
      }).findInstanceProductionVariant('other'))],
    ['a rolling deployment of a serverless variant', (stack, { EndpointConfig, Model }, { DeploymentStrategy, CapacitySize, Endpoint }) => (
      new Endpoint(stack, 'Endpoint', {
        endpointConfig: new EndpointConfig(stack, 'Config', serverless(new Model(stack, 'Model', { containers: [{ image: anImage(stack) }] }))),
        deploymentStrategy: DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.percent(50), bakeTime: Duration.minutes(5) }),
      }))],
  ];

  test.each(refused)('%s fails as in one copy', (_what, make) => {
    const message = (first: Library, other: Library) => {
      const stack = testStack({ app: new App() });
      try {
        make(stack, first, other);
        return synthMessageOf(stack);
      } catch (error) {
        return (error as Error).message;
      }
    };
    const inOneCopy = message(own, own);
    expect(inOneCopy).toMatch(/Test\//);
    expect(message(second, own)).toBe(inOneCopy);
    expect(message(own, second)).toBe(inOneCopy);
  });
});

describe('a copy with other internals', () => {
  test('makes no difference to models by its data', () => {
    expect(outcomeOf(build((part) => part === 'data' ? otherVersion : own))).toEqual(expected);
  });

  test('makes no difference to models by its images, that of a framework included, which follows the instances', () => {
    const { template } = outcomeOf(build((part) => part === 'images' ? otherVersion : own));
    expect(template).toEqual(expected.template);
  });

  test.each(['models', 'packages', 'configs', 'endpoints'] as const)('does not fail by its %s, of which nothing is known', (part) => {
    expect(() => Template.fromStack(build((each) => each === part ? otherVersion : own, false))).not.toThrow();
  });

  test.each(['configs', 'endpoints'] as const)('says that nothing is known of its %s where alarms ask for it', (part) => {
    expect(messageOf(() => build((each) => each === part ? otherVersion : own))).toMatch(/^Test\/.*(cannot be listed|was not created with this library)/);
  });
});

test('what copies share has keys that stay, and that no other package has', () => {
  const made = jest.spyOn(Symbol, 'for');
  jest.isolateModules(() => { jest.requireActual('../src'); });
  const keys = made.mock.calls.map(([key]) => key).filter((key) => !/^(jsii\.|@aws-cdk\/|constructs\.)/.test(key));
  made.mockRestore();
  expect([...new Set(keys)].sort()).toEqual([
    'AttachedPolicy', 'EndpointConfig', 'Model', 'RoleInStack', 'VpcEndpoints',
    'awaitedGrants', 'fixedNames', 'lastModelPackageVersions', 'processorLookups', 'watchedForCircles',
  ].map((name) => `cdk-sagemaker-hosting.${name}`));
});

import { Size, Token, aws_s3 as s3, aws_cloudwatch as cloudwatch, type Stack } from 'aws-cdk-lib';
import { Capacity, Endpoint, Explainer, InstanceType, ModelEndpoint, ModelServer, ShapBaseline, registry } from '../src';
import { HUB, llama } from './endpoint/language-models/given';
import { aConfig, anImage } from './helpers/given';
import { messageOf } from './helpers/problems';
import { testStack } from './helpers/stack';

/*
 * The messages of members that the types require, and that JavaScript and Python may omit. Those of arguments are in missing-arguments.messages.json.
 */

/** A value that a caller without types may pass. */
type Any = any;

const aBucket = (stack: Stack): s3.IBucket => stack.node.tryFindChild('Bucket') as Any ?? s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
const aGroup = (stack: Stack) => new registry.ModelPackageGroup(stack, 'Group');
const versionWith = (props: (stack: Stack) => Any) => (stack: Stack) => aGroup(stack).addModelPackage('Version', props(stack));
const jobWith = (job: (stack: Stack) => Any) => versionWith((stack) => ({
  validationSpecification: {
    profile: {
      profileName: 'profile',
      transformJobDefinition: {
        input: { data: registry.TransformData.fromPrefix({ bucket: aBucket(stack) }) },
        output: { location: { bucket: aBucket(stack) } },
        resources: { instanceType: InstanceType.M5_LARGE },
        ...job(stack),
      },
    },
  },
}));
const explained = (options: Any) => (stack: Stack) => aConfig(stack, 'Config', { explainer: Explainer.clarify({ baseline: ShapBaseline.inline('1,2'), ...options }) });
const served = (options: Any) => (stack: Stack) => llama(stack, ModelServer.vllm({ weights: HUB, ...options }));
const onVariant = (stack: Stack) => new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).findInstanceProductionVariant('main');
const serverless = (options: Any) => (stack: Stack) => new ModelEndpoint(stack, 'Churn', {
  container: { image: anImage(stack) }, capacity: Capacity.serverless(options),
});

/** A version whose profile lacks a member. */
function jobWithout(member: string): (stack: Stack) => unknown {
  return versionWith((stack) => {
    const location = { bucket: aBucket(stack) };
    const transformJobDefinition = {
      input: { data: registry.TransformData.fromPrefix(location) }, output: { location }, resources: { instanceType: InstanceType.M5_LARGE },
    };
    return { validationSpecification: { profile: { profileName: 'profile', transformJobDefinition, [member]: undefined } } };
  });
}

const PROFILE = 'Test/Group/Version: validationSpecification.profile';
const JOB = `${PROFILE}.transformJobDefinition`;

test.each<[string, (stack: Stack) => unknown, string]>([
  ['the profile of a validation', versionWith(() => ({ validationSpecification: {} })), `${PROFILE} is required; specify its name and the batch transform job`],
  ['the name of a profile', jobWithout('profileName'), `${PROFILE}.profileName is required; specify a name`],
  ['the job of a profile', jobWithout('transformJobDefinition'), `${JOB} is required; specify its input, output and resources`],
  ['the input of a job', jobWith(() => ({ input: undefined })), `${JOB}.input is required; specify its data`],
  ['the output of a job', jobWith(() => ({ output: undefined })), `${JOB}.output is required; specify its location`],
  ['the resources of a job', jobWith(() => ({ resources: undefined })), `${JOB}.resources is required; specify an instance type`],
  ['the content of a card', versionWith(() => ({ modelCard: { status: registry.ModelCardStatus.DRAFT } })),
    'Test/Group/Version: modelCard.content is required; specify the JSON of the card'],
  ['the status of a card', versionWith(() => ({ modelCard: { content: '{}' } })),
    'Test/Group/Version: modelCard.status is required; use a member of registry.ModelCardStatus'],
  ['the granularity of text', explained({ text: { language: 'en' } }),
    'Test/Config: explainer.text.granularity is required; use a member of ClarifyTextGranularity'],
  ['the language of text', explained({ text: { granularity: 'token' } }), "Test/Config: explainer.text.language is required; specify a language such as 'en'"],
  ['the payload of an explainer in whole mebibytes', explained({ inference: { maxPayload: Size.kibibytes(1536) } }),
    'Test/Config: explainer.inference.maxPayload must be an integer number of mebibytes between 1 and 25, got 1.5 mebibytes'],
  ['a mode of data capture', (stack) => aConfig(stack, 'Config', { dataCapture: { destination: { bucket: aBucket(stack) }, captureModes: [] } }),
    'Test/Config: dataCapture.captureModes must not be empty; omit it to capture requests and responses'],
  ['the memory of a serverless capacity', serverless({ maxConcurrency: 5 }),
    'Test/Churn: memorySize of the capacity is required; specify a size, such as Size.gibibytes(4)'],
  ['the concurrency of a serverless capacity', serverless({ memorySize: Size.gibibytes(2) }),
    'Test/Churn: 2 problems:\n  - maxConcurrency of the capacity is required; specify an integer from 1 to 200\n'
      + "  - variant 'AllTraffic': maxConcurrency is required; specify an integer from 1 to 200"],
  ['the host name of a container', (stack) => onVariant(stack).findContainer(undefined as Any),
    'Test/Endpoint: containerHostname is required; specify the host name of the container'],
  ['a step of scaling', (stack) => onVariant(stack).autoScaleInstanceCount({ maxCapacity: 2 }).scaleOnMetric('Steps', {
    metric: new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Busy' }), scalingSteps: [null as Any, { lower: 5, change: 1 }],
  }), 'Test/Endpoint/InstanceCount: scalingSteps[0] is required; specify a ScalingInterval'],
  ['the version of a server as text', served({ version: 0.3 }), 'ModelServer.vllm: version must be a string, got number 0.3'],
  ['a switch of a server', served({ prefixCaching: 'yes' }), "ModelServer.vllm: prefixCaching must be a boolean, got 'yes'"],
  ['an object of a server', served({ speculativeConfig: 'eagle' }), "ModelServer.vllm: speculativeConfig must be an object, got 'eagle'; enclose its properties in braces"],
  ['a list instead of an object of a server', served({ speculativeConfig: ['eagle'] }),
    'ModelServer.vllm: speculativeConfig must be an object, got a list; enclose its properties in braces'],
  ['a switch of a server that is a token', served({ prefixCaching: Token.asAny({ Ref: 'Caching' }) }),
    'Test/Llama: server.prefixCaching must be true or false, got an object of class Intrinsic'],
  ['an object of a server that is text', served({ speculativeConfig: Token.asString({ Ref: 'Config' }) }),
    'Test/Llama: server.speculativeConfig must be an object, which is rendered as JSON, got a token'],
  ['a number of a server', served({ maxSequences: NaN }), 'Test/Llama: server.maxSequences must be a number, got NaN'],
  ['a number of a server that is text', served({ maxSequences: '8' }), "ModelServer.vllm: maxSequences must be a number, got '8'"],
  ['an empty text of a server', served({ dtype: '' }), 'Test/Llama: server.dtype must not be empty; omit it'],
  ['a group of options of a server', served({ lora: true }), 'ModelServer.vllm: lora must be an object, got boolean true; enclose its properties in braces'],
  ['a percentile', (stack) => new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).addRecommendedAlarms({ modelLatencyPercentile: 100 }),
    'Test/Endpoint/RecommendedAlarms: modelLatencyPercentile must be below 100, got 100'],
])('%s', (_what, call, message) => {
  expect(messageOf(() => call(testStack()))).toBe(message);
});

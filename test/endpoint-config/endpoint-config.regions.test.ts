import { App, CfnParameter, Stack, aws_kms as kms, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, InstanceType, registry, type EndpointConfigProps } from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { testStack, warningsOf } from '../helpers/stack';

/* Keys, topics and reservations in another region than that of the resources that use them. */

type Props = (stack: Stack) => Partial<EndpointConfigProps>;

const keyIn = (stack: Stack, region: string) => kms.Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:123456789012:key/1`);
const imported = (stack: Stack, region?: string) => s3.Bucket.fromBucketAttributes(stack, 'Theirs', { bucketName: 'theirs', region });
const dumping = (stack: Stack, bucket: s3.IBucket) => [{
  variantName: 'main', model: aModel(stack), coreDump: { destination: { bucket }, encryptionKey: keyIn(stack, 'eu-west-1') },
}];
const regionsIn = (stack: Stack) => warningsOf(stack).filter((warning) => /OfOtherRegion/.test(warning));

describe('a key in another region is refused', () => {
  const words = (name: string) => `the ${name} must be in the same region (us-east-1), got eu-west-1`;

  test.each<[string, string, Props]>([
    ['of the storage volumes', words('encryptionKey'), (stack) => ({ encryptionKey: keyIn(stack, 'eu-west-1') })],
    [
      'of data capture in a bucket of this app', words('dataCapture.encryptionKey'),
      (stack) => ({ dataCapture: { destination: { bucket: new s3.Bucket(stack, 'Bucket') }, encryptionKey: keyIn(stack, 'eu-west-1') } }),
    ],
    [
      'of responses in a bucket of this app', words('asyncInference.encryptionKey'),
      (stack) => ({ asyncInference: { output: { bucket: new s3.Bucket(stack, 'Bucket') }, encryptionKey: keyIn(stack, 'eu-west-1') } }),
    ],
    [
      'of core dumps in a bucket of this app', `variant 'main': ${words('coreDump.encryptionKey')}`,
      (stack) => ({ instanceProductionVariants: dumping(stack, new s3.Bucket(stack, 'Bucket')) }),
    ],
  ])('%s', (_what, message, props) => {
    const stack = testStack();

    expect(messageOf(() => aConfig(stack, 'Config', props(stack)))).toBe(`Test/Config: ${message}`);
  });

  test('of a stack there', () => {
    const app = new App();
    const there = new Stack(app, 'There', { env: { account: '123456789012', region: 'eu-west-1' } });

    expect(messageOf(() => aConfig(testStack({ app }), 'Config', { encryptionKey: new kms.Key(there, 'Key') }))).toBe(`Test/Config: ${words('encryptionKey')}`);
  });

  test('of logs', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });

    expect(messageOf(() => endpoint.addLogGroup({ encryptionKey: keyIn(stack, 'eu-west-1') }))).toBe(`Test/Endpoint: ${words('encryptionKey')}`);
  });

  test('of a model package, of its validation volumes and of its results', () => {
    const stack = testStack();
    const encryptionKey = keyIn(stack, 'eu-west-1');
    const bucket = new s3.Bucket(stack, 'Bucket');
    const transformJobDefinition: registry.TransformJobDefinition = {
      input: { data: registry.TransformData.fromPrefix({ bucket }) },
      output: { location: { bucket }, encryptionKey },
      resources: { instanceType: InstanceType.M5_LARGE, volumeEncryptionKey: encryptionKey },
    };
    const where = 'validationSpecification.profile.transformJobDefinition';

    expect(messageOf(() => new registry.ModelPackageGroup(stack, 'Group').addModelPackage('Version', {
      encryptionKey, validationSpecification: { profile: { profileName: 'profile', transformJobDefinition } },
    }))).toBe('Test/Group/Version: 3 problems:\n'
      + [words('encryptionKey'), words(`${where}.output.encryptionKey`), words(`${where}.resources.volumeEncryptionKey`)].map((line) => `  - ${line}`).join('\n'));
  });
});

describe('a key may be', () => {
  test.each<[string, Props]>([
    ['in the same region, of another account', (stack) => ({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:222222222222:key/1') })],
    ['a token', (stack) => ({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', new CfnParameter(stack, 'Arn').valueAsString) })],
    ['an alias', (stack) => ({ encryptionKey: kms.Alias.fromAliasName(stack, 'Key', 'alias/theirs') })],
    ['in the region of a bucket in another region', (stack) => ({
      dataCapture: { destination: { bucket: imported(stack, 'eu-west-1') }, encryptionKey: keyIn(stack, 'eu-west-1') },
    })],
  ])('%s', (_what, props) => {
    const stack = testStack();
    aConfig(stack, 'Config', props(stack));

    expect(regionsIn(stack)).toEqual([]);
  });
});

describe('warns of', () => {
  const keyWords = (name: string) => `Test/Config: ${name} is in eu-west-1, but its bucket is imported in us-east-1; Amazon S3 uses only keys of the region of the bucket; `
    + 'specify a key of that region, or import the bucket with its region [ack: cdk-sagemaker-hosting:keyOfOtherRegion]';
  const words = (name: string) => `Test/Config: ${name} is in eu-west-1, but the endpoint is in us-east-1; AWS does not document this; use a resource of that region `
    + '[ack: cdk-sagemaker-hosting:resourceOfOtherRegion]';

  test.each<[string, string[], Props]>([
    [
      'a key of data capture, if the region of the bucket is not certain', [keyWords('dataCapture.encryptionKey')],
      (stack) => ({ dataCapture: { destination: { bucket: imported(stack) }, encryptionKey: keyIn(stack, 'eu-west-1') } }),
    ],
    [
      'a key of responses, if the region of the bucket is not certain', [keyWords('asyncInference.encryptionKey')],
      (stack) => ({ asyncInference: { output: { bucket: imported(stack) }, encryptionKey: keyIn(stack, 'eu-west-1') } }),
    ],
    [
      'a key of core dumps, if the region of the bucket is not certain', [keyWords("coreDump.encryptionKey of variant 'main'")],
      (stack) => ({ instanceProductionVariants: dumping(stack, imported(stack)) }),
    ],
    [
      'topics', [words('asyncInference.successTopic'), words('asyncInference.errorTopic')],
      (stack) => {
        const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:topic');
        return { asyncInference: { output: { bucket: imported(stack) }, successTopic: topic, errorTopic: topic } };
      },
    ],
    ['a reservation', [words("capacityReservation of variant 'main'")], (stack) => reserved(stack, 'arn:aws:sagemaker:eu-west-1:123456789012:training-plan/plan')],
    ['no reservation of the same region', [], (stack) => reserved(stack, 'arn:aws:sagemaker:us-east-1:123456789012:training-plan/plan')],
    ['no reservation that is a token', [], (stack) => reserved(stack, new CfnParameter(stack, 'Plan').valueAsString)],
  ])('%s', (_what, warnings, props) => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model: aModel(stack, 'Own') }], ...props(stack) });

    expect(regionsIn(stack)).toEqual(warnings);
  });

  function reserved(stack: Stack, mlReservationArn: string): Partial<EndpointConfigProps> {
    return { instanceProductionVariants: [{ variantName: 'main', model: aModel(stack), instanceType: InstanceType.P5_48XLARGE, capacityReservation: { mlReservationArn } }] };
  }
});

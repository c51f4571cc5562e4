import { CfnParameter, Lazy, type Stack } from 'aws-cdk-lib';
import { aBucket, aPackage, aSpecification, aValidation, aVersion, ownSpecification, packageIn } from './given';
import { ContainerImage, InstanceType, ModelData, RepositoryAccessMode } from '../../src';
import { RESOURCE_NAME } from '../../src/private/names';
import * as registry from '../../src/registry';
import { anImage } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';
import { UserData, UserImage } from '../model/given';

type Props = Partial<registry.ModelPackageProps>;
type Container = Partial<registry.ModelPackageContainer>;

const NAME = `${RESOURCE_NAME.allowed} (1 to 63 characters)`;
const DESCRIPTION = 'text without line breaks and other control characters (0 to 1024 characters)';
const ONE_LINE = 'text without line breaks (0 to 1024 characters)';
const MIME_TYPE = 'a MIME type (0 to 256 characters)';
const SHA256 = "'sha256:' and 64 hexadecimal digits";
const METADATA = "letters, digits, blanks and any of '_.:/=+-@'";
const DIGEST = `sha256:${'0a'.repeat(32)}`;

/** What is wrong with a version that has these properties. */
function problemWith(props: (stack: Stack) => Props): string {
  const stack = testStack();
  return messageOf(() => aVersion(stack, props(stack))).replace('Test/Version: ', '');
}

function versionWith(props: (stack: Stack) => Props): any {
  const stack = testStack();
  aVersion(stack, props(stack));
  return packageIn(stack);
}

function withContainer(container: Container): (stack: Stack) => Props {
  return (stack) => ({ inferenceSpecification: aSpecification(stack, container) });
}

function entries(count: number): { [key: string]: string } {
  return Object.fromEntries([...Array(count).keys()].map((index) => [`KEY_${index}`, 'value']));
}

/** Texts with limits: what is tried, what is allowed, what is taken, and what is refused. */
const TEXTS: [string, (value: string) => (stack: Stack) => Props, string, string[], string[]][] = [
  [
    'modelPackageDescription', (value) => () => ({ modelPackageDescription: value }),
    DESCRIPTION, ['', 'a'.repeat(1024)], ['a\nb', 'a'.repeat(1025)],
  ],
  [
    'approvalDescription', (value) => () => ({ approvalDescription: value }),
    ONE_LINE, ['', 'a'.repeat(1024)], ['a\nb', 'a'.repeat(1025)],
  ],
  [
    'sourceUri', (value) => () => ({ sourceUri: value }),
    'letters, digits, blanks and punctuation (0 to 1024 characters)', ['', 'a'.repeat(1024)], ['a=b', 'a'.repeat(1025)],
  ],
  [
    'metadataProperties.repository', (value) => () => ({ metadataProperties: { repository: value } }),
    ONE_LINE, ['', 'a'.repeat(1024)], ['a\nb', 'a'.repeat(1025)],
  ],
  [
    'sourceAlgorithm.algorithmName', (value) => () => ({ sourceAlgorithm: { algorithmName: value } }),
    'the name or the ARN of an algorithm (1 to 170 characters)',
    ['a', 'a'.repeat(63), 'arn:aws:sagemaker:us-east-1:123456789012:algorithm/xgboost'], ['', 'a-', 'a'.repeat(64), 'arn:aws:s3:::bucket'],
  ],
  [
    'inferenceSpecification.containers[0].containerHostname', (value) => withContainer({ containerHostname: value }),
    NAME, ['a', 'a'.repeat(63)], ['', '-a', 'a'.repeat(64)],
  ],
  [
    'inferenceSpecification.containers[0].frameworkVersion', (value) => withContainer({ frameworkVersion: value }),
    "a version such as '2.6', with one digit before the first dot (3 to 10 characters)", ['2.6', '2.6.0-cu12'], ['2', '26', '12.6', '2.6.0.0.0.0'],
  ],
  [
    'inferenceSpecification.containers[0].imageDigest', (value) => withContainer({ imageDigest: value }),
    SHA256, [DIGEST, DIGEST.toUpperCase()], ['', 'sha256:0', `${DIGEST}0`],
  ],
  [
    'inferenceSpecification.containers[0].dataInputConfig', (value) => withContainer({ dataInputConfig: value }),
    'text (1 to 16384 characters)', ['{}', 'a\n'.repeat(8192)], ['', 'a'.repeat(16385)],
  ],
  [
    'inferenceSpecification.supportedContentTypes[0]',
    (value) => (stack) => ({ inferenceSpecification: { ...aSpecification(stack), supportedContentTypes: [value] } }),
    MIME_TYPE, ['text/csv', 'a'.repeat(256)], ['a\nb', 'a'.repeat(257)],
  ],
  [
    'inferenceSpecification.supportedResponseMimeTypes[0]',
    (value) => (stack) => ({ inferenceSpecification: { ...aSpecification(stack), supportedResponseMimeTypes: [value] } }),
    'a MIME type such as application/json (0 to 1024 characters)', ['text/csv', `a/${'a'.repeat(1022)}`], ['json', `a/${'a'.repeat(1023)}`],
  ],
  [
    'additionalInferenceSpecifications[0].name',
    (value) => (stack) => ({ additionalInferenceSpecifications: [{ ...aSpecification(stack), name: value }] }),
    NAME, ['a', 'a'.repeat(63)], ['', 'a_b', 'a'.repeat(64)],
  ],
  [
    'additionalInferenceSpecificationsToAdd[0].description',
    (value) => (stack) => ({ additionalInferenceSpecificationsToAdd: [{ ...aSpecification(stack), name: 'a', description: value }] }),
    DESCRIPTION, ['', 'a'.repeat(1024)], ['a\nb', 'a'.repeat(1025)],
  ],
  [
    'modelMetrics.bias.report.objectKey',
    (value) => (stack) => ({ modelMetrics: { bias: { report: { bucket: aBucket(stack), objectKey: value } } } }),
    'the key of an object (1 to 1024 characters)', ['a', 'a'.repeat(1024)], ['', 'a'.repeat(1025)],
  ],
  [
    'driftCheckBaselines.modelQuality.statistics.contentType',
    (value) => (stack) => ({ driftCheckBaselines: { modelQuality: { statistics: { bucket: aBucket(stack), objectKey: 'a', contentType: value } } } }),
    MIME_TYPE, ['', 'a'.repeat(256)], ['a\nb', 'a'.repeat(257)],
  ],
  [
    'samplePayload.contentDigest',
    (value) => (stack) => ({ samplePayload: { bucket: aBucket(stack), objectKey: 'a.tar.gz', contentDigest: value } }),
    SHA256, [DIGEST], [`md5:${'0'.repeat(67)}`],
  ],
  [
    "customerMetadataProperties['team']", (value) => () => ({ customerMetadataProperties: { team: value } }),
    `${METADATA} (1 to 256 characters)`, ['a', 'a'.repeat(256)], ['', 'a#', 'a'.repeat(257)],
  ],
  [
    'a name in customerMetadataProperties', (value) => () => ({ customerMetadataProperties: { [value]: 'a' } }),
    `${METADATA} (1 to 128 characters)`, ['a', 'a'.repeat(128)], ['', 'a#', 'a'.repeat(129)],
  ],
];

describe.each(TEXTS)('%s', (name, props, allowed, taken, refused) => {
  test('takes what SageMaker takes', () => {
    taken.forEach((value) => expect(() => versionWith(props(value))).not.toThrow());
  });

  test('fails with anything else', () => {
    expect(refused.map((value) => problemWith(props(value)))).toEqual(refused.map((value) => `${name} must be ${allowed}, got '${value}'`));
  });

  test('may be a token', () => {
    expect(() => versionWith((stack) => props(Lazy.string({ produce: () => '#' }))(stack))).not.toThrow();
  });
});

test('the name of a package of its own', () => {
  const named = (modelPackageName: string) => aPackage(testStack(), { modelPackageName });
  ['a', 'a'.repeat(63)].forEach((name) => expect(packageIn(named(name)).ModelPackageName).toBe(name));
  expect(messageOf(() => named('a'.repeat(64)))).toBe(`Test/Package: modelPackageName ${must.beName('a'.repeat(64))}`);
});

test('all problems are told at once', () => {
  expect(problemWith(() => ({ modelPackageDescription: '\n', approvalDescription: '\n' }))).toBe(
    `2 problems:\n  - modelPackageDescription must be ${DESCRIPTION}, got '\n'\n  - approvalDescription must be ${ONE_LINE}, got '\n'`,
  );
});

describe('the number of', () => {
  const containers = (count: number) => (stack: Stack) =>
    ({ inferenceSpecification: { ...aSpecification(stack), containers: Array(count).fill({ image: anImage(stack) }) } });
  const additional = (first: number, second: number) => (stack: Stack) => {
    const some = (count: number, name: string) => count < 0 ? undefined : [...Array(count).keys()]
      .map((index) => ({ name: `${name}${index}`, containers: [{ image: anImage(stack) }] }));
    return { additionalInferenceSpecifications: some(first, 'a'), additionalInferenceSpecificationsToAdd: some(second, 'b') };
  };

  test.each([1, 15])('containers may be %d', (count) => {
    expect(versionWith(containers(count)).InferenceSpecification.Containers).toHaveLength(count);
  });

  test.each([0, 16])('containers fails as %d', (count) => {
    expect(problemWith(containers(count))).toBe(`inferenceSpecification.containers ${must.haveEntries(1, 15, count)}`);
  });

  test.each([[1, -1], [15, -1], [7, 8]])('additional specifications may be %d and %d', (first, second) => {
    expect(versionWith(additional(first, second)).AdditionalInferenceSpecifications).toHaveLength(first);
  });

  test.each([
    [8, 8, `additionalInferenceSpecifications and additionalInferenceSpecificationsToAdd together ${must.haveAtMost(15, 16)}`],
    [0, -1, `additionalInferenceSpecifications ${must.haveOne()}`],
    [-1, 0, `additionalInferenceSpecificationsToAdd ${must.haveOne()}`],
  ])('additional specifications fails as %d and %d', (first, second, problem) => {
    expect(problemWith(additional(first, second))).toBe(problem);
  });

  test.each([1, 50])('customerMetadataProperties may be %d', (count) => {
    expect(Object.keys(versionWith(() => ({ customerMetadataProperties: entries(count) })).CustomerMetadataProperties)).toHaveLength(count);
  });

  test.each([0, 51])('customerMetadataProperties fails as %d', (count) => {
    expect(problemWith(() => ({ customerMetadataProperties: entries(count) })))
      .toBe(`customerMetadataProperties ${must.haveEntries(1, 50, count)}`);
  });

  test('environment variables', () => {
    expect(Object.keys(versionWith(withContainer({ environment: entries(100) })).InferenceSpecification.Containers[0].Environment)).toHaveLength(100);
    expect(problemWith(withContainer({ environment: entries(101) })))
      .toBe(`inferenceSpecification.containers[0].environment ${must.haveAtMost(100, 101)}`);
  });
});

describe('an environment variable', () => {
  const where = 'inferenceSpecification.containers[0].environment';
  const withEnvironment = (environment: { [key: string]: string }) => withContainer({ environment });

  test('may have a long name and value', () => {
    expect(() => versionWith(withEnvironment({ ['K'.repeat(1024)]: 'v'.repeat(1024) }))).not.toThrow();
  });

  test.each([
    ['1A', 'v', `${where} ${must.notHave('1A')}`],
    ['K'.repeat(1025), 'v', `the name of ${where}['${'K'.repeat(40)}...'] ${must.haveCharacters(1024, 1025)}`],
    ['K', 'v'.repeat(1025), `${where}['K'] ${must.haveCharacters(1024, 1025)}`],
  ])('fails as %#', (key, value, problem) => {
    expect(problemWith(withEnvironment({ [key]: value }))).toBe(problem);
  });

  test('may be a token', () => {
    expect(() => versionWith((stack) => withEnvironment({ K: new CfnParameter(stack, 'P').valueAsString })(stack))).not.toThrow();
  });
});

describe('instance types', () => {
  test.each(['supportedRealtimeInferenceInstanceTypes', 'supportedTransformInstanceTypes'])('a package of its own needs %s', (name) => {
    const stack = testStack();
    expect(messageOf(() => aPackage(stack, { inferenceSpecification: { ...ownSpecification(stack), [name]: undefined } })))
      .toBe(`Test/Package: inferenceSpecification.${name} is required; a package outside of a group has to tell them`);
  });

  test('for transform jobs are at least 1', () => {
    const types = (supportedTransformInstanceTypes: InstanceType[]) => (stack: Stack) =>
      ({ inferenceSpecification: { ...aSpecification(stack), supportedTransformInstanceTypes } });
    expect(versionWith(types([InstanceType.M5_LARGE])).InferenceSpecification.SupportedTransformInstanceTypes).toEqual(['ml.m5.large']);
    expect(problemWith(types([]))).toBe(`inferenceSpecification.supportedTransformInstanceTypes ${must.haveOne()}`);
  });
});

test('the names of additional specifications differ', () => {
  expect(problemWith((stack) => ({
    additionalInferenceSpecifications: [{ name: 'same', containers: [{ image: anImage(stack) }] }],
    additionalInferenceSpecificationsToAdd: [{ name: 'same', containers: [{ image: anImage(stack) }] }],
  }))).toBe("additionalInferenceSpecificationsToAdd[0].name must differ from those of the other specifications, got 'same' again");
});

describe('an image', () => {
  const where = 'inferenceSpecification.containers[0].image';

  test.each([undefined, null])('fails as %p', (image) => {
    expect(problemWith(withContainer({ image: image as any }))).toBe(`${where} is required; use a method of ContainerImage`);
  });

  test('fails when it is bound to no name', () => {
    expect(problemWith(withContainer({ image: new UserImage({ imageName: undefined as any }) })))
      .toBe(`${where}.imageName is required; the bind method of the image has to return it`);
  });

  test('fails with a name that is too long', () => {
    expect(() => versionWith(withContainer({ image: new UserImage({ imageName: 'i'.repeat(255) }) }))).not.toThrow();
    expect(problemWith(withContainer({ image: new UserImage({ imageName: 'i'.repeat(256) }) })))
      .toBe(`${where} ${must.beImageName('i'.repeat(256))}`);
  });

  test('fails in a private registry', () => {
    const image = new UserImage({ imageName: 'registry.example.com/i', repositoryAccessMode: RepositoryAccessMode.VPC });
    expect(problemWith(withContainer({ image })))
      .toBe(`${where} is in a private registry, but a model package takes images of Amazon ECR only; copy it there`);
  });

  test('fails when it asks for the model', () => {
    const image = new (class extends ContainerImage {
      public bind(_scope: unknown, model: any) { return { imageName: model.modelArn }; }
    })();
    expect(problemWith(withContainer({ image }))).toEqual(like('modelArn ...'));
  });
});

describe('artifacts', () => {
  const where = 'inferenceSpecification.containers[0].modelData';

  test('fail when they are bound to no URL, or not to one', () => {
    expect(problemWith(withContainer({ modelData: new UserData(undefined as any) })))
      .toBe(`${where}.uri is required; the bind method of the model data has to return it`);
    expect(problemWith(withContainer({ modelData: new UserData('model.tar.gz') })))
      .toBe(`${where} ${must.beUrl('model.tar.gz')}`);
  });

  test('fail from a hub', () => {
    const hubContentArn = 'arn:aws:sagemaker:us-east-1:123456789012:hub-content/Hub/Model/llama/1.0.0';
    expect(problemWith((stack) => withContainer({ modelData: ModelData.fromBucket(aBucket(stack), 'm.tar.gz', { hubContentArn }) })(stack)))
      .toBe(`${where} has a hubContentArn, which a model package can't have; leave it out`);
  });

  test.each<[string, (stack: Stack) => Props]>([
    ['a package for AWS Marketplace', () => ({ certifyForMarketplace: true })],
    ['the batch transform job of validationSpecification', (stack) => ({ validationSpecification: aValidation(stack) })],
  ])('fail uncompressed for %s', (user, props) => {
    expect(problemWith((stack) => ({
      ...withContainer({ modelData: ModelData.fromBucketPrefix(aBucket(stack), 'llama/') })(stack), ...props(stack),
    }))).toBe(`${where} must be a single archive without acceptEula for ${user}; pack it into a .tar.gz file`);
  });

  test('of an algorithm fail unless they are an archive', () => {
    const algorithm = (modelData: ModelData) => () => ({ sourceAlgorithm: { algorithmName: 'a', modelData } });
    expect(problemWith((stack) => algorithm(ModelData.fromBucketPrefix(aBucket(stack), 'llama/'))()))
      .toBe('sourceAlgorithm.modelData must be a single archive without acceptEula and hubContentArn; pack it into a .tar.gz file');
    expect(problemWith(algorithm(new UserData('x')))).toBe(`sourceAlgorithm.modelData ${must.beUrl('x')}`);
  });
});

test('the payload is an archive', () => {
  const payload = (objectKey: string) => (stack: Stack) => ({ samplePayload: { bucket: aBucket(stack), objectKey } });
  expect(versionWith(payload('p.tar.gz')).SamplePayloadUrl).toBe('s3://bucket/p.tar.gz');
  expect(problemWith(payload('p.zip'))).toBe("samplePayload must be a gzip-compressed tar archive whose key ends in .tar.gz, got 'p.zip'");
});

describe('the model card', () => {
  const card = (content: string) => () => ({ modelCard: { content, status: registry.ModelCardStatus.APPROVED } });

  test('is JSON', () => {
    expect(versionWith(card('{"a": 1}')).ModelCard).toEqual({ ModelCardContent: '{"a": 1}', ModelCardStatus: 'Approved' });
    expect(problemWith(card('churn'))).toBe("modelCard.content must be JSON, got 'churn'; in Python use json.dumps");
  });

  test('has at most 100000 characters', () => {
    expect(() => versionWith(card(JSON.stringify('a'.repeat(99998))))).not.toThrow();
    expect(problemWith(card(JSON.stringify('a'.repeat(99999))))).toBe('modelCard.content must have at most 100000 characters, got 100001');
  });

  test('may be a token', () => {
    expect(versionWith((stack) => card(new CfnParameter(stack, 'Card').valueAsString)()).ModelCard.ModelCardContent).toEqual({ Ref: 'Card' });
  });
});

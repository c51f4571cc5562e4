import { Aws, CfnDynamicReference, CfnDynamicReferenceService, CfnParameter, Fn, Lazy, Size, aws_ecr as ecr, type Stack } from 'aws-cdk-lib';
import { ContainerImage, EndpointConfig, InstanceType, Model } from '../../../src';
import { messageOf, problemsAtSynth } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { LOG_IN, PULL, arnIn, dependenciesIn, modelIn, ownStatements } from '../given';

const REGISTRY = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const DLC = '763104351884.dkr.ecr.us-east-1.amazonaws.com';
const DIGEST = `sha256:${'0'.repeat(64)}`;

const pull = (Resource: unknown) => ({ Action: [...PULL.Action].sort(), Effect: 'Allow', Resource });
const split = (separator: string, text: unknown, index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [separator, text] }] });

function modelOf(stack: Stack, uri: string, environment?: { [name: string]: string }): Model {
  return new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromUri(uri), environment }] });
}

test.each([
  ['a tag', `${REGISTRY}/team/model:1.0`],
  ['a digest', `${REGISTRY}/team/model@${DIGEST}`],
  ['a tag and a digest', `${REGISTRY}/team/model:1.0@${DIGEST}`],
  ['the FIPS endpoint', '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/team/model:1.0'],
  ['the dual-stack endpoint', '123456789012.dkr-ecr.us-east-1.on.aws/team/model:1.0'],
])('the image of a URI with %s is used as it is, and the model may pull from its repository only', (_what, uri) => {
  const stack = testStack();
  modelOf(stack, uri);
  expect(modelIn(stack).PrimaryContainer).toEqual({ Image: uri });
  expect(ownStatements(stack)).toEqual([pull(arnIn('ecr', 'repository/team/model')), LOG_IN]);
  expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
  expect(warningsOf(stack)).toEqual([]);
});

describe('a registry in China', () => {
  const uriIn = (region: string, domain: string) => `123456789012.dkr.ecr.${region}.${domain}/team/model:1.0`;

  test.each([['cn-north-1', 'amazonaws.com', 'amazonaws.com.cn'], ['us-east-1', 'amazonaws.com.cn', 'amazonaws.com']])('is not named as one in %s at %s', (region, domain, wanted) => {
    expect(messageOf(() => modelOf(testStack(), uriIn(region, domain))))
      .toBe(`Test/Model: uri must have the domain ${wanted}, which Amazon ECR has in ${region}, got '${uriIn(region, domain)}'`);
  });

  test('has the domain of its partition', () => {
    const stack = testStack({ env: { account: '123456789012', region: 'cn-north-1' } });
    modelOf(stack, uriIn('cn-north-1', 'amazonaws.com.cn'));
    modelOf(testStack(), `123456789012.dkr.ecr.cn-north-1.${Aws.URL_SUFFIX}/team/model:1.0`);
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('a URI without a tag is warned of', () => {
  const stack = testStack();
  modelOf(stack, `${REGISTRY}/team/model`);
  expect(warningsOf(stack)).toEqual([expect.stringContaining('[ack: cdk-sagemaker-hosting:mutableImageTag]')]);
});

test('a repository of another account is granted with its account', () => {
  const stack = testStack();
  modelOf(stack, '999999999999.dkr.ecr.us-east-1.amazonaws.com/model:1');
  expect(ownStatements(stack)[0]).toEqual(pull(arnIn('ecr', 'repository/model', 'us-east-1:999999999999')));
});

test('a repository of another region is warned of', () => {
  const stack = testStack();
  modelOf(stack, '123456789012.dkr.ecr.eu-west-1.amazonaws.com/model:1');
  expect(warningsOf(stack)).toEqual([expect.stringContaining('[ack: cdk-sagemaker-hosting:otherRegion]')]);
});

describe('the image of an AWS account', () => {
  const serverless = (uri: string) => {
    const stack = testStack();
    const model = modelOf(stack, uri);
    new EndpointConfig(stack, 'Config', { serverlessProductionVariant: { model, variantName: 'main', maxConcurrency: 1, memorySize: Size.gibibytes(2) } });
    return problemsAtSynth(stack.node.findChild('Config'));
  };

  test('has the processor in its name', () => {
    const stack = testStack();
    const model = modelOf(stack, `${DLC}/pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker`, { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/code' });
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', instanceType: InstanceType.M7I_LARGE }] });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('built for gpu, but instanceType ml.m7i.large has cpu')]);
  });

  test('that is not one of an AWS account does not', () => {
    const stack = testStack();
    const model = modelOf(stack, `${REGISTRY}/pytorch-inference:2.6.0-gpu`);
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', instanceType: InstanceType.M7I_LARGE }] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('can be hosted serverless, unlike one of another account', () => {
    expect(serverless('999999999999.dkr.ecr.us-east-1.amazonaws.com/model:1')).toEqual([expect.stringContaining('999999999999')]);
    expect(serverless(`${DLC}/pytorch-inference:2.6.0-cpu-py312`)).toEqual([]);
  });
});

test('the variants choose the machine image for CUDA 13', () => {
  const stack = testStack();
  const model = modelOf(stack, `${REGISTRY}/model:1.0-cu130`);
  new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', instanceType: InstanceType.G5_XLARGE }] });
  expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0].InferenceAmiVersion).toBe('al2023-ami-sagemaker-inference-gpu-4-1');
});

describe('as a token', () => {
  test('the parts are granted that the URI consists of', () => {
    const stack = testStack();
    const tag = new CfnParameter(stack, 'Tag').valueAsString;
    modelOf(stack, `${Aws.ACCOUNT_ID}.dkr.ecr.${Aws.REGION}.${Aws.URL_SUFFIX}/team/model:${tag}`);
    expect(ownStatements(stack)).toEqual([
      pull({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':repository/team/model']] }), LOG_IN,
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('the repository of the app is granted', () => {
    const stack = testStack();
    modelOf(stack, new ecr.Repository(stack, 'Repository').repositoryUriForTag('1.0'));
    const [ID] = Object.keys(resourcesOf(stack, 'AWS::ECR::Repository'));
    const arn = (index: number) => split(':', { 'Fn::GetAtt': [ID, 'Arn'] }, index);
    expect(ownStatements(stack)[0])
      .toEqual(pull({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:', arn(3), ':', arn(4), ':repository/', { Ref: ID }]] }));
  });

  test.each<[string, (stack: Stack) => string, unknown]>([
    ['a parameter', (stack) => new CfnParameter(stack, 'Uri').valueAsString, { Ref: 'Uri' }],
    ['an import', () => Fn.importValue('Uri'), { 'Fn::ImportValue': 'Uri' }],
    ['a registry and a name', (stack) => `${new CfnParameter(stack, 'Uri').valueAsString}/model:1`, { 'Fn::Join': ['', [{ Ref: 'Uri' }, '/model:1']] }],
  ])('the repository is read at deployment from %s', (_what, uriIn, rendered) => {
    const stack = testStack();
    modelOf(stack, uriIn(stack));
    const first = split('@', split(':', split('/', rendered, 1), 0), 0);
    const arn = (suffix: string) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:us-east-1:', split('.', rendered, 0), ':repository/', first, ...suffix === '' ? [] : [suffix]]],
    });
    expect(modelIn(stack).PrimaryContainer.Image).toEqual(rendered);
    expect(ownStatements(stack)).toEqual([pull([arn(''), arn('/*')]), LOG_IN]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('that has no value yet, whose CUDA version is not known', () => {
    const stack = testStack();
    const model = modelOf(stack, Lazy.string({ produce: () => undefined }));
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model, instanceType: InstanceType.G5_XLARGE }] });

    expect(warningsOf(stack)).toEqual([]);
  });

  test('a dynamic reference fails, because CloudFormation replaces it too late', () => {
    const stack = testStack();
    const uri = new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/model/image').toString();
    expect(problemsAtSynth(modelOf(stack, uri))).toEqual([
      'uri is a dynamic reference, from which CloudFormation cannot derive the permissions of the role; use the value of a parameter, such as '
      + 'StringParameter.valueForStringParameter',
    ]);
  });

  test('a dynamic reference as a part of the URI does not', () => {
    const tag = new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/model/tag').toString();
    expect(problemsAtSynth(modelOf(testStack(), `${REGISTRY}/model:${tag}`))).toEqual([]);
  });
});

test.each(['registry.corp.example/team/model:1.2', 'public.ecr.aws/team/model:1', 'model:1', '', 's3://bucket/model.tar.gz'])('%p fails', (uri) => {
  expect(messageOf(() => modelOf(testStack(), uri))).toBe('Test/Model: uri must be the URI of an image in Amazon ECR, such as '
    + `123456789012.dkr.ecr.us-east-1.amazonaws.com/my-model:1.0, got '${uri}'; for an image in a private registry use ContainerImage.fromRegistry`);
});

test('two models, and two containers of a model, can have the same image', () => {
  const stack = testStack();
  const image = ContainerImage.fromUri(`${REGISTRY}/model:1`);
  new Model(stack, 'One', { containers: [{ image }, { image }] });
  new Model(stack, 'Two', { containers: [{ image }, { image: ContainerImage.fromUri(Fn.importValue('Uri')) }] });
  expect(Object.keys(resourcesOf(stack, 'AWS::SageMaker::Model'))).toHaveLength(2);
});

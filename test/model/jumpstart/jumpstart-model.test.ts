import { App, CfnParameter, Lazy, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { EndpointConfig, InstanceType, JumpStartModel, Model, type JumpStartContainerOptions, type JumpStartModelOptions } from '../../../src';
import { findJumpStartModel, jumpStartModelIds, jumpStartVersions, type JumpStartSpecification } from '../../../src/model/jumpstart/jumpstart-catalog';
import { messageOf } from '../../helpers/problems';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';
import { LOG_IN, PULL, arnIn, imageIn, modelIn } from '../given';

const MISTRAL = 'huggingface-llm-mistral-7b-instruct';
const LLAMA = 'meta-textgeneration-llama-3-1-8b-instruct';
const ACCOUNT = '123456789012';

function modelOf(stack: Stack, id: string, options: JumpStartModelOptions = {}, containerOptions: JumpStartContainerOptions = {}): Model {
  return new Model(stack, 'Model', { containers: [JumpStartModel.of(id, { acceptEula: true, ...options }).container(containerOptions)] });
}

/** The warnings of a model on instances, by their rule. */
function warningsOn(type: InstanceType, id: string, options: JumpStartContainerOptions = {}): string[] {
  const stack = testStack();
  const model = modelOf(stack, id, {}, options);
  new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', instanceType: type }] });
  return warningsOf(stack);
}

/** The statements about images and artifacts. */
const reads = (stack: Stack) => statementsOf(stack).filter(({ Action }) => [Action].flat().some((action) => /^(s3|ecr):/.test(action)));

describe('a model', () => {
  const model = JumpStartModel.of(MISTRAL, { version: '3.5.0' });

  test('has the data of its version', () => {
    expect(model.modelId).toBe(MISTRAL);
    expect(model.version).toBe('3.5.0');
    expect(model.defaultInstanceType.toString()).toBe('ml.g5.12xlarge');
    expect(model.requiresEula).toBe(false);
    expect(model.instanceTypes.map(String)).toEqual([
      'ml.g5.12xlarge', 'ml.g5.24xlarge', 'ml.g5.2xlarge', 'ml.g5.48xlarge', 'ml.g5.4xlarge', 'ml.g5.8xlarge', 'ml.g6.12xlarge', 'ml.g6.2xlarge', 'ml.p4d.24xlarge',
      'ml.p4de.24xlarge', 'ml.p5.48xlarge',
    ]);
  });

  test('is by default in its newest version', () => {
    expect(JumpStartModel.of(MISTRAL).version).toBe(jumpStartVersions(MISTRAL)![0]);
  });

  test('has its image, its artifacts and its environment, and may read exactly these', () => {
    const stack = testStack();
    new Model(stack, 'Model', { containers: [model.container()] });
    const image = 'djl-inference:0.28.0-lmi10.0.0-cu124';
    expect(modelIn(stack).PrimaryContainer).toEqual({
      Image: imageIn(image, '763104351884.dkr.ecr.us-east-1'),
      ModelDataSource: {
        S3DataSource: {
          CompressionType: 'None',
          S3DataType: 'S3Prefix',
          S3Uri: `s3://jumpstart-cache-prod-us-east-1/huggingface-llm/${MISTRAL}/artifacts/inference-prepack/v2.1.0/`,
        },
      },
      Environment: {
        SAGEMAKER_PROGRAM: 'inference.py',
        SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code',
        SAGEMAKER_CONTAINER_LOG_LEVEL: '20',
        MODEL_CACHE_ROOT: '/opt/ml/model',
        SAGEMAKER_ENV: '1',
        SAGEMAKER_MODEL_SERVER_WORKERS: '1',
        SAGEMAKER_MODEL_SERVER_TIMEOUT: '3600',
      },
    });
    const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::jumpstart-cache-prod-us-east-1${rest}`]] });
    const keys = `huggingface-llm/${MISTRAL}/artifacts/inference-prepack/v2.1.0/*`;
    expect(reads(stack)).toEqual([
      { ...PULL, Action: [...PULL.Action].sort(), Resource: arnIn('ecr', 'repository/djl-inference', 'us-east-1:763104351884') },
      LOG_IN,
      { Action: 's3:GetObject', Effect: 'Allow', Resource: arn(`/${keys}`) },
      { Action: 's3:ListBucket', Effect: 'Allow', Resource: arn(''), Condition: { StringLike: { 's3:prefix': keys } } },
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('has the image of a region with another one', () => {
    const stack = testStack({ env: { account: ACCOUNT, region: 'ap-southeast-3' } });
    new Model(stack, 'Model', { containers: [model.container()] });
    expect(modelIn(stack).PrimaryContainer.Image).toEqual(imageIn('djl-inference:0.27.0-deepspeed0.12.6-cu121', '907027046896.dkr.ecr.ap-southeast-3'));
  });

  test('has the registry and the bucket of a region that is known at deployment', () => {
    const stack = testStack({ env: undefined });
    new Model(stack, 'Model', { containers: [model.container()] });
    expect(modelIn(stack).PrimaryContainer.ModelDataSource.S3DataSource.S3Uri)
      .toEqual({ 'Fn::Join': ['', ['s3://jumpstart-cache-prod-', { Ref: 'AWS::Region' }, expect.stringMatching(/^\/huggingface-llm\/.*\/$/)]] });
    expect(JSON.stringify(modelIn(stack).PrimaryContainer.Image)).toContain('DlcRepositoryAccountMap');
  });

  test('fails in a region without a registry', () => {
    const stack = testStack({ env: { account: ACCOUNT, region: 'xx-north-1' } });
    expect(messageOf(() => new Model(stack, 'Model', { containers: [model.container()] })))
      .toMatch(/^Test\/Model: no account is known for the image of model '.*' in region 'xx-north-1'; the regions with a known account are af-south-1, .*, us-west-2$/);
  });
});

test('a model with an archive has it as ModelDataUrl', () => {
  const stack = testStack();
  const archived = jumpStartModelIds().find((id) => (findJumpStartModel(id, undefined) as JumpStartSpecification).artifactKey.endsWith('.tar.gz'))!;
  modelOf(stack, archived);
  const { ModelDataUrl } = modelIn(stack).PrimaryContainer;
  expect(ModelDataUrl).toMatch(/^s3:\/\/jumpstart-cache-prod-us-east-1\/.*\.tar\.gz$/);
  expect(JSON.stringify(reads(stack))).not.toContain('s3:ListBucket');
});

describe('a model with a license agreement', () => {
  test('fails until the agreement is accepted', () => {
    const model = JumpStartModel.of(LLAMA, { version: '2.2.4' });
    expect(model.requiresEula).toBe(true);
    expect(messageOf(() => model.container())).toBe(`JumpStartModel.container: model '${LLAMA}' has an end-user license agreement; read it at `
      + 'https://jumpstart-cache-prod-us-east-1.s3.us-east-1.amazonaws.com/fmhMetadata/eula/llama3_1Eula.txt, and set acceptEula to true');
    expect(messageOf(() => JumpStartModel.of(LLAMA, { acceptEula: false }).container())).toContain('set acceptEula to true');
  });

  test('is in the private bucket of the region', () => {
    const stack = testStack();
    modelOf(stack, LLAMA, { version: '2.2.4' });
    const { S3Uri, ModelAccessConfig } = modelIn(stack).PrimaryContainer.ModelDataSource.S3DataSource;
    expect(S3Uri).toMatch(/^s3:\/\/jumpstart-private-cache-prod-us-east-1\/meta-textgeneration\/.*\/$/);
    expect(ModelAccessConfig).toEqual({ AcceptEula: true });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is accepted where it is needed only', () => {
    const stack = testStack();
    modelOf(stack, MISTRAL, { acceptEula: true });
    expect(modelIn(stack).PrimaryContainer.ModelDataSource.S3DataSource.ModelAccessConfig).toBeUndefined();
  });
});

describe('the environment', () => {
  const FALCON = 'huggingface-llm-amazon-falconlite';

  test('is that of the instance type', () => {
    const environmentFor = (type: InstanceType) => JumpStartModel.of(FALCON).container({ instanceType: type }).environment!;
    expect(environmentFor(InstanceType.of('ml.g5.48xlarge')).SM_NUM_GPUS).toBe('8');
    expect(environmentFor(InstanceType.of('ml.g5.12xlarge')).SM_NUM_GPUS).toBe('4');
    expect(JumpStartModel.of(FALCON).container().environment).toEqual(environmentFor(JumpStartModel.of(FALCON).defaultInstanceType));
  });

  test('can be extended and replaced', () => {
    const { environment } = JumpStartModel.of(FALCON).container({ environment: { SM_NUM_GPUS: '2', MAX_INPUT_LENGTH: '4096', OWN: 'x' } });
    expect(environment).toMatchObject({ SM_NUM_GPUS: '2', MAX_INPUT_LENGTH: '4096', OWN: 'x', HF_MODEL_ID: '/opt/ml/model' });
  });

  test('of another instance type is warned of, unless it is replaced', () => {
    const [g512, g548] = [InstanceType.of('ml.g5.12xlarge'), InstanceType.of('ml.g5.48xlarge')];
    expect(warningsOn(g548, FALCON, { instanceType: g512 })).toEqual([
      `Test/Model: the container of model '${FALCON}' is for ml.g5.12xlarge, but ml.g5.48xlarge hosts it, for which JumpStart has another image or environment; pass `
      + 'instanceType to the method container [ack: cdk-sagemaker-hosting:jumpStartOtherInstanceType]',
    ]);
    expect(warningsOn(g548, FALCON, { instanceType: g548 })).toEqual([]);
    expect(warningsOn(g548, FALCON, { instanceType: g512, environment: { SM_NUM_GPUS: '8' } })).toEqual([]);
  });
});

describe('the instance type', () => {
  test('that JumpStart does not list is warned of', () => {
    const { version, instanceTypes } = JumpStartModel.of(MISTRAL);
    expect(warningsOn(InstanceType.of('ml.g5.xlarge'), MISTRAL)).toEqual([
      `Test/Model: JumpStart does not list ml.g5.xlarge among the instance types for model '${MISTRAL}' ${version}; the listed types are `
      + `${instanceTypes.join(', ')} [ack: cdk-sagemaker-hosting:jumpStartInstanceType]`,
    ]);
    expect(warningsOn(InstanceType.of('ml.g5.2xlarge'), MISTRAL)).toEqual([]);
  });

  test('can be a token', () => {
    const stack = testStack();
    const instanceType = InstanceType.of(new CfnParameter(stack, 'Type').valueAsString);
    const model = modelOf(stack, MISTRAL, {}, { instanceType });
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', instanceType }] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('fails with what is not an instance type', () => {
    expect(messageOf(() => JumpStartModel.of(MISTRAL).container({ instanceType: Object.create(null) })))
      .toBe('JumpStartModel.container: instanceType must be an instance type, got an object; use InstanceType');
  });

  test('fails without an image for its family', () => {
    const { version, instanceTypes } = JumpStartModel.of(MISTRAL, { version: '3.5.0' });
    expect(messageOf(() => JumpStartModel.of(MISTRAL, { version: '3.5.0' }).container({ instanceType: InstanceType.of('ml.trn2.48xlarge') })))
      .toBe(`JumpStartModel.container: model '${MISTRAL}' ${version} has no image for instanceType ml.trn2.48xlarge; choose one of ${instanceTypes.join(', ')}`);
  });
});

describe('of fails', () => {
  test('with an unknown model, and lists similar ones', () => {
    expect(messageOf(() => JumpStartModel.of('huggingface-llm-mistral-7b-instrct'))).toBe(
      "JumpStartModel.of: model 'huggingface-llm-mistral-7b-instrct' is not in the catalog; similar models: "
      + `${MISTRAL}, ${MISTRAL}-v3, huggingface-llm-mixtral-8x7b-instruct, huggingface-llm-mixtral-8x7b-instruct-gptq, `
      + 'huggingface-llm-mistralai-mixtral-8x22B-instruct-v0-1; for a model that is not in the catalog, use ContainerImage.fromUri and ModelData.fromS3Uri',
    );
  });

  test('with a model that is like none', () => {
    expect(messageOf(() => JumpStartModel.of('zzzzzzzz'))).toContain("model 'zzzzzzzz' is not in the catalog; specify an ID such as huggingface-llm-mistral-7b;");
  });

  test('with an unknown version, and lists the nearest ones', () => {
    expect(messageOf(() => JumpStartModel.of(MISTRAL, { version: '3.4.9' })))
      .toBe(`JumpStartModel.of: version '3.4.9' of model '${MISTRAL}' is not in the catalog; the nearest versions are 3.5.0, 3.4.0, 3.3.0, 3.2.0, 3.1.0`);
  });

  test('with an environment that is a token, because its variables are added to those of the model', () => {
    const environment = Lazy.any({ produce: () => ({ A: 'b' }) }) as any;
    expect(messageOf(() => JumpStartModel.of(MISTRAL).container({ environment })))
      .toBe('JumpStartModel.container: environment must be an object with names that are known at synthesis, got a token; its values can be tokens');
    expect(() => JumpStartModel.of(MISTRAL).container({ environment: { A: Lazy.string({ produce: () => 'b' }) } })).not.toThrow();
  });

  test('with a token, and without a model', () => {
    const token = new CfnParameter(testStack(), 'Id').valueAsString;
    expect(messageOf(() => JumpStartModel.of(token))).toBe('JumpStartModel.of: modelId must be known at synthesis, got a token; models are looked up at synthesis');
    expect(messageOf(() => JumpStartModel.of(MISTRAL, { version: token })))
      .toBe('JumpStartModel.of: version must be known at synthesis, got a token; models are looked up at synthesis');
    expect(messageOf(() => JumpStartModel.of(undefined as any))).toBe('JumpStartModel.of: modelId is required; specify an ID such as huggingface-llm-mistral-7b');
  });
});

test('two models can be in one pipeline', () => {
  const stack = testStack();
  const container = JumpStartModel.of(MISTRAL).container({ containerHostname: 'one' });
  new Model(stack, 'Model', { containers: [container, { ...container, containerHostname: 'two' }] });
  expect(modelIn(stack).Containers.map((each: any) => each.ContainerHostname)).toEqual(['one', 'two']);
});

describe('each of the models', () => {
  const ids = jumpStartModelIds();

  test('is there', () => {
    expect(ids).toHaveLength(342);
    expect(ids.flatMap((id) => jumpStartVersions(id)!)).toHaveLength(7048);
  });

  test.each(['us-east-1', 'us-west-2', 'eu-central-1', 'ap-southeast-2'])('is synthesized on its default instance type in %s, without a warning', (region) => {
    const app = new App();
    const stacks = Array.from({ length: 3 }, (_, part) => {
      const stack = testStack({ app, id: `Part${part}`, env: { account: ACCOUNT, region } });
      const role = testRole(stack);
      ids.filter((_id, index) => index % 3 === part).forEach((id) => {
        const model = JumpStartModel.of(id, { acceptEula: true });
        const construct = new Model(stack, id, { role, containers: [model.container()] });
        new EndpointConfig(stack, `${id}-config`, { instanceProductionVariants: [{ variantName: 'main', model: construct, instanceType: model.defaultInstanceType }] });
      });
      return stack;
    });
    const rendered = stacks.flatMap((stack) => Object.values(resourcesOf(stack, 'AWS::SageMaker::Model')));
    expect(rendered).toHaveLength(342);
    for (const { Properties: { PrimaryContainer: { Image, Environment, ModelDataUrl, ModelDataSource } } } of rendered) {
      expect(JSON.stringify(Image)).toMatch(new RegExp(`763104351884.dkr.ecr.${region}\\..*/[a-z-]+:`));
      expect(ModelDataUrl ?? ModelDataSource.S3DataSource.S3Uri).toMatch(new RegExp(`^s3://jumpstart-(private-)?cache-prod-${region}/.*(/|\\.tar\\.gz)$`));
      expect(Object.values(Environment).filter((value) => typeof value !== 'string')).toEqual([]);
    }
    expect(stacks.flatMap(warningsOf)).toEqual([]);
  });
});

/** A role whose policies are not updated, because its policy would exceed the limit. */
function testRole(stack: Stack) {
  return iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/hosting`, { mutable: false });
}

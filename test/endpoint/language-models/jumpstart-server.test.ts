import { Size, Token } from 'aws-cdk-lib';
import { environmentOf, llama } from './given';
import { Capacity, InstanceType, JumpStartModel, ModelServer } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../../helpers/stack';

const FALCON = JumpStartModel.of('huggingface-llm-amazon-falconlite');
const LICENSED = 'meta-textgeneration-llama-3-1-8b-instruct';
const on = (type: InstanceType) => ({ capacity: Capacity.instances(type) });

describe('the server of a JumpStart model', () => {
  test.each([[InstanceType.G5_12XLARGE, '4'], [InstanceType.G5_48XLARGE, '8']])('has the environment for %s', (type, gpus) => {
    const stack = testStack();
    llama(stack, ModelServer.jumpStart(FALCON), on(type));

    expect(environmentOf(stack).SM_NUM_GPUS).toBe(gpus);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('has the artifacts of the model, with the timeouts of a language model', () => {
    const stack = testStack();
    llama(stack, ModelServer.jumpStart(FALCON, { weightsSize: Size.gibibytes(24) }), on(InstanceType.G5_12XLARGE));

    expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.ModelDataSource.S3DataSource.S3Uri).toMatch(/^s3:\/\/jumpstart-cache-prod-us-east-1\/.*falconlite\//);
    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0]).toMatchObject({
      ContainerStartupHealthCheckTimeoutInSeconds: 2040,
      ModelDataDownloadTimeoutInSeconds: 2040,
      RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
    });
  });

  test('uses all GPUs of an instance for a copy', () => {
    const stack = testStack();
    llama(stack, ModelServer.jumpStart(FALCON), { capacity: Capacity.components(InstanceType.G5_12XLARGE) });

    const { ComputeResourceRequirements: compute } = propertiesOf(stack, 'AWS::SageMaker::InferenceComponent').Specification;
    expect(compute).toEqual({ MinMemoryRequiredInMb: 8192, NumberOfAcceleratorDevicesRequired: 4 });
  });

  test('adds variables to those of the model, or replaces them', () => {
    const stack = testStack();
    llama(stack, ModelServer.jumpStart(FALCON, { environment: { SM_NUM_GPUS: '2', LEVEL: Token.asString({ Ref: 'Level' }) } }), on(InstanceType.G5_12XLARGE));

    expect(environmentOf(stack)).toMatchObject({ SM_NUM_GPUS: '2', LEVEL: { Ref: 'Level' } });
  });

  test('has the environment for the default instance type on one that is a token', () => {
    const stack = testStack();
    llama(stack, ModelServer.jumpStart(FALCON), on(InstanceType.of(Token.asString({ Ref: 'Type' }))));

    expect(environmentOf(stack).SM_NUM_GPUS).toBe('4');
  });

  test('warns of an instance type that JumpStart does not list', () => {
    const stack = testStack();
    llama(stack, ModelServer.jumpStart(FALCON), on(InstanceType.G5_XLARGE));

    expect(warningsOf(stack)).toEqual([expect.stringMatching(/^Test\/Llama\/Model: JumpStart does not list ml\.g5\.xlarge among .*jumpStartInstanceType]$/)]);
  });

  test('accepts a license agreement that is accepted', () => {
    const stack = testStack();
    llama(stack, ModelServer.jumpStart(JumpStartModel.of(LICENSED, { acceptEula: true })), on(InstanceType.G5_4XLARGE));

    expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.ModelDataSource.S3DataSource.ModelAccessConfig).toEqual({ AcceptEula: true });
  });
});

describe('the server of a JumpStart model is refused', () => {
  const refused = (server: ModelServer, capacity = Capacity.instances(InstanceType.G5_12XLARGE)) =>
    messageOf(() => llama(testStack(), server, { capacity }));

  test.each<[any, string]>([
    [undefined, 'server.model is required; use JumpStartModel.of'],
    [null, 'server.model is required; use JumpStartModel.of'],
    ['huggingface-llm-amazon-falconlite', "server.model must be a JumpStart model, got 'huggingface-llm-amazon-falconlite'; use JumpStartModel.of"],
  ])('with the model %j', (model, message) => {
    expect(refused(ModelServer.jumpStart(model))).toBe(`Test/Llama: ${message}`);
  });

  test('with all problems in one message', () => {
    const model = JumpStartModel.of(LICENSED, { version: '2.2.4' });
    const server = ModelServer.jumpStart(model, { weightsSize: Size.gibibytes(0), environment: { LEVEL: 7 as any } });

    expect(refused(server, Capacity.instances(InstanceType.M5_LARGE))).toBe('Test/Llama: 4 problems:\n'
      + '  - server.weightsSize must be above 0, got 0 gibibytes\n'
      + "  - server.environment['LEVEL'] must be a string, got number 7; specify the value as text\n"
      + `  - model '${LICENSED}' has an end-user license agreement; read it at https://jumpstart-cache-prod-us-east-1.s3.us-east-1.amazonaws.com/`
      + 'fmhMetadata/eula/llama3_1Eula.txt, and set acceptEula to true\n'
      + `  - model '${LICENSED}' 2.2.4 has no image for instanceType ml.m5.large; choose one of ${model.instanceTypes.join(', ')}`);
  });

  test('on a serverless capacity', () => {
    expect(refused(ModelServer.jumpStart(FALCON), Capacity.serverless({ memorySize: Size.gibibytes(4), maxConcurrency: 2 })))
      .toBe('Test/Llama: a JumpStart model requires instances, which a serverless capacity does not have; use Capacity.instances, Capacity.asynchronous or Capacity.components');
  });
});

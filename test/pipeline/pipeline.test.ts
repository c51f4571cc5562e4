import {
  App, CfnParameter, PropertyInjectors, Stack, aws_iam as iam, aws_scheduler as scheduler, aws_scheduler_targets as targets,
  type IPropertyInjector, type aws_sagemaker as sagemaker,
} from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { Pipeline, type PipelineAttributes } from '../../src';
import { must } from '../helpers/must';
import { like, messageOf } from '../helpers/problems';
import { propertiesOf, statementsOf, testStack } from '../helpers/stack';

const ARN = 'arn:aws:sagemaker:eu-west-1:111111111111:pipeline/nightly';
const START = { Action: 'sagemaker:StartPipelineExecution', Effect: 'Allow' };

function arnOf(pipeline: string, place = 'us-east-1:123456789012'): unknown {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:${place}:pipeline/${pipeline}`]] };
}

/** All that an imported pipeline shows, as the template says it. */
function shown(stack: Stack, pipeline: sagemaker.IPipeline): unknown {
  return stack.resolve({ arn: pipeline.pipelineArn, name: pipeline.pipelineName, ref: pipeline.pipelineRef, ...pipeline.env });
}

function imported(attrs: PipelineAttributes): unknown {
  const stack = testStack();
  return shown(stack, Pipeline.fromPipelineAttributes(stack, 'Pipeline', attrs));
}

describe('an imported pipeline', () => {
  const nightly = { arn: ARN, name: 'nightly', ref: { pipelineName: 'nightly' }, account: '111111111111', region: 'eu-west-1' };

  test('by its ARN is in the account and region of the ARN', () => {
    const stack = testStack();
    expect(shown(stack, Pipeline.fromPipelineArn(stack, 'Pipeline', ARN))).toEqual(nightly);
    expect(imported({ pipelineArn: ARN })).toEqual(nightly);
  });

  test('by its name is in the account and region of the stack', () => {
    const stack = testStack();
    expect(shown(stack, Pipeline.fromPipelineName(stack, 'Pipeline', 'nightly'))).toEqual({
      arn: arnOf('nightly'), name: 'nightly', ref: { pipelineName: 'nightly' }, account: '123456789012', region: 'us-east-1',
    });
  });

  test('by name, account and region is there', () => {
    expect(imported({ pipelineName: 'nightly', account: '222222222222', region: 'eu-west-3' })).toEqual({
      arn: arnOf('nightly', 'eu-west-3:222222222222'), name: 'nightly', ref: { pipelineName: 'nightly' }, account: '222222222222', region: 'eu-west-3',
    });
  });

  test('by name in a stack without environment is where the stack is deployed', () => {
    const stack = new Stack(new App(), 'Test');
    expect(shown(stack, Pipeline.fromPipelineName(stack, 'Pipeline', 'nightly'))).toEqual({
      arn: {
        'Fn::Join': ['', [
          'arn:', { Ref: 'AWS::Partition' }, ':sagemaker:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':pipeline/nightly',
        ]],
      },
      name: 'nightly',
      ref: { pipelineName: 'nightly' },
      account: { Ref: 'AWS::AccountId' },
      region: { Ref: 'AWS::Region' },
    });
  });

  test('by ARN keeps it, and its name, whatever else is given', () => {
    expect(imported({ pipelineArn: ARN, pipelineName: 'weekly', account: '222222222222', region: 'eu-west-3' })).toEqual(nightly);
  });

  test('takes a name that is a token', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    expect(shown(stack, Pipeline.fromPipelineName(stack, 'Pipeline', name))).toEqual({
      arn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:pipeline/', { Ref: 'Name' }]] },
      name: { Ref: 'Name' },
      ref: { pipelineName: { Ref: 'Name' } },
      account: '123456789012',
      region: 'us-east-1',
    });
  });

  test('takes an ARN that is a token', () => {
    const stack = testStack();
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', { Ref: 'Arn' }] }] });
    const name = { 'Fn::Select': [1, { 'Fn::Split': ['/', part(5)] }] };
    expect(shown(stack, Pipeline.fromPipelineArn(stack, 'Pipeline', new CfnParameter(stack, 'Arn').valueAsString))).toEqual({
      arn: { Ref: 'Arn' }, name, ref: { pipelineName: name }, account: part(4), region: part(3),
    });
  });
});

describe('the name', () => {
  const message = (name: string) =>
    `Test: pipelineName must be letters, digits and hyphens, with no hyphen at either end (1 to 256 characters), got '${name}'`;

  test.each(['a', 'A-1', 'a--b', 'a'.repeat(256)])('may be %p', (name) => {
    expect(Pipeline.fromPipelineName(testStack(), 'Pipeline', name).pipelineName).toBe(name);
  });

  test.each(['', '-a', 'a-', 'a_b', 'a b', 'a/b', 'a'.repeat(257)])('fails as %p', (name) => {
    expect(messageOf(() => Pipeline.fromPipelineName(testStack(), 'Pipeline', name))).toBe(message(name));
    expect(messageOf(() => Pipeline.fromPipelineAttributes(testStack(), 'Pipeline', { pipelineName: name }))).toBe(message(name));
  });

  test('may be any that SageMaker takes', () => {
    const stack = testStack();
    let count = 0;
    fc.assert(fc.property(fc.stringMatching(/^[a-zA-Z0-9](-{0,3}[a-zA-Z0-9]){0,50}$/), (name) =>
      Pipeline.fromPipelineName(stack, `Pipeline${count++}`, name).pipelineName === name), { numRuns: 50 });
  });
});

describe('the ARN', () => {
  test.each([
    '', 'nightly', 'arn:aws:sagemaker:eu-west-1:111111111111:pipeline/', 'arn:aws:sagemaker:eu-west-1:111111111111:model/nightly',
    'arn:aws:codepipeline:eu-west-1:111111111111:pipeline/nightly', 'arn:aws:sagemaker:eu-west-1:111111111111:pipeline:nightly',
  ])('fails as %p', (arn) => {
    const message = `Test: pipelineArn ${must.beArnOf('pipeline', arn)}`;
    expect(messageOf(() => Pipeline.fromPipelineArn(testStack(), 'Pipeline', arn))).toBe(message);
    expect(messageOf(() => Pipeline.fromPipelineAttributes(testStack(), 'Pipeline', { pipelineArn: arn, pipelineName: 'nightly' }))).toBe(message);
  });

  test('may be that of a name with one character, in any partition', () => {
    const arn = 'arn:aws-cn:sagemaker:cn-north-1:111111111111:pipeline/a';
    const pipeline = Pipeline.fromPipelineArn(testStack(), 'Pipeline', arn);
    expect([pipeline.pipelineArn, pipeline.pipelineName]).toEqual([arn, 'a']);
  });

  test('names the pipeline also when it is a token, whatever name is given', () => {
    const stack = testStack();
    const pipelineArn = new CfnParameter(stack, 'Arn').valueAsString;
    const pipeline = Pipeline.fromPipelineAttributes(stack, 'Pipeline', { pipelineArn, pipelineName: 'weekly' });
    expect(stack.resolve(pipeline.pipelineName))
      .toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }] }] });
  });

  test('takes precedence, so that the name is ignored', () => {
    const pipelineArn = 'arn:aws:sagemaker:us-east-1:123456789012:pipeline/nightly';
    expect(Pipeline.fromPipelineAttributes(testStack(), 'Pipeline', { pipelineArn, pipelineName: 'a_b' }).pipelineName).toBe('nightly');
  });
});

test('fails with neither an ARN nor a name', () => {
  expect(messageOf(() => Pipeline.fromPipelineAttributes(testStack(), 'Pipeline', { account: '222222222222' })))
    .toBe("Test: the pipeline 'Pipeline' has neither pipelineArn nor pipelineName; specify one of them");
});

test('fails to be defined', () => {
  expect(messageOf(() => new Pipeline(testStack(), 'Pipeline')))
    .toBe('Test/Pipeline: a Pipeline cannot be defined, only imported; use Pipeline.fromPipelineArn or Pipeline.fromPipelineName');
  expect(messageOf(() => new Pipeline(testStack(), 'Pipeline', { pipelineName: 'nightly' })))
    .toEqual(like('Test/Pipeline: ... Pipeline ... imported; ... Pipeline.fromPipelineArn ... Pipeline.fromPipelineName'));
});

describe('grantStartPipelineExecution', () => {
  function aRole(stack: Stack): iam.Role {
    return new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
  }

  test('allows to start this pipeline, and nothing else', () => {
    const stack = testStack();
    const grant = Pipeline.fromPipelineArn(stack, 'Pipeline', ARN).grantStartPipelineExecution(aRole(stack));
    expect(grant.success).toBe(true);
    expect(statementsOf(stack)).toEqual([{ ...START, Resource: ARN }]);
  });

  test('allows to start a pipeline that is imported by its name', () => {
    const stack = testStack();
    Pipeline.fromPipelineName(stack, 'Pipeline', 'nightly').grantStartPipelineExecution(aRole(stack));
    expect(statementsOf(stack)).toEqual([{ ...START, Resource: arnOf('nightly') }]);
  });

  test('allows it to an imported role', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/scheduler');
    Pipeline.fromPipelineArn(stack, 'Pipeline', ARN).grantStartPipelineExecution(role);
    expect(statementsOf(stack)).toEqual([{ ...START, Resource: ARN }]);
  });

  test('reaches a role of another stack', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    Pipeline.fromPipelineArn(testStack({ app }), 'Pipeline', ARN).grantStartPipelineExecution(aRole(home));
    expect(statementsOf(home)).toEqual([{ ...START, Resource: ARN }]);
  });
});

test('property injectors know the class', () => {
  expect(Pipeline.PROPERTY_INJECTION_ID).toBe('cdk-sagemaker-hosting.Pipeline');
  const seen: unknown[] = [];
  const injector: IPropertyInjector = {
    constructUniqueId: Pipeline.PROPERTY_INJECTION_ID,
    inject: (props) => { seen.push(props); return props; },
  };
  const app = new App();
  PropertyInjectors.of(app).add(injector);
  expect(() => new Pipeline(testStack({ app }), 'Pipeline', { pipelineName: 'nightly' })).toThrow();
  expect(seen).toEqual([{ pipelineName: 'nightly' }]);
});

test('two pipelines fit into one stack', () => {
  const stack = testStack();
  expect(Pipeline.fromPipelineName(stack, 'One', 'nightly').pipelineName).toBe('nightly');
  expect(Pipeline.fromPipelineName(stack, 'Two', 'nightly').pipelineName).toBe('nightly');
});

test('EventBridge Scheduler can start a pipeline, with permission for this pipeline only', () => {
  const stack = testStack();
  const pipeline = Pipeline.fromPipelineName(stack, 'Pipeline', 'nightly');
  new scheduler.Schedule(stack, 'Schedule', {
    schedule: scheduler.ScheduleExpression.cron({ hour: '2', minute: '0' }),
    target: new targets.SageMakerStartPipelineExecution(pipeline, { pipelineParameterList: [{ name: 'Epochs', value: '10' }] }),
  });
  expect(propertiesOf(stack, 'AWS::Scheduler::Schedule').Target).toMatchObject({
    Arn: arnOf('nightly'), SageMakerPipelineParameters: { PipelineParameterList: [{ Name: 'Epochs', Value: '10' }] },
  });
  expect(statementsOf(stack)).toEqual([{ ...START, Resource: arnOf('nightly') }]);
});

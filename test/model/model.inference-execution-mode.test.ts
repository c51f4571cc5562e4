import { CfnParameter } from 'aws-cdk-lib';
import { UserImage, modelIn } from './given';
import { InferenceExecutionMode, Model } from '../../src';
import { like, problemsAtSynth } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const { DIRECT, SERIAL } = InferenceExecutionMode;

function modelWith(inferenceExecutionMode: InferenceExecutionMode | undefined, ...hostnames: (string | undefined)[]): Model {
  const containers = hostnames.map((containerHostname) => ({ image: new UserImage(), containerHostname }));
  return new Model(testStack(), 'Model', { inferenceExecutionMode, containers });
}

test('the containers of a model are a pipeline by default', () => {
  expect(modelIn(modelWith(undefined, 'a', 'b'))).not.toHaveProperty('InferenceExecutionConfig');
});

test.each([[SERIAL, 'Serial'], [DIRECT, 'Direct']])('the mode %p is rendered', (mode, told) => {
  const model = modelWith(mode, 'a', 'b');
  expect(modelIn(model).InferenceExecutionConfig).toEqual({ Mode: told });
  expect(problemsAtSynth(model)).toEqual([]);
});

test('a pipeline may be one container without a host name', () => {
  expect(problemsAtSynth(modelWith(SERIAL, undefined))).toEqual([]);
});

describe('containers that are invoked directly', () => {
  test('fail as one', () => {
    expect(problemsAtSynth(modelWith(DIRECT, 'a')))
      .toEqual(['a model with inferenceExecutionMode DIRECT must have at least 2 containers, got 1; add another container, or omit inferenceExecutionMode']);
  });

  test('fail as none, which no model is', () => {
    expect(problemsAtSynth(modelWith(DIRECT))).toEqual([like('... 1 container, got 0; ... addContainer')]);
  });

  test.each([[['a', undefined, 'c'], 2], [[undefined, undefined, undefined], 0]])('fail when they have the host names %p', (hostnames, named) => {
    expect(problemsAtSynth(modelWith(DIRECT, ...hostnames)))
      .toEqual([`each container of a model with inferenceExecutionMode DIRECT must have a containerHostname, got ${named} of 3`]);
  });

  test('may have host names that are not known', () => {
    const stack = testStack();
    const containerHostname = new CfnParameter(stack, 'Host').valueAsString;
    const containers = [{ image: new UserImage(), containerHostname }, { image: new UserImage(), containerHostname: 'b' }];
    const model = new Model(stack, 'Model', { inferenceExecutionMode: DIRECT, containers });
    expect(problemsAtSynth(model)).toEqual([]);
    expect(modelIn(stack).Containers.map((container: any) => container.ContainerHostname)).toEqual([{ Ref: 'Host' }, 'b']);
  });

  test('may come one by one', () => {
    const model = modelWith(DIRECT, 'a');
    model.addContainer({ image: new UserImage(), containerHostname: 'b' });
    expect(problemsAtSynth(model)).toEqual([]);
  });
});

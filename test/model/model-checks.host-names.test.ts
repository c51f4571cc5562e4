import { CfnParameter } from 'aws-cdk-lib';
import { UserImage, modelIn, modelWith } from './given';
import { Model } from '../../src';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const IMAGE = new UserImage();

describe('host names', () => {
  const hosts = (...names: (string | undefined)[]) => modelWith(...names.map((containerHostname) => ({ containerHostname })));
  const rendered = (model: Model) => modelIn(model).Containers.map((container: any) => container.ContainerHostname);

  test.each(['a', 'first-1', 'a'.repeat(63)])('may be %p', (name) => {
    expect(modelIn(hosts(name)).PrimaryContainer.ContainerHostname).toBe(name);
  });

  test.each(['', '-a', 'a-', 'a.b', 'a_b', 'a'.repeat(64)])('fail as %p', (name) => {
    expect(messageOf(() => hosts('first', name))).toBe(
      `Test/Model: containers[1].containerHostname ${must.beName(name)}`,
    );
  });

  test('may be given to each container or to none', () => {
    expect(rendered(hosts('first', 'second'))).toEqual(['first', 'second']);
    expect(rendered(hosts(undefined, undefined))).toEqual([undefined, undefined]);
    expect(problemsAtSynth(hosts('first', 'second'))).toEqual([]);
    expect(problemsAtSynth(hosts(undefined, undefined))).toEqual([]);
  });

  test.each([
    [['first', undefined], '1 of 2'], [[undefined, 'second', 'third'], '2 of 3'],
  ])('fail at synth when only some containers have one: %p', (names, count) => {
    expect(problemsAtSynth(hosts(...names))).toEqual([`containerHostname must be set for all containers or for none, got ${count}`]);
  });

  test('may be completed by a container that is added later', () => {
    const model = hosts('first');
    model.addContainer({ image: IMAGE });
    expect(problemsAtSynth(model)).toEqual(['containerHostname must be set for all containers or for none, got 1 of 2']);
  });

  test('fail when two are the same', () => {
    expect(messageOf(() => hosts('first', 'second', 'first')))
      .toBe("Test/Model: containers[2].containerHostname must be unique among the containers, got 'first' again");
  });

  test('fail when the one of an added container is taken', () => {
    expect(messageOf(() => hosts('first').addContainer({ image: IMAGE, containerHostname: 'first' })))
      .toEqual(like("Test/Model: containers[1].containerHostname ... got 'first' again"));
  });

  test('may be tokens, which are counted', () => {
    const stack = testStack();
    const containers = ['Name', 'Other'].map((id) => ({ image: IMAGE, containerHostname: new CfnParameter(stack, id).valueAsString }));
    const model = new Model(stack, 'Model', { containers });
    expect(problemsAtSynth(model)).toEqual([]);
    expect(rendered(model)).toEqual([{ Ref: 'Name' }, { Ref: 'Other' }]);
  });

  test('fail as equal tokens, which are equal names', () => {
    const stack = testStack();
    const container = { image: IMAGE, containerHostname: new CfnParameter(stack, 'Name').valueAsString };
    expect(messageOf(() => new Model(stack, 'Model', { containers: [container, container] }))).toContain('containerHostname must be unique among the containers');
  });
});

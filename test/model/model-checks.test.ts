import { CfnParameter } from 'aws-cdk-lib';
import { UserData, UserImage, modelIn, modelWith } from './given';
import { Model } from '../../src';
import { aVpc } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth, synthMessageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const IMAGE = new UserImage();

describe('the name', () => {
  const named = (modelName: string) => new Model(testStack(), 'Model', { modelName, containers: [{ image: IMAGE }] });

  test.each(['a', 'Churn-3', 'a'.repeat(63)])('may be %p', (name) => {
    expect(modelIn(named(name)).ModelName).toBe(name);
  });

  test.each(['', '-churn', 'churn-', 'churn_3', 'churn/3', 'a'.repeat(64)])('fails as %p', (name) => {
    expect(messageOf(() => named(name)))
      .toBe(`Test/Model: modelName ${must.beName(name)}`);
  });

  test('may be a token, which reaches the template', () => {
    const stack = testStack();
    const modelName = new CfnParameter(stack, 'Name').valueAsString;
    new Model(stack, 'Model', { modelName, containers: [{ image: IMAGE }] });
    expect(modelIn(stack).ModelName).toEqual({ Ref: 'Name' });
  });
});

describe('the number of containers', () => {
  test.each([1, 2, 15])('may be %d', (count) => {
    const model = modelWith(...Array(count).fill({}));
    expect(problemsAtSynth(model)).toEqual([]);
    expect(modelIn(model).Containers ?? [modelIn(model).PrimaryContainer]).toHaveLength(count);
  });

  test('fails as 16', () => {
    expect(messageOf(() => modelWith(...Array(16).fill({})))).toBe('Test/Model: a model must have at most 15 containers, got 16');
  });

  test('fails when the 16th is added', () => {
    const model = modelWith(...Array(15).fill({}));
    expect(messageOf(() => model.addContainer({ image: IMAGE }))).toEqual(like('Test/Model: ... 15 ... got 16'));
  });

  test.each([[undefined], [[]]])('fails at synth when there is none: %p', (containers) => {
    const model = new Model(testStack(), 'Model', { containers });
    const problem = 'a model must have at least 1 container, got 0; set containers or call addContainer';
    expect(problemsAtSynth(model)).toEqual([problem]);
    expect(synthMessageOf(model)).toContain(`[Test/Model] ${problem}`);
  });
});

describe('what is wrong', () => {
  test('fails with all problems of the properties and of all containers at once, in order', () => {
    const stack = testStack();
    const containers: any[] = [
      { image: undefined }, { image: IMAGE, containerHostname: 'x' }, { image: IMAGE, containerHostname: 'x', environment: { 1: 'v' } },
    ];
    expect(messageOf(() => new Model(stack, 'Model', { modelName: '', vpc: aVpc(stack), securityGroups: [], allowAllOutbound: true, containers })))
      .toEqual(like([
        'Test/Model: 6 problems:',
        `  - modelName ${must.beName('')}`,
        '  - securityGroups ...',
        '  - allowAllOutbound ... securityGroups; ...',
        '  - containers[0].image is required; ...',
        "  - containers[2].containerHostname ... got 'x' again",
        `  - containers[2].environment ${must.notHave('1')}`,
      ].join('\n')));
  });

  test('fails before anything is made or bound', () => {
    const stack = testStack();
    const image = new UserImage();
    messageOf(() => new Model(stack, 'Model', { containers: [{ image }, { image, containerHostname: 'a_b' }] }));
    expect(image.bound).toEqual([]);
    expect(stack.node.findChild('Model').node.children).toEqual([]);
  });

  test('fails with the problems of image and artifacts at once', () => {
    expect(messageOf(() => modelWith({}, { image: new UserImage({ imageName: '' }), modelData: new UserData('') }))).toBe([
      'Test/Model: 2 problems:',
      `  - containers[1].image ${must.beImageName('')}`,
      `  - containers[1].modelData ${must.beUrl('')}`,
    ].join('\n'));
  });

  test('fails with all problems of a container that is added at once, but not again with those of the others', () => {
    const model = modelWith({ environment: { KEY: 'value' } });
    expect(messageOf(() => model.addContainer({ image: undefined as any, containerHostname: '' }))).toEqual(like([
      'Test/Model: 2 problems:',
      '  - containers[1].image is required; ...',
      `  - containers[1].containerHostname ${must.beName('')}`,
    ].join('\n')));
  });

  test('fails with all problems of the properties at once', () => {
    expect(messageOf(() => new Model(testStack(), 'Model', { modelName: 'a_b', allowAllOutbound: false, containers: Array(16).fill({ image: IMAGE }) })))
      .toEqual(like([
        'Test/Model: 3 problems:',
        `  - modelName ${must.beName('a_b')}`,
        '  - allowAllOutbound ... vpc; ...',
        '  - ... 15 containers, got 16',
      ].join('\n')));
  });

  test('fails with all problems of a container at once', () => {
    expect(messageOf(() => modelWith({ containerHostname: 'a_b', environment: { 1: 'x' } }))).toBe([
      'Test/Model: 2 problems:',
      `  - containers[0].containerHostname ${must.beName('a_b')}`,
      `  - containers[0].environment ${must.notHave('1')}`,
    ].join('\n'));
  });

  test('fails with all problems of all containers at once', () => {
    expect(messageOf(() => modelWith({ containerHostname: 'a_b' }, { containerHostname: 'c_d' }))).toBe([
      'Test/Model: 2 problems:',
      `  - containers[0].containerHostname ${must.beName('a_b')}`,
      `  - containers[1].containerHostname ${must.beName('c_d')}`,
    ].join('\n'));
  });
});

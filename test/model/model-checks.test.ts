import { CfnParameter, Lazy, Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { IMAGE_DIRECTORY, UserData, UserImage, modelIn } from './given';
import { ContainerImage, Model, type ContainerDefinition } from '../../src';
import { aVpc } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth, synthMessageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const IMAGE = new UserImage();
const HUB = 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub';

function withContainers(...containers: Partial<ContainerDefinition>[]): Model {
  return new Model(testStack(), 'Model', { containers: containers.map((container) => ({ image: IMAGE, ...container })) });
}

function entries(count: number): { [key: string]: string } {
  return Object.fromEntries([...Array(count).keys()].map((index) => [`KEY_${index}`, 'value']));
}

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
    const model = withContainers(...Array(count).fill({}));
    expect(problemsAtSynth(model)).toEqual([]);
    expect(modelIn(model).Containers ?? [modelIn(model).PrimaryContainer]).toHaveLength(count);
  });

  test('fails as 16', () => {
    expect(messageOf(() => withContainers(...Array(16).fill({})))).toBe('Test/Model: a model must have at most 15 containers, got 16');
  });

  test('fails when the 16th is added', () => {
    const model = withContainers(...Array(15).fill({}));
    expect(messageOf(() => model.addContainer({ image: IMAGE }))).toEqual(like('Test/Model: ... 15 ... got 16'));
  });

  test.each([[undefined], [[]]])('fails at synth when there is none: %p', (containers) => {
    const model = new Model(testStack(), 'Model', { containers });
    const problem = 'a model must have at least 1 container, got 0; set containers or call addContainer';
    expect(problemsAtSynth(model)).toEqual([problem]);
    expect(synthMessageOf(model)).toContain(`[Test/Model] ${problem}`);
  });
});

describe('a container', () => {
  const ofHub = (hubContentArn: string) => Object.assign(new UserData(''), { bind: () => ({ uri: 's3://models/llama.tar.gz', hubContentArn }) });

  test.each([undefined, null])('fails when its image is %p', (image) => {
    expect(messageOf(() => withContainers({}, { image: image as any })))
      .toBe('Test/Model: containers[1].image is required; use a method of ContainerImage, or set modelPackage; in Python, write '
        + 'ContainerDefinition(...) instead of a dictionary');
  });

  test.each(['i', 'i'.repeat(255)])('may have the image name %p', (imageName) => {
    expect(modelIn(withContainers({ image: new UserImage({ imageName }) })).PrimaryContainer.Image).toBe(imageName);
  });

  test.each(['', 'i'.repeat(256), 'a b', 'a\n'])('fails with the image name %p', (imageName) => {
    expect(messageOf(() => withContainers({}, { image: new UserImage({ imageName }) })))
      .toBe(`Test/Model: containers[1].image ${must.beImageName(imageName)}`);
  });

  test('fails when its model data is bound to no URL', () => {
    expect(messageOf(() => withContainers({ modelData: new UserData(undefined as any) })))
      .toBe('Test/Model: containers[0].modelData.uri is required; the bind method of the model data must return it');
  });

  test.each([undefined, null])('fails when its image is bound to the name %p', (imageName) => {
    expect(messageOf(() => withContainers({ image: new UserImage({ imageName: imageName as any }) })))
      .toBe('Test/Model: containers[0].image.imageName is required; the bind method of the image must return it');
  });

  test.each(['a', 'Int8-2', 'a'.repeat(63)])('may have the inference specification %p', (inferenceSpecificationName) => {
    expect(modelIn(withContainers({ inferenceSpecificationName })).PrimaryContainer.InferenceSpecificationName).toBe(inferenceSpecificationName);
  });

  test.each(['', 'int_8', '-a', 'a'.repeat(64)])('fails with the inference specification %p', (inferenceSpecificationName) => {
    expect(messageOf(() => withContainers({}, { inferenceSpecificationName })))
      .toBe(`Test/Model: containers[1].inferenceSpecificationName ${must.beName(inferenceSpecificationName)}`);
  });

  test.each(['Model/llama/1.0.0', `Model/${'a'.repeat(180)}/1.0.0`])('may have model data of a hub: %p', (content) => {
    const hubContentArn = `${HUB}/${content}`;
    expect(modelIn(withContainers({ modelData: ofHub(hubContentArn) })).PrimaryContainer.ModelDataSource.S3DataSource.HubAccessConfig)
      .toEqual({ HubContentArn: hubContentArn });
  });

  test.each(['', 'llama', `${HUB}/Model`, HUB.replace('hub-content', 'hub'), `${HUB}/Model/${'a'.repeat(181)}/1.0.0`])(
    'fails with model data of the hub content %p', (hubContentArn) => {
      expect(messageOf(() => withContainers({}, { modelData: ofHub(hubContentArn) }))).toBe('Test/Model: containers[1].modelData.hubContentArn must be the ARN of '
        + 'hub content, such as arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/name/1.0.0 (1 to 255 characters), '
        + `got '${hubContentArn}'`);
    });

  test('may have an image name that is a token, however long it turns out', () => {
    const imageName = Lazy.string({ produce: () => 'i'.repeat(300) });
    expect(modelIn(withContainers({ image: new UserImage({ imageName }) })).PrimaryContainer.Image).toHaveLength(300);
  });
});

describe('host names', () => {
  const hosts = (...names: (string | undefined)[]) => withContainers(...names.map((containerHostname) => ({ containerHostname })));
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

describe('environment variables', () => {
  const withEnvironment = (environment: { [key: string]: string }) => withContainers({ environment });

  test.each([0, 1, 100])('may be %d', (count) => {
    expect(Object.keys(modelIn(withEnvironment(entries(count))).PrimaryContainer.Environment ?? {})).toHaveLength(count);
  });

  test('fail as 101', () => {
    expect(messageOf(() => withEnvironment(entries(101))))
      .toBe(`Test/Model: containers[0].environment ${must.haveAtMost(100, 101)}`);
  });

  test.each(['A', '_', 'a1', '_1', 'PATH_2', 'A'.repeat(1024)])('may be called %p', (key) => {
    expect(modelIn(withEnvironment({ [key]: 'x' })).PrimaryContainer.Environment).toEqual({ [key]: 'x' });
  });

  test.each(['', '1A', 'A-B', 'A.B', 'A B', 'Ä', 'A\n'])('fail when called %p', (key) => {
    expect(messageOf(() => withEnvironment({ [key]: 'x' }))).toBe(
      `Test/Model: containers[0].environment ${must.notHave(key)}`,
    );
  });

  test('fail when called by 1025 characters', () => {
    expect(messageOf(() => withEnvironment({ ['A'.repeat(1025)]: 'x' }))).toBe(
      `Test/Model: the name of containers[0].environment['${'A'.repeat(40)}...'] ${must.haveCharacters(1024, 1025)}`,
    );
  });

  test('may be called by exactly the letters, digits and underscores that do not begin with a digit', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 5 }), (key) => {
      const make = () => withEnvironment({ [key]: 'x' });
      return /^[A-Za-z_]\w*$/.test(key) ? make() instanceof Model : messageOf(make).includes(`, got '${key}'`);
    }), { numRuns: 60 });
  });

  test.each([0, 1, 1024])('may have a value of %d characters', (length) => {
    expect(modelIn(withEnvironment({ KEY: 'v'.repeat(length) })).PrimaryContainer.Environment).toEqual({ KEY: 'v'.repeat(length) });
  });

  test('fail with a value of 1025 bytes', () => {
    expect(messageOf(() => withEnvironment({ KEY: 'v'.repeat(1025) })))
      .toBe("Test/Model: containers[0].environment['KEY'] must have at most 1024 bytes, got 1025");
    expect(messageOf(() => withEnvironment({ KEY: '\u00e4'.repeat(513) })))
      .toBe("Test/Model: containers[0].environment['KEY'] must have at most 1024 bytes, got 1026");
  });

  test('may have a value of 1024 bytes in fewer characters', () => {
    expect(modelIn(withEnvironment({ KEY: '\u00e4'.repeat(512) })).PrimaryContainer.Environment).toEqual({ KEY: '\u00e4'.repeat(512) });
  });

  test('fail with all that is wrong at once', () => {
    expect(messageOf(() => withEnvironment({ '1A': 'x', 'KEY': 'v'.repeat(2000), 'OK': 'x' }))).toBe([
      'Test/Model: 2 problems:',
      `  - containers[0].environment ${must.notHave('1A')}`,
      "  - containers[0].environment['KEY'] must have at most 1024 bytes, got 2000",
    ].join('\n'));
  });

  test('may be tokens, names as well as values', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'Number', { type: 'Number' });
    const environment = {
      NUMBER: Token.asString(parameter.valueAsNumber),
      [Lazy.string({ produce: () => 'LATER' })]: 'x',
      LONG: `${'v'.repeat(1025)}${parameter.valueAsString}`,
    };
    new Model(stack, 'Model', { containers: [{ image: IMAGE, environment }] });
    expect(modelIn(stack).PrimaryContainer.Environment).toEqual({
      NUMBER: { Ref: 'Number' },
      LATER: 'x',
      LONG: { 'Fn::Join': ['', ['v'.repeat(1025), { Ref: 'Number' }]] },
    });
  });
});

describe('the environment of all containers together', () => {
  /** 32 entries of 1024 bytes: names of 4, values of 1020. */
  const FULL = Object.fromEntries([...Array(16).keys()].map((index) => [`K_${10 + index}`, 'v'.repeat(1020)]));
  const message = (bytes: number) => `Test/Model: the environment variables of all containers in total must have at most 32768 bytes, got ${bytes}`;

  test('may have 32 KB, names included', () => {
    expect(modelIn(withContainers({ environment: FULL }, { environment: FULL })).Containers).toHaveLength(2);
  });

  test('fails with one byte more', () => {
    expect(messageOf(() => withContainers({ environment: FULL }, { environment: { ...FULL, A: '' } }))).toBe(message(32769));
    expect(messageOf(() => withContainers({ environment: FULL }, { environment: FULL }, { environment: { A: '' } }))).toBe(message(32769));
  });

  test('fails when a container that is added brings it', () => {
    const model = withContainers({ environment: FULL }, { environment: FULL });
    expect(messageOf(() => model.addContainer({ image: IMAGE, environment: { A: 'v' } }))).toBe(message(32770));
  });

  test('is counted in bytes, not in characters', () => {
    const { K_10: _gone, ...rest } = FULL;
    expect(messageOf(() => withContainers({ environment: FULL }, { environment: { ...rest, K_10: 'ü'.repeat(511) } }))).toBe(message(32770));
    expect(modelIn(withContainers({ environment: FULL }, { environment: { ...rest, K_10: 'ü'.repeat(510) } })).Containers).toHaveLength(2);
  });

  test('is counted without tokens', () => {
    const token = Lazy.string({ produce: () => 'v'.repeat(1000) });
    // Only the name of the further entry counts.
    expect(messageOf(() => withContainers({ environment: FULL }, { environment: { ...FULL, A: token } }))).toBe(message(32769));
    const { K_10: _gone, ...rest } = FULL;
    expect(modelIn(withContainers({ environment: FULL }, { environment: { ...rest, K_10: token } })).Containers).toHaveLength(2);
  });
});

describe('a container that is refused', () => {
  const OK = { image: new UserImage({ imageName: 'ok' }) };

  test.each<[string, ContainerDefinition, string]>([
    ['by itself', { image: IMAGE, containerHostname: 'a_b' },
      `containers[1].containerHostname ${must.beName('a_b')}`],
    ['for its image', { image: new UserImage({ imageName: 'a b' }) },
      `containers[1].image ${must.beImageName('a b')}`],
    ['for its artifacts', { image: IMAGE, modelData: new UserData('ftp://a') },
      `containers[1].modelData ${must.beUrl('ftp://a')}`],
    ['after an asset was made for it', { image: ContainerImage.fromAsset(IMAGE_DIRECTORY), modelData: new UserData('ftp://a') },
      `containers[1].modelData ${must.beUrl('ftp://a')}`],
  ])('%s leaves its place to another', (_why, refused, message) => {
    const model = withContainers({});
    expect(messageOf(() => model.addContainer(refused))).toBe(`Test/Model: ${message}`);
    expect(messageOf(() => model.addContainer(refused))).toBe(`Test/Model: ${message}`);
    expect(model._hosting.containers).toBe(1);
    model.addContainer(OK);
    model.addContainer({ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) });
    expect(modelIn(model).Containers.map((container: any) => container.Image).slice(0, 2)).toEqual(['registry.example.com/image:1', 'ok']);
    expect(problemsAtSynth(model)).toEqual([]);
  });

  test('is not counted among the environments of the others', () => {
    const model = withContainers({ environment: { A: 'v'.repeat(1000) } });
    const half = Object.fromEntries([...Array(30).keys()].map((index) => [`K_${10 + index}`, 'v'.repeat(1000)]));
    for (let attempt = 0; attempt < 2; attempt++) {
      messageOf(() => model.addContainer({ image: new UserImage({ imageName: 'a b' }), environment: half }));
    }
    model.addContainer({ image: IMAGE, environment: half });
    expect(model._hosting.containers).toBe(2);
  });

  test('leaves its host name to another', () => {
    const model = withContainers({ containerHostname: 'first' });
    messageOf(() => model.addContainer({ image: new UserImage({ imageName: '' }), containerHostname: 'second' }));
    model.addContainer({ image: IMAGE, containerHostname: 'second' });
    expect(problemsAtSynth(model)).toEqual([]);
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
    expect(messageOf(() => withContainers({}, { image: new UserImage({ imageName: '' }), modelData: new UserData('') }))).toBe([
      'Test/Model: 2 problems:',
      `  - containers[1].image ${must.beImageName('')}`,
      `  - containers[1].modelData ${must.beUrl('')}`,
    ].join('\n'));
  });

  test('fails with all problems of a container that is added at once, but not again with those of the others', () => {
    const model = withContainers({ environment: entries(3) });
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
    expect(messageOf(() => withContainers({ containerHostname: 'a_b', environment: { 1: 'x' } }))).toBe([
      'Test/Model: 2 problems:',
      `  - containers[0].containerHostname ${must.beName('a_b')}`,
      `  - containers[0].environment ${must.notHave('1')}`,
    ].join('\n'));
  });

  test('fails with all problems of all containers at once', () => {
    expect(messageOf(() => withContainers({ containerHostname: 'a_b' }, { containerHostname: 'c_d' }))).toBe([
      'Test/Model: 2 problems:',
      `  - containers[0].containerHostname ${must.beName('a_b')}`,
      `  - containers[1].containerHostname ${must.beName('c_d')}`,
    ].join('\n'));
  });
});

describe('what a language without types may hand over', () => {
  test('as a container fails', () => {
    expect(messageOf(() => new Model(testStack(), 'Model', { containers: [undefined as any] })))
      .toBe('Test/Model: containers[0] is required; specify a ContainerDefinition');
  });

  test.each([[1, 'number 1'], [true, 'boolean true']])('as a value of the environment fails: %p', (value, got) => {
    expect(messageOf(() => new Model(testStack(), 'Model', { containers: [{ image: new UserImage(), environment: { A: value as any } }] })))
      .toEqual(like(`Test/Model: containers[0].environment['A'] must ... got ${got}`));
  });
});

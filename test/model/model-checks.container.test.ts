import { Lazy } from 'aws-cdk-lib';
import { IMAGE_DIRECTORY, UserData, UserImage, modelIn, modelWith } from './given';
import { ContainerImage, Model, type ContainerDefinition } from '../../src';
import { must } from '../helpers/must';
import { messageOf, problemsAtSynth } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const IMAGE = new UserImage();
const HUB = 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub';

describe('a container', () => {
  const ofHub = (hubContentArn: string) => Object.assign(new UserData(''), { bind: () => ({ uri: 's3://models/llama.tar.gz', hubContentArn }) });

  test.each([undefined, null])('fails when its image is %p', (image) => {
    expect(messageOf(() => modelWith({}, { image: image as any })))
      .toBe('Test/Model: containers[1].image is required; use a method of ContainerImage, or set modelPackage; in Python, write '
        + 'ContainerDefinition(...) instead of a dictionary');
  });

  test.each(['i', 'i'.repeat(255)])('may have the image name %p', (imageName) => {
    expect(modelIn(modelWith({ image: new UserImage({ imageName }) })).PrimaryContainer.Image).toBe(imageName);
  });

  test.each(['', 'i'.repeat(256), 'a b', 'a\n'])('fails with the image name %p', (imageName) => {
    expect(messageOf(() => modelWith({}, { image: new UserImage({ imageName }) })))
      .toBe(`Test/Model: containers[1].image ${must.beImageName(imageName)}`);
  });

  test('fails when its model data is bound to no URL', () => {
    expect(messageOf(() => modelWith({ modelData: new UserData(undefined as any) })))
      .toBe('Test/Model: containers[0].modelData.uri is required; the bind method of the model data must return it');
  });

  test.each([undefined, null])('fails when its image is bound to the name %p', (imageName) => {
    expect(messageOf(() => modelWith({ image: new UserImage({ imageName: imageName as any }) })))
      .toBe('Test/Model: containers[0].image.imageName is required; the bind method of the image must return it');
  });

  test.each(['a', 'Int8-2', 'a'.repeat(63)])('may have the inference specification %p', (inferenceSpecificationName) => {
    expect(modelIn(modelWith({ inferenceSpecificationName })).PrimaryContainer.InferenceSpecificationName).toBe(inferenceSpecificationName);
  });

  test.each(['', 'int_8', '-a', 'a'.repeat(64)])('fails with the inference specification %p', (inferenceSpecificationName) => {
    expect(messageOf(() => modelWith({}, { inferenceSpecificationName })))
      .toBe(`Test/Model: containers[1].inferenceSpecificationName ${must.beName(inferenceSpecificationName)}`);
  });

  test.each(['Model/llama/1.0.0', `Model/${'a'.repeat(180)}/1.0.0`])('may have model data of a hub: %p', (content) => {
    const hubContentArn = `${HUB}/${content}`;
    expect(modelIn(modelWith({ modelData: ofHub(hubContentArn) })).PrimaryContainer.ModelDataSource.S3DataSource.HubAccessConfig)
      .toEqual({ HubContentArn: hubContentArn });
  });

  test.each(['', 'llama', `${HUB}/Model`, HUB.replace('hub-content', 'hub'), `${HUB}/Model/${'a'.repeat(181)}/1.0.0`])(
    'fails with model data of the hub content %p', (hubContentArn) => {
      expect(messageOf(() => modelWith({}, { modelData: ofHub(hubContentArn) }))).toBe('Test/Model: containers[1].modelData.hubContentArn must be the ARN of '
        + 'hub content, such as arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/name/1.0.0 (1 to 255 characters), '
        + `got '${hubContentArn}'`);
    });

  test('may have an image name that is a token, however long it turns out', () => {
    const imageName = Lazy.string({ produce: () => 'i'.repeat(300) });
    expect(modelIn(modelWith({ image: new UserImage({ imageName }) })).PrimaryContainer.Image).toHaveLength(300);
  });

  test('fails as undefined, which a language without types may hand over', () => {
    expect(messageOf(() => new Model(testStack(), 'Model', { containers: [undefined as any] })))
      .toBe('Test/Model: containers[0] is required; specify a ContainerDefinition');
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
    const model = modelWith({});
    expect(messageOf(() => model.addContainer(refused))).toBe(`Test/Model: ${message}`);
    expect(messageOf(() => model.addContainer(refused))).toBe(`Test/Model: ${message}`);
    expect(model._hosting.containers).toBe(1);
    model.addContainer(OK);
    model.addContainer({ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) });
    expect(modelIn(model).Containers.map((container: any) => container.Image).slice(0, 2)).toEqual(['registry.example.com/image:1', 'ok']);
    expect(problemsAtSynth(model)).toEqual([]);
  });

  test('is not counted among the environments of the others', () => {
    const model = modelWith({ environment: { A: 'v'.repeat(1000) } });
    const half = Object.fromEntries([...Array(30).keys()].map((index) => [`K_${10 + index}`, 'v'.repeat(1000)]));
    for (let attempt = 0; attempt < 2; attempt++) {
      messageOf(() => model.addContainer({ image: new UserImage({ imageName: 'a b' }), environment: half }));
    }
    model.addContainer({ image: IMAGE, environment: half });
    expect(model._hosting.containers).toBe(2);
  });

  test('leaves its host name to another', () => {
    const model = modelWith({ containerHostname: 'first' });
    messageOf(() => model.addContainer({ image: new UserImage({ imageName: '' }), containerHostname: 'second' }));
    model.addContainer({ image: IMAGE, containerHostname: 'second' });
    expect(problemsAtSynth(model)).toEqual([]);
  });
});

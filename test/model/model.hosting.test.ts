import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { UserData, UserImage } from './given';
import { ContainerMode, InferenceExecutionMode, Model, ModelData, RepositoryAccessMode, type ContainerDefinition, type ModelProps } from '../../src';
import { testStack } from '../helpers/stack';
import { aVersion } from '../registry/given';

/** What configurations read of a model in a network or not, with containers. */
function hostingOf(containers: readonly Partial<ContainerDefinition>[], props: Partial<ModelProps> = {}, stack = testStack()): object {
  const complete = containers.map((each) => ({ image: each.modelPackage ? undefined : new UserImage(), ...each }));
  return new Model(stack, 'Model', { containers: complete, ...props })._hosting;
}

const PLAIN = {
  inVpc: false,
  isolated: false,
  containers: 1,
  direct: false,
  multiModel: false,
  dataSource: false,
  privateRegistry: false,
  foreignRepository: undefined,
};
const privateImage = new UserImage({ imageName: 'registry.example.com/image:1', repositoryAccessMode: RepositoryAccessMode.VPC });
const foreignImage = new UserImage({ imageName: '222222222222.dkr.ecr.us-east-1.amazonaws.com/theirs:1' });
const multiModel = { mode: ContainerMode.multiModel(), modelData: new UserData('s3://bucket/models/') };
const uncompressed = ModelData.fromS3Uri('s3://bucket/model/');

test.each<[string, readonly Partial<ContainerDefinition>[], object]>([
  ['nothing special', [{}], {}],
  ['an archive', [{ modelData: new UserData('s3://bucket/model.tar.gz') }], {}],
  ['two containers', [{}, {}], { containers: 2 }],
  ['a container that has many models', [multiModel], { multiModel: true }],
  ['one of two that has many models', [{}, multiModel], { containers: 2, multiModel: true }],
  ['files that are not packed', [{ modelData: uncompressed }], { dataSource: true }],
  ['one of two with files that are not packed', [{}, { modelData: uncompressed }], { containers: 2, dataSource: true }],
  ['a container with one model', [{ mode: ContainerMode.singleModel(), modelData: uncompressed }], { dataSource: true }],
  ['the image of another account', [{ image: foreignImage }], { foreignRepository: '222222222222' }],
  ['one of two with the image of another account', [{}, { image: foreignImage }], { containers: 2, foreignRepository: '222222222222' }],
])('a model with %s', (_, containers, expected) => {
  expect(hostingOf(containers)).toEqual({ ...PLAIN, ...expected });
});

test('a model in a VPC, with images of a private registry or without', () => {
  const inVpc = (...containers: Partial<ContainerDefinition>[]) => {
    const stack = testStack();
    return hostingOf(containers, { vpc: new ec2.Vpc(stack, 'Vpc') }, stack);
  };
  expect(inVpc({})).toEqual({ ...PLAIN, inVpc: true });
  expect(inVpc({ image: privateImage })).toEqual({ ...PLAIN, inVpc: true, privateRegistry: true });
  expect(inVpc({}, { image: privateImage })).toEqual({ ...PLAIN, inVpc: true, containers: 2, privateRegistry: true });
});

test('a model with network isolation, whose containers are invoked directly', () => {
  const props = { networkIsolation: true, inferenceExecutionMode: InferenceExecutionMode.DIRECT };
  const containers = ['one', 'two'].map((containerHostname) => ({ containerHostname }));
  expect(hostingOf(containers, props)).toEqual({ ...PLAIN, isolated: true, containers: 2, direct: true });
});

test('a model with a model package, which has an image that is not known', () => {
  const stack = testStack();
  expect(hostingOf([{ modelPackage: aVersion(stack) }], {}, stack)).toEqual(PLAIN);
});

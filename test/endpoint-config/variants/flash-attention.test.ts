import { Lazy } from 'aws-cdk-lib';
import { warned, warning } from './given';
import { ContainerImage, Framework, InstanceType, Model, type InstanceProductionVariantProps } from '../../../src';
import { aModel } from '../../helpers/given';
import { testStack } from '../../helpers/stack';

const TEI = ContainerImage.fromFramework(Framework.TEI);
const { G4DN_XLARGE, G5_XLARGE } = InstanceType;

function warningsWith(image: ContainerImage, environment: { [name: string]: string }, props: Partial<InstanceProductionVariantProps>): string[] {
  const stack = testStack();
  return warned({ model: aModel(stack, 'Model', { containers: [{ image, environment }] }), ...props }, stack);
}

const WARNING = warning('flashAttentionOnTuring', "variant 'main': the image of its model is TEI, whose flash attention returns embeddings of nulls on ml.g4dn.xlarge; set "
  + "USE_FLASH_ATTENTION to 'False' in its environment, or choose an instance type of another family");

test.each<{ [name: string]: string }>([{}, { USE_FLASH_ATTENTION: 'True' }, { USE_FLASH_ATTENTION: 'true' }])('TEI with %p on ml.g4dn instances is warned of', (environment) => {
  expect(warningsWith(TEI, environment, { instanceType: G4DN_XLARGE })).toEqual([WARNING]);
});

test('the URI of the image, and one of several pools, are enough', () => {
  const instancePools = [{ instanceType: G5_XLARGE, priority: 1 }, { instanceType: G4DN_XLARGE, priority: 2 }];
  expect(warningsWith(ContainerImage.fromUri('683313688378.dkr.ecr.us-east-1.amazonaws.com/tei:2.0.1-tei1.9.3-gpu-py310-cu129-ubuntu22.04'), {}, { instancePools }))
    .toContainEqual(WARNING);
});

test.each<[string, ContainerImage, { [name: string]: string }, InstanceType]>([
  ['flash attention that is off', TEI, { USE_FLASH_ATTENTION: 'False' }, G4DN_XLARGE],
  ['flash attention that is no switch', TEI, { USE_FLASH_ATTENTION: 'untrue' }, G4DN_XLARGE],
  ['flash attention that is no other switch', TEI, { USE_FLASH_ATTENTION: 'trueish' }, G4DN_XLARGE],
  ['a token', TEI, { USE_FLASH_ATTENTION: Lazy.string({ produce: () => 'True' }) }, G4DN_XLARGE],
  ['other GPUs', TEI, {}, G5_XLARGE],
  ['a type that is a token', TEI, {}, InstanceType.of(Lazy.string({ produce: () => 'ml.g4dn.xlarge' }))],
  ['another server', ContainerImage.fromUri('123456789012.dkr.ecr.us-east-1.amazonaws.com/my-tei:1'), {}, G4DN_XLARGE],
])('%s is not', (_case, image, environment, instanceType) => {
  expect(warningsWith(image, environment, { instanceType }).filter((each) => each.includes('flashAttention'))).toEqual([]);
});

test('an imported model is not', () => {
  const stack = testStack();
  expect(warned({ model: Model.fromModelName(stack, 'Imported', 'model'), instanceType: G4DN_XLARGE }, stack).filter((each) => each.includes('flashAttention'))).toEqual([]);
});

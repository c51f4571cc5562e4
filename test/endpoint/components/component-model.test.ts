import { Size, aws_ec2 as ec2, type Stack } from 'aws-cdk-lib';
import { aHost } from './hosts';
import { InferenceComponentSpecification, type EndpointConfigProps } from '../../../src';
import { testStack } from '../../helpers/stack';
import { UserImage } from '../../model/given';

/** What the image of a component reads of the model that it is bound to. */
function hostingOf(config: (stack: Stack) => Partial<EndpointConfigProps>): unknown {
  const stack = testStack();
  const image = new UserImage();
  aHost(stack, 'Endpoint', config(stack)).addInferenceComponent('Llama', {
    specification: InferenceComponentSpecification.fromImage(image, { compute: { minMemory: Size.gibibytes(1) } }),
  });
  const [{ model }] = image.bound;
  return (model as any)._hosting;
}

const PLAIN = { inVpc: false, isolated: false, containers: 1, direct: false, multiModel: false, dataSource: false, privateRegistry: false };

test.each<[string, (stack: Stack) => Partial<EndpointConfigProps>, object]>([
  ['no VPC', () => ({}), {}],
  ['a VPC', (stack) => ({ vpc: new ec2.Vpc(stack, 'Vpc') }), { inVpc: true }],
  ['network isolation', () => ({ networkIsolation: true }), { isolated: true }],
])('an image is bound to a model with one container, in a configuration with %s', (_what, config, expected) => {
  expect(hostingOf(config)).toEqual({ ...PLAIN, ...expected });
});

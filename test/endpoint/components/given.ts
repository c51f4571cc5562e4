import { Size, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import {
  Endpoint, EndpointConfig, InferenceComponent, InferenceComponentSpecification, InstanceType, ModelData,
  type EndpointConfigProps, type IEndpoint, type InferenceComponentOptions,
  type InferenceComponentSpecificationOptions, type InstanceProductionVariantProps,
} from '../../../src';
import { anImage } from '../../helpers/given';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack, warningsOf } from '../../helpers/stack';

export const COMPONENT = 'AWS::SageMaker::InferenceComponent';
export const COMPUTE = { minMemory: Size.gibibytes(1) };

/** An endpoint `Endpoint` whose variant `main` hosts components on instances with a GPU. */
export function hosting(stack: Stack, variant: Partial<InstanceProductionVariantProps> = {}, config: Partial<EndpointConfigProps> = {}): Endpoint {
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ variantName: 'main', instanceType: variant.instancePools ? undefined : InstanceType.G5_XLARGE, ...variant }],
    ...config,
  });
  return new Endpoint(stack, 'Endpoint', { endpointConfig });
}

/** What a component runs: an image that needs nothing but a name. */
export function running(stack: Stack, options: Partial<InferenceComponentSpecificationOptions> = {}): InferenceComponentSpecification {
  return InferenceComponentSpecification.fromImage(anImage(stack), { compute: COMPUTE, ...options });
}

/** A component `Endpoint/Llama`. */
export function aComponent(
  stack: Stack, options: Partial<InferenceComponentOptions> = {}, endpoint: IEndpoint = stack.node.tryFindChild('Endpoint') as Endpoint | undefined ?? hosting(stack),
): InferenceComponent {
  const specification = 'specification' in options || options.specifications ? undefined : running(stack);
  return endpoint.addInferenceComponent('Llama', { specification, ...options });
}

/** The properties of the only component with these options. */
export function rendered(options: (stack: Stack) => Partial<InferenceComponentOptions>): any {
  const stack = testStack();
  aComponent(stack, options(stack));
  return propertiesOf(stack, COMPONENT);
}

/** The specification of the only component that has these options. */
export function specified(options: (stack: Stack) => Partial<InferenceComponentSpecificationOptions>): any {
  return rendered((stack) => ({ specification: running(stack, options(stack)) })).Specification;
}

/** The whole message of the component that is refused. */
export function refused(options: (stack: Stack) => Partial<InferenceComponentOptions>): string {
  const stack = testStack();
  return messageOf(() => aComponent(stack, options(stack)));
}

/** The same of its specification. */
export function refusedFor(options: (stack: Stack) => Partial<InferenceComponentSpecificationOptions>): string {
  return refused((stack) => ({ specification: running(stack, options(stack)) }));
}

export function theirBucket(stack: Stack): s3.IBucket {
  return stack.node.tryFindChild('Bucket') as s3.Bucket | undefined ?? s3.Bucket.fromBucketName(stack, 'Bucket', 'models');
}

export function anArchive(stack: Stack, key = 'llama/model.tar.gz'): ModelData {
  return ModelData.fromBucket(theirBucket(stack), key);
}

/** A warning of the component, or of another construct. */
export function warning(rule: string, text: string, path = 'Endpoint/Llama'): string {
  return `Test/${path}: ${text} [ack: cdk-sagemaker-hosting:${rule}]`;
}

/** What is warned of a component. */
export function warned(
  options: (stack: Stack) => Partial<InferenceComponentOptions>, use: (component: InferenceComponent, stack: Stack) => void = () => {},
): string[] {
  const stack = testStack();
  use(aComponent(stack, options(stack)), stack);
  return warningsOf(stack);
}

/** The same of its specification. */
export function warnedFor(options: (stack: Stack) => Partial<InferenceComponentSpecificationOptions>): string[] {
  return warned((stack) => ({ specification: running(stack, options(stack)) }));
}

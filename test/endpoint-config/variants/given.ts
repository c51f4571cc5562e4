import { aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import {
  EndpointConfig, type EndpointConfigProps, type IModel, type InstanceProductionVariantProps, type ServerlessProductionVariantProps,
} from '../../../src';
import { aModel } from '../../helpers/given';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { aKey } from '../../registry/given';

export const CONFIG = 'AWS::SageMaker::EndpointConfig';

type Variant = Partial<InstanceProductionVariantProps>;

/** A configuration with a variant `main` that hosts a model, unless it says otherwise. */
export function hosting(props: Variant, stack: Stack = testStack(), config: Partial<EndpointConfigProps> = {}): EndpointConfig {
  const model = 'model' in props ? props.model : aModel(stack);
  return new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', ...props, model }], ...config });
}

/** The same without a model: for inference components. */
export function hostingComponents(props: Variant, stack: Stack = testStack(), config: Partial<EndpointConfigProps> = {}): EndpointConfig {
  return hosting({ ...props, model: undefined }, stack, config);
}

/** A configuration with the serverless variant `less`. */
export function serverless(
  props: Partial<ServerlessProductionVariantProps>, stack: Stack = testStack(), config: EndpointConfigProps = {},
): EndpointConfig {
  const model = 'model' in props ? props.model : aModel(stack);
  return new EndpointConfig(stack, 'Config', {
    serverlessProductionVariant: { variantName: 'less', maxConcurrency: 5, ...('memorySize' in props ? {} : { memorySizeInMB: 1024 }), ...props, model }, ...config,
  });
}

/** As many variants of a model, named `v0` and so on. */
export function variantsOf(model: IModel, count: number): InstanceProductionVariantProps[] {
  return Array.from({ length: count }, (_, index) => ({ model, variantName: `v${index}` }));
}

/** The variant in the template. */
export function rendered(props: Variant, stack: Stack = testStack()): any {
  return propertiesOf(hosting(props, stack), CONFIG).ProductionVariants[0];
}

/** The whole message of the refusal of a variant. */
export function refused(props: Variant, stack: Stack = testStack()): string {
  return messageOf(() => hosting(props, stack));
}

/** The warnings of a variant. */
export function warned(props: Variant, stack: Stack = testStack(), config: Partial<EndpointConfigProps> = {}): string[] {
  hosting(props, stack, config);
  return warningsOf(stack);
}

/** A warning of the configuration. */
export function warning(rule: string, message: string): string {
  return `Test/Config: ${message} [ack: cdk-sagemaker-hosting:${rule}]`;
}

/** What the only configuration in a stack waits for, sorted. */
export function awaitedIn(stack: Stack): string[] {
  return [...Object.values(resourcesOf(stack, CONFIG))[0].DependsOn ?? []].sort();
}

/** The statements of the policy of a resource, for each resource of a type. */
export function policyStatementsIn(stack: Stack, type: string): any[] {
  return Object.values(resourcesOf(stack, type)).flatMap(({ Properties: { PolicyDocument, KeyPolicy } }) => (PolicyDocument ?? KeyPolicy).Statement);
}

export function encryptedBucket(stack: Stack, name = 'encrypted'): s3.IBucket {
  return s3.Bucket.fromBucketAttributes(stack, `Bucket-${name}`, { bucketName: name, encryptionKey: aKey(stack, `of-${name}`) });
}

import { aws_iam as iam, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import { EndpointConfig, Model, type AsyncInferenceOptions, type InstanceProductionVariantProps } from '../../src';
import { testStack } from '../helpers/stack';
import { UserImage } from '../model/given';
import { aBucket } from '../registry/given';

export const TOPIC = 'arn:aws:sns:us-east-1:123456789012';

export const aTopic = (stack: Stack, id: string): sns.ITopic => sns.Topic.fromTopicArn(stack, id, `${TOPIC}:${id}`);

/** A model whose role is allowed only what each model requires. */
export function plainModel(stack: Stack, id = 'Model', role?: iam.IRole): Model {
  return new Model(stack, id, { role, containers: [{ image: new UserImage() }] });
}

export function imported(stack: Stack, id = 'Theirs', role?: iam.IRole): ReturnType<typeof Model.fromModelArn> {
  return Model.fromModelAttributes(stack, id, { modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs', role });
}

/** Returns properties of asynchronous inference, in a stack. */
export type AsyncOptions = (stack: Stack) => Partial<AsyncInferenceOptions>;

export function configWith(
  options: AsyncOptions = () => ({}), stack = testStack(), variant: Partial<InstanceProductionVariantProps> = {},
): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: variant.model ?? plainModel(stack), variantName: 'main', ...variant }],
    asyncInference: { output: { bucket: aBucket(stack) }, ...options(stack) },
  });
}

import { SecretValue, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { Capacity, InstanceType, LanguageModelEndpoint, ModelData, ModelServer, ModelWeights, type LanguageModelEndpointProps } from '../../../src';
import { propertiesOf } from '../../helpers/stack';

export const MODEL_ID = 'org/llama-8b-instruct';

/** The weights of a public model on the hub. */
export const HUB = ModelWeights.huggingFace(MODEL_ID);

export const TOKEN = SecretValue.secretsManager('hub', { jsonField: 'token' });

/** Weights in Amazon S3. */
export function inS3(stack: Stack): ModelWeights {
  const bucket = stack.node.tryFindChild('Weights') as s3.IBucket | undefined ?? s3.Bucket.fromBucketName(stack, 'Weights', 'weights');
  return ModelWeights.fromModelData(ModelData.fromBucketPrefix(bucket, 'llama/'));
}

/** An endpoint on instances with 4 GPUs each. */
export function llama(stack: Stack, server: ModelServer, props: Partial<LanguageModelEndpointProps> = {}): LanguageModelEndpoint {
  return new LanguageModelEndpoint(stack, 'Llama', { server, capacity: Capacity.instances(InstanceType.G6E_12XLARGE), ...props });
}

/** The environment of the container. */
export function environmentOf(stack: Stack): { [name: string]: any } {
  return propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment;
}

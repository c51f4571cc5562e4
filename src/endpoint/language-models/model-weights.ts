import { Stack, type SecretValue } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ModelData } from '../../model/model-data';
import { isToken, requiredString, type Check } from '../../private/checks';
import { given } from '../../private/given';
import { describe, MODEL_DATA, requiredShape } from '../../private/shapes';

/**
 * The options of weights on the Hugging Face Hub.
 */
export interface HuggingFaceWeightsOptions {
  /**
   * The revision to download: a commit, a tag or a branch. Specify a commit, so that each instance has the same weights.
   *
   * @default - the default branch of the model
   */
  readonly revision?: string;

  /**
   * The access token, for a model that requires one. It becomes the environment variable `HF_TOKEN` by a dynamic reference, so that the template does
   * not contain it. CloudFormation resolves the reference during deployment: whoever may describe the model in SageMaker can read the token. Use a
   * token that can only read, and only this model. Throws if it is plain text, or a secure string of AWS Systems Manager, which CloudFormation does not
   * resolve in a model.
   *
   * @default - the model is public
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
   */
  readonly token?: SecretValue;
}

/** The weights of a model on the hub. */
interface HubWeights {
  readonly modelId: string;
  readonly options: HuggingFaceWeightsOptions;
}

/** The ID of a model on the hub, optionally with the name of a file of quantized weights. */
const MODEL_ID = /^\w[\w.-]*(\/\w[\w.:-]*)?$/;

/**
 * The weights that a model server loads.
 *
 * @example
 * declare const bucket: s3.IBucket;
 * declare const hubToken: secretsmanager.ISecret;
 *
 * // Downloaded from the Hugging Face Hub when a container starts
 * sm.ModelWeights.huggingFace('org/llama-8b-instruct', { revision: '0e9e39f', token: hubToken.secretValue });
 *
 * // In a bucket of the account
 * sm.ModelWeights.fromModelData(sm.ModelData.fromBucketPrefix(bucket, 'llama-8b/'));
 */
export class ModelWeights {
  /**
   * Returns weights that each instance downloads from the Hugging Face Hub when it starts. The instances require a route to the internet.
   *
   * @param modelId the ID of the model, such as `org/llama-8b-instruct`
   * @param options the options of the weights, such as their revision
   * @see https://huggingface.co/docs/hub/models-downloading
   */
  public static huggingFace(modelId: string, options: HuggingFaceWeightsOptions = {}): ModelWeights {
    return new ModelWeights({ modelId, options: given('HuggingFaceWeightsOptions', options, 'ModelWeights.huggingFace', 'options') }, undefined);
  }

  /**
   * Returns weights in Amazon S3, or another source of artifacts. SageMaker copies them to `/opt/ml/model`.
   *
   * @param modelData the artifacts, such as `ModelData.fromBucketPrefix(bucket, 'llama/')`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/large-model-inference-uncompressed.html
   */
  public static fromModelData(modelData: ModelData): ModelWeights {
    return new ModelWeights(undefined, modelData);
  }

  private constructor(
    /** @internal */
    public readonly _hub: HubWeights | undefined,
    /** @internal */
    public readonly _modelData: ModelData | undefined,
  ) {}

  /** @internal */
  public _checks(name: string, scope: IConstruct): Check[] {
    if (!this._hub) {
      return [requiredShape(`modelData of ${name}`, this._modelData, MODEL_DATA)];
    }
    const { modelId, options: { revision, token } } = this._hub;
    return [
      requiredString(`the model ID of ${name}`, modelId, "specify the ID of the model, such as 'org/llama-8b-instruct'") ?? modelIdCheck(name, modelId),
      revision === '' ? `the revision of ${name} must not be empty; omit it for the default branch` : undefined,
      tokenCheck(name, scope, token),
    ];
  }
}

function modelIdCheck(name: string, modelId: string): Check {
  return isToken(modelId) || MODEL_ID.test(modelId)
    ? undefined
    : `the model ID of ${name} must be an ID of the Hugging Face Hub, such as 'org/llama-8b-instruct', got '${modelId}'; for weights in Amazon S3, use ModelWeights.fromModelData`;
}

/** Checks that a token is neither text in the template, nor a reference that CloudFormation does not resolve. Messages do not contain the token. */
function tokenCheck(name: string, scope: IConstruct, token: unknown): Check {
  if (token === undefined) {
    return undefined;
  }
  const secret = token as Partial<SecretValue>;
  if (typeof secret.unsafeUnwrap !== 'function') {
    return `the token of ${name} must be a SecretValue, got ${typeof token === 'string' ? 'text' : describe(token)}; store it in AWS Secrets Manager, and use SecretValue.secretsManager(name)`;
  }
  const resolved: unknown = Stack.of(scope).resolve(secret.unsafeUnwrap());
  if (typeof resolved !== 'string') {
    return undefined;
  }
  if (resolved.includes('{{resolve:ssm-secure:')) {
    return `the token of ${name} must not be a secure string of AWS Systems Manager, which CloudFormation does not resolve in a model; use SecretValue.secretsManager(name)`;
  }
  return resolved.includes('{{resolve:') ? undefined
    : `the token of ${name} is plain text, which is visible to all who can read the template; store it in AWS Secrets Manager, and use SecretValue.secretsManager(name)`;
}

import type { aws_s3 as s3, aws_s3_assets as assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bindAssetData } from './data/asset';
import { bindBucketData } from './data/s3-object';
import type { IModel } from './model-interface';

/**
 * What model artifacts amount to once a model uses them.
 */
export interface ModelDataConfig {
  /**
   * Where the artifacts are: the URL of one gzip-compressed tar archive in Amazon S3, as `s3://bucket/key` or
   * `https://s3.region.amazonaws.com/bucket/key`; at most 1024 characters.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
   */
  readonly uri: string;
}

/**
 * The artifacts a container serves, which come out of training: weights, vocabularies, inference code.
 *
 * Use one of the static methods, or extend this class for artifacts that come from somewhere else.
 */
export abstract class ModelData {
  /**
   * An archive that is in a bucket already. The model's role may then read this object, and no other. While the key changes from one
   * deployment to the next, instances of the old model may still want to read the old object: let them, by `bucket.grantRead(model, 'models/*')`.
   *
   * @param bucket the bucket
   * @param objectKey the key of a gzip-compressed tar archive, such as `models/churn/3/model.tar.gz`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
   */
  public static fromBucket(bucket: s3.IBucket, objectKey: string): ModelData {
    return dataOf((_scope, model) => bindBucketData(model, bucket, objectKey));
  }

  /**
   * A local archive, uploaded when the app is deployed. The model's role may then read the archives among the app's assets.
   *
   * @param path the archive; throws unless it is a file whose name ends in `.tar.gz`
   * @param options how to handle the file
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
   */
  public static fromAsset(path: string, options: assets.AssetOptions = {}): ModelData {
    return dataOf((scope, model) => bindAssetData(scope, model, path, options));
  }

  /**
   * Called when a model takes the artifacts on: grants the model's role what it needs, and says where they are.
   *
   * @param scope where to create constructs: the model itself, so use an id that no other container takes
   * @param model the model that uses the artifacts
   */
  public abstract bind(scope: Construct, model: IModel): ModelDataConfig;
}

type DataBinder = (scope: Construct, model: IModel) => ModelDataConfig;

function dataOf(binder: DataBinder): ModelData {
  return new (class extends ModelData {
    public bind(scope: Construct, model: IModel): ModelDataConfig {
      return binder(scope, model);
    }
  })();
}

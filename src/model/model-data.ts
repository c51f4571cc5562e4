import type { aws_s3 as s3, aws_s3_assets as assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bindAssetData } from './data/local-archive';
import type { BucketModelDataOptions, DataBinding, ModelAccessOptions, ModelDataConfig } from './data/model-data-config';
import { bindDirectoryData, type DirectoryOptions } from './data/packed-directory';
import { bindBucketData } from './data/s3-object';
import { bindPrefixData } from './data/s3-prefix';
import { bindUncompressedDirectoryData, type UncompressedDirectoryOptions } from './data/uncompressed-directory';
import { waitForPrerequisites, type IModel } from './model-base';

/**
 * The artifacts a container serves, which come out of training: weights, vocabularies, inference code.
 *
 * Use one of the static methods, or extend this class for artifacts that come from somewhere else.
 */
export abstract class ModelData {
  /**
   * An object that is in a bucket already: a gzip-compressed tar archive, unless `compressed` is false. The model's role may then read
   * this object, and no other. While the key changes from one deployment to the next, instances of the old model may still want to read
   * the old object: let them, by `bucket.grantRead(model, 'models/*')`.
   *
   * @param bucket the bucket, in the region of the model
   * @param objectKey the key of the object, such as `models/churn/3/model.tar.gz`
   * @param options what else is needed to read it
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
   */
  public static fromBucket(bucket: s3.IBucket, objectKey: string, options: BucketModelDataOptions = {}): ModelData {
    return dataOf((_scope, model) => bindBucketData(model, bucket, objectKey, options));
  }

  /**
   * All objects below a prefix of a bucket: the uncompressed files of one model, which need no time to unpack, or the archives of a
   * multi-model container. The model's role may then list and read the objects below the prefix, and no others.
   *
   * @param bucket the bucket, in the region of the model
   * @param prefix what the keys begin with, such as `llama/`; throws unless it ends with `/` or is empty
   * @param options what else is needed to read them
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/large-model-inference-uncompressed.html
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/create-multi-model-endpoint.html
   */
  public static fromBucketPrefix(bucket: s3.IBucket, prefix: string, options: ModelAccessOptions = {}): ModelData {
    return dataOf((_scope, model) => bindPrefixData(model, bucket, prefix, options));
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
   * A local directory, packed into a gzip-compressed tar archive at synth, and uploaded when the app is deployed. The same content makes
   * the same archive, wherever and whenever it is packed, so that nothing is replaced without need. The model's role may then read the
   * archives among the app's assets.
   *
   * @param path the directory that becomes `/opt/ml/model`; throws when there is no such directory, nothing in it, or something in it
   * that can't be packed; the message lists all of that
   * @param options what to pack
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
   */
  public static fromDirectory(path: string, options: DirectoryOptions = {}): ModelData {
    return dataOf((scope, model) => bindDirectoryData(scope, model, path, options));
  }

  /**
   * A local directory, copied to a bucket of yours file by file when the app is deployed, so that no instance has to unpack an archive.
   * The files go below a prefix of their own for each content; what has been copied stays, because instances of the old model may still
   * want to read it. The model's role may then list and read the objects below the destination.
   *
   * A function does the copying, by way of a zip file: large directories need more of its `memoryLimit` and `ephemeralStorageSize`, and
   * weights of many gigabytes better get to the bucket by other means; then use `fromBucketPrefix`.
   *
   * @param path the directory; throws when there is none
   * @param options where the files go, and how they get there
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/large-model-inference-uncompressed.html
   */
  public static fromUncompressedDirectory(path: string, options: UncompressedDirectoryOptions): ModelData {
    return dataOf((scope, model) => bindUncompressedDirectoryData(scope, model, path, options));
  }

  /**
   * Called when a model takes the artifacts on: grants the model's role what it needs, and says where they are.
   *
   * @param scope where to create constructs: the model itself, so use an id that no other container takes
   * @param model the model that uses the artifacts
   */
  public abstract bind(scope: Construct, model: IModel): ModelDataConfig;
}

type DataBinder = (scope: Construct, model: IModel) => DataBinding;

function dataOf(binder: DataBinder): ModelData {
  return new (class extends ModelData {
    public bind(scope: Construct, model: IModel): ModelDataConfig {
      const { data, ...prerequisites } = binder(scope, model);
      // SageMaker reads the artifacts with the model's role while it creates the model.
      waitForPrerequisites(model, prerequisites);
      return data;
    }
  })();
}

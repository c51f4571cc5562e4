import { CfnResource, type aws_s3 as s3, type aws_s3_assets as assets } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import { warnOfExpiry } from './data/expiry';
import { bindAssetData } from './data/local-archive';
import { placeOf, type BucketModelDataOptions, type DataBinding, type ModelAccessOptions, type ModelDataConfig } from './data/model-data-config';
import { bindDirectoryData, type DirectoryOptions } from './data/packed-directory';
import { bindBucketData } from './data/s3-object';
import { bindPrefixData } from './data/s3-prefix';
import { bindS3UriData } from './data/s3-uri';
import { bindUncompressedDirectoryData, type UncompressedDirectoryOptions } from './data/uncompressed-directory';
import { waitForPrerequisites, type IModel } from './model-base';
import { uploadsTo, type ArtifactPlace } from './surroundings';
import { atSynth } from '../private/at-synth';
import { given } from '../private/given';

/**
 * The model artifacts of a container, which training produces: weights, vocabularies, inference code.
 *
 * Use one of the static methods, or extend this class for artifacts from another source.
 *
 * @stable
 * @example
 * declare const bucket: s3.IBucket;
 *
 * // An archive in a bucket
 * sm.ModelData.fromBucket(bucket, 'churn/3/model.tar.gz');
 *
 * // All objects under a prefix, without an archive to unpack
 * sm.ModelData.fromBucketPrefix(bucket, 'llama/');
 *
 * // A local directory, which is packed at synthesis
 * sm.ModelData.fromDirectory('artifacts/model', { exclude: ['checkpoints'] });
 */
export abstract class ModelData {
  /**
   * Uses an object in a bucket: a gzip-compressed tar archive, unless `compressed` is false. The model's role is granted permission to read
   * only this object. If the key changes between deployments, instances of the previous model might still read the previous object; allow
   * this with `bucket.grantRead(model, 'models/*')`.
   *
   * @param bucket the bucket, in the region of the model
   * @param objectKey the key of the object, such as `models/churn/3/model.tar.gz`
   * @param options the options of the object
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
   */
  public static fromBucket(bucket: s3.IBucket, objectKey: string, options: BucketModelDataOptions = {}): ModelData {
    options = given('BucketModelDataOptions', options, 'ModelData.fromBucket', 'options');
    return dataOf((_scope, model) => bindBucketData(model, bucket, objectKey, options));
  }

  /**
   * Uses all objects below a prefix of a bucket: the uncompressed files of one model, which do not have to be extracted, or the archives of
   * a multi-model container. The model's role is granted permission to list and read only the objects below the prefix.
   *
   * @param bucket the bucket, in the region of the model
   * @param prefix the prefix of the object keys, such as `llama/`; throws if it is not empty and does not end with `/`
   * @param options the options for accessing the model
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/large-model-inference-uncompressed.html
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/create-multi-model-endpoint.html
   */
  public static fromBucketPrefix(bucket: s3.IBucket, prefix: string, options: ModelAccessOptions = {}): ModelData {
    options = given('ModelAccessOptions', options, 'ModelData.fromBucketPrefix', 'options');
    return dataOf((_scope, model) => bindPrefixData(model, bucket, prefix, options));
  }

  /**
   * Uses artifacts in Amazon S3 that are specified by their URI, which can be a token, such as a CfnParameter or `Fn.importValue`. A URI that ends with
   * `/` is a prefix, as with `fromBucketPrefix`; else, it is an object, as with `fromBucket`. Adding the artifacts to a model throws if the URI is
   * known and is not that of an object or a prefix.
   *
   * The model's role is granted permission to read only the object, or to list and read only the objects below the prefix.
   *
   * Only text at synthesis makes a URI a prefix. A URI that ends with a token is one archive, or one uncompressed object if `compressed` is false, even
   * if its value ends with `/` at deployment: SageMaker then expects one object, and the role is not granted permission to list a prefix. For a prefix,
   * append `/` to the token, and omit it from the value. If the URI begins with a token, the permission to list a prefix is for all keys of the bucket, and
   * synthesis fails if the URI is a dynamic reference.
   *
   * The policy of a bucket in another account must also allow this, and if a bucket that is not defined in this app has a KMS key, grant the model permission
   * to decrypt with `key.grantDecrypt(model)`.
   *
   * @param uri the URI, such as `s3://my-bucket/models/model.tar.gz` or `s3://my-bucket/llama/`, in the region of the model: at most 1024 characters
   * @param options the options of the object or prefix
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
   */
  public static fromS3Uri(uri: string, options: BucketModelDataOptions = {}): ModelData {
    options = given('BucketModelDataOptions', options, 'ModelData.fromS3Uri', 'options');
    return dataOf((scope, model) => bindS3UriData(scope, model, uri, options));
  }

  /**
   * Uses a local archive, which is uploaded during deployment. The model's role is granted permission to read the archives in the asset
   * bucket of the app.
   *
   * @param path the path of the archive; throws if it is not a file whose name ends in `.tar.gz`
   * @param options the options of the asset
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
   */
  public static fromAsset(path: string, options: assets.AssetOptions = {}): ModelData {
    options = given('aws_s3_assets.AssetOptions', options, 'ModelData.fromAsset', 'options');
    return dataOf((scope, model) => bindAssetData(scope, model, path, options));
  }

  /**
   * Uses a local directory, which is packed into a gzip-compressed tar archive at synthesis and uploaded during deployment. The archive
   * depends only on the contents of the directory, so that the model is replaced only if the contents change. The model's role is granted
   * permission to read the archives in the asset bucket of the app.
   *
   * Throws if the directory does not exist, contains no file, or contains an entry that cannot be packed; the message lists these entries.
   *
   * @param path the path of the directory that becomes `/opt/ml/model`
   * @param options the options for packing the directory
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
   */
  public static fromDirectory(path: string, options: DirectoryOptions = {}): ModelData {
    options = given('DirectoryOptions', options, 'ModelData.fromDirectory', 'options');
    return dataOf((scope, model) => bindDirectoryData(scope, model, path, options));
  }

  /**
   * Uses a local directory, whose files are copied to a bucket during deployment, so that instances do not have to extract an archive. Each
   * version of the contents has its own prefix. Previous versions are retained, because instances of the previous model might still read
   * them. The model's role is granted permission to list and read the objects below the destination.
   *
   * A Lambda function extracts the files from a zip file. For large directories, increase `memoryLimit` and `ephemeralStorageSize`. Upload
   * weights of many gigabytes by other means, and use `fromBucketPrefix`.
   *
   * @param path the path of the directory; throws if it does not exist
   * @param options the options for copying the directory
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/large-model-inference-uncompressed.html
   */
  public static fromUncompressedDirectory(path: string, options: UncompressedDirectoryOptions): ModelData {
    options = given('UncompressedDirectoryOptions', options, 'ModelData.fromUncompressedDirectory', 'options');
    return dataOf((scope, model) => bindUncompressedDirectoryData(scope, model, path, options));
  }

  /**
   * Binds these artifacts to a model: grants the model's role the required permissions, and returns the location of the artifacts. Called
   * when the artifacts are added to a model.
   *
   * @param scope the scope in which to define constructs, which is the model; use IDs that no other container uses
   * @param model the model that uses the artifacts
   */
  public abstract bind(scope: Construct, model: IModel): ModelDataConfig;
}

/** Returns what the app uploads the artifacts with. An imported model has no resource that could wait for it. */
function uploadsOf(model: IModel, place: ArtifactPlace | undefined): IDependable[] {
  const resource = model.node.defaultChild;
  return CfnResource.isCfnResource(resource) && place ? [uploadsTo(resource, place)] : [];
}

type DataBinder = (scope: Construct, model: IModel) => DataBinding;

/** Returns artifacts that are bound by a function. */
export function dataOf(binder: DataBinder): ModelData {
  return new (class extends ModelData {
    public bind(scope: Construct, model: IModel): ModelDataConfig {
      const { data, grants, dependencies = [] } = binder(scope, model);
      const place = placeOf(data);
      // Waits for the grants, because SageMaker reads the artifacts with the model's role while it creates the model, and for the artifacts.
      waitForPrerequisites(model, { grants, dependencies: [...dependencies, ...uploadsOf(model, place)] });
      if (place) {
        atSynth(model, () => warnOfExpiry(model, place));
      }
      return data;
    }
  })();
}

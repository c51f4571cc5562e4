import { Fn, IgnoreMode, Size, type Stack, SymlinkFollowMode } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ARCHIVE, MODEL_DIRECTORY, aBucket, aRole, anArn, anImage } from './given';
import { Model, ModelData, ModelDataFormat, type BucketModelDataOptions, type IModel, type ModelDataConfig } from '../../../src';

/** Artifacts as users write them. */
class SharedData extends ModelData {
  constructor(private readonly config: ModelDataConfig) {
    super();
  }

  public bind(scope: Construct, model: IModel): ModelDataConfig {
    aBucket(scope).grantRead(model);
    return this.config;
  }
}

export function data(stack: Stack): void {
  const bucket = aBucket(stack);
  const hubContentArn = anArn(stack, 'hub-content', 'hub/Model/llama/1.0.0');
  const objects: BucketModelDataOptions = { compressed: false, acceptEula: true, hubContentArn };
  const all: { [id: string]: ModelData } = {
    Archive: ModelData.fromBucket(bucket, 'churn/1/model.tar.gz'),
    Object: ModelData.fromBucket(bucket, 'whisper/model.gguf', objects),
    Prefix: ModelData.fromBucketPrefix(bucket, 'llama/'),
    Licensed: ModelData.fromBucketPrefix(bucket, 'llama/', { acceptEula: true, hubContentArn }),
    Uri: ModelData.fromS3Uri('s3://models/churn/1/model.tar.gz'),
    UriOfPrefix: ModelData.fromS3Uri(`s3://${bucket.bucketName}/llama/`),
    ImportedUri: ModelData.fromS3Uri(Fn.importValue('ModelUri')),
    Asset: ModelData.fromAsset(ARCHIVE, { readers: [aRole(stack, 'AssetReader')] }),
    Directory: ModelData.fromDirectory(MODEL_DIRECTORY),
    Selected: ModelData.fromDirectory(MODEL_DIRECTORY, {
      displayName: 'churn',
      exclude: ['*.json'],
      ignoreMode: IgnoreMode.GIT,
      followSymlinks: SymlinkFollowMode.NEVER,
      readers: [aRole(stack, 'DirectoryReader')],
    }),
    Uncompressed: ModelData.fromUncompressedDirectory(MODEL_DIRECTORY, { destination: { bucket } }),
    UncompressedSelected: ModelData.fromUncompressedDirectory(MODEL_DIRECTORY, {
      destination: { bucket, prefix: 'churn/' },
      exclude: ['code'],
      ignoreMode: IgnoreMode.GLOB,
      followSymlinks: SymlinkFollowMode.EXTERNAL,
      memoryLimit: Size.mebibytes(512),
      ephemeralStorageSize: Size.gibibytes(2),
    }),
  };
  for (const format of Object.values(ModelDataFormat)) {
    const uri = `s3://${bucket.bucketName}/${format === ModelDataFormat.ARCHIVE ? 'model.tar.gz' : 'model/'}`;
    all[`Shared-${format}`] = new SharedData({ uri, format });
  }
  all.SharedLicensed = new SharedData({ uri: `s3://${bucket.bucketName}/model/`, format: ModelDataFormat.PREFIX, acceptEula: true, hubContentArn });
  for (const [id, modelData] of Object.entries(all)) {
    new Model(stack, id, { containers: [{ image: anImage(stack), modelData }] });
  }
}

import { Token, aws_s3 as s3, type aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantHubAccess, hubContentChecks, ModelDataFormat, placeIn, type BucketModelDataOptions, type DataBinding } from './model-data-config';
import { bucketNamed } from '../../permissions/read-access';
import { escapeForPolicy, grantReadObjects, grantReadPlace, grantReadPrefix } from '../../permissions/s3';
import { assertValid, requiredString, type Check } from '../../private/checks';
import { assertSplittable, deployedText, partAtDeployment } from '../../private/deployed-text';
import { warnOfOtherRegion } from '../../private/environment';
import { uniqueChildId } from '../../private/unique-child-id';
import type { IModel } from '../model-base';

const SCHEME = 's3://';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/;

const EXAMPLES = 's3://my-bucket/models/model.tar.gz or s3://my-bucket/models/';

/** Binds artifacts that are specified by their URI to a model. */
export function bindS3UriData(scope: Construct, model: IModel, s3Uri: string, options: BucketModelDataOptions): DataBinding {
  assertValid(model, requiredString('uri', s3Uri, `specify the URI of an object or a prefix, such as ${EXAMPLES}`), ...hubContentChecks(options));
  const { acceptEula, compressed, hubContentArn } = options;
  const uri = deployedText(s3Uri);
  assertValid(model, uriCheck(uri));
  return {
    data: { uri, format: formatOf(uri, compressed), acceptEula, hubContentArn },
    grants: [...grantRead(scope, model, uri), ...grantHubAccess(model, options)],
  };
}

function formatOf(uri: string, compressed: boolean | undefined): ModelDataFormat {
  return compressed !== true && isPrefix(uri) ? ModelDataFormat.PREFIX : compressed === false ? ModelDataFormat.OBJECT : ModelDataFormat.ARCHIVE;
}

function isPrefix(uri: string): boolean {
  return uri.endsWith('/');
}

function uriCheck(uri: string): Check {
  const place = placeIn(uri);
  const isValid = place ? Token.isUnresolved(place.bucket) || BUCKET_NAME.test(place.bucket) : mayBeUri(uri);
  const name = place && place.bucket !== '' && !isValid ? `; the name of a bucket has 3 to 63 letters, digits, '-', '.' and '_', with a letter or digit at each end, got '${place.bucket}'` : '';
  return isValid ? undefined : `uri must be the URI of an object or a prefix, such as ${EXAMPLES}, got '${uri}'${name}`;
}

/** Returns whether a URI without a known bucket can be valid, because it begins with a token, or has one after the scheme. */
function mayBeUri(uri: string): boolean {
  return /^(?:s3:\/\/)?\$\{Token\[/.test(uri);
}

/** Grants permission to read the object, or the objects below the prefix. */
function grantRead(scope: Construct, model: IModel, uri: string): iam.Grant[] {
  const place = placeIn(uri);
  if (!place) {
    assertSplittable(model, 'uri', uri);
    return grantReadPlace(model, model, uri.startsWith(SCHEME) ? uri.slice(SCHEME.length) : partAtDeployment(uri, SCHEME, 1), isPrefix(uri));
  }
  const bucket = bucketNamed(place.bucket) ?? s3.Bucket.fromBucketName(scope, uniqueChildId(scope, 'ModelBucket'), place.bucket);
  warnOfOtherRegion(model, 'bucket of the model data', bucket.env.region);
  return isPrefix(uri) ? grantReadPrefix(model, bucket, place.key) : grantReadObjects(model, bucket, escapeForPolicy(place.key));
}

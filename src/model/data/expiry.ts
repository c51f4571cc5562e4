import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { memberOf, referencedElement, renderedProperty } from '../../private/dependencies/unrendered';
import { warn } from '../../private/warnings';
import type { ArtifactPlace } from '../surroundings';

/** The storage classes whose objects cannot be read until they are restored. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * Warns about artifacts that a lifecycle rule of a bucket of the app deletes or archives. Call it at synthesis, because rules can be added until then. Ignores rules
 * for some of the objects only, by tag or size, and those for noncurrent versions.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
 */
export function warnOfExpiry(scope: IConstruct, { bucket, key }: ArtifactPlace): void {
  const defined = referencedElement(bucket);
  if (!CfnResource.isCfnResource(defined) || defined.cfnResourceType !== 'AWS::S3::Bucket') {
    return;
  }
  const rules = memberOf(renderedProperty(defined, 'LifecycleConfiguration'), 'Rules');
  const ends = Array.isArray(rules) ? rules.filter((rule) => concerns(rule, key)).flatMap(endOf) : [];
  if (ends.length > 0) {
    warn(scope, 'modelDataExpires', `a lifecycle rule of bucket '${defined.node.path.replace(/\/Resource$/, '')}' ${ends[0]} the model data '${key}', which SageMaker reads again `
      + 'for each new instance; limit the rule to a prefix without the model data, or to tags');
  }
}

/** Returns whether an enabled rule applies to all objects of a key or a prefix, as far as it is known. */
function concerns(rule: unknown, key: string): boolean {
  const [status, prefix = '', ...filters] = ['Status', 'Prefix', 'TagFilters', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'].map((name) => memberOf(rule, name));
  const isForAll = filters.every((filter) => filter === undefined || (Array.isArray(filter) && filter.length === 0));
  return status === 'Enabled' && isForAll && typeof prefix === 'string' && key.startsWith(prefix);
}

/** Returns what a rule does to objects that are current. */
function endOf(rule: unknown): string[] {
  const [days, date] = ['ExpirationInDays', 'ExpirationDate'].map((name) => memberOf(rule, name));
  if ((days ?? date) !== undefined) {
    return ['deletes'];
  }
  const transitions = [memberOf(rule, 'Transition'), memberOf(rule, 'Transitions')].flat();
  return transitions.some((transition) => ARCHIVES.includes(memberOf(transition, 'StorageClass'))) ? ['archives'] : [];
}

import { Aspects, Stack, Tag, type CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { atSynth } from '../private/at-synth';
import { warn } from '../private/warnings';

/**
 * Omits the tags of a version, which SageMaker rejects, because a tag on the whole app must not prevent the deployment of the version. Warns about
 * them at synthesis, because tags can be added until then.
 *
 * @see https://github.com/aws/aws-cdk/issues/33699
 */
export function withoutTags(version: Construct, resource: CfnResource): void {
  resource.addPropertyDeletionOverride('Tags');
  atSynth(version, () => warnOfTags(version, resource));
}

function warnOfTags(version: Construct, resource: CfnResource): void {
  if ([version, resource].some((construct) => Aspects.of(construct).all.some((aspect) => aspect instanceof Tag))) {
    warn(version, 'modelPackageTags', 'the tags of this model package version are omitted, because SageMaker rejects them; '
      + 'tag the model package group instead, or use customerMetadataProperties');
  }
  if (Stack.of(version).tags.hasTags()) {
    warn(version, 'modelPackageStackTags', 'the stack has tags, which CloudFormation adds to this model package version, where SageMaker '
      + "can reject them; tag the resources instead, using Tags.of() with the feature flag '@aws-cdk/core:explicitStackTags'");
  }
}

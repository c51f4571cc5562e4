import { Aspects, Stack, Tag, type CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { atSynth } from '../private/at-synth';
import { warn } from '../private/warnings';

/**
 * Leaves out the tags of a version, which SageMaker refuses. Most come from a tag of the whole app, which must not keep the version from
 * being deployed. Tags may be added until the synthesis, so it warns of them then.
 *
 * @see https://github.com/aws/aws-cdk/issues/33699
 */
export function withoutTags(version: Construct, resource: CfnResource): void {
  resource.addPropertyDeletionOverride('Tags');
  atSynth(version, () => warnOfTags(version, resource));
}

function warnOfTags(version: Construct, resource: CfnResource): void {
  if ([version, resource].some((construct) => Aspects.of(construct).all.some((aspect) => aspect instanceof Tag))) {
    warn(version, 'modelPackageTags', 'the tags of this version of a model are left out, because SageMaker refuses them; '
      + 'tag the model package group, or use customerMetadataProperties');
  }
  if (Stack.of(version).tags.hasTags()) {
    warn(version, 'modelPackageStackTags', 'the stack has tags, which CloudFormation passes on to this version of a model, where SageMaker '
      + "may refuse them; tag the resources instead, by Tags.of() with the feature flag '@aws-cdk/core:explicitStackTags'");
  }
}

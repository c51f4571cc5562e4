import { App, Tags } from 'aws-cdk-lib';
import { aPackage, aVersion, groupIn, otherWarningsOf, packageIn } from './given';
import { testStack } from '../helpers/stack';

describe('tags', () => {
  const LEFT_OUT = 'Test/Version: the tags of this model package version are omitted, because SageMaker rejects them; '
    + 'tag the model package group instead, or use customerMetadataProperties [ack: cdk-sagemaker-hosting:modelPackageTags]';
  const OF_STACK = 'Test/Version: the stack has tags, which CloudFormation adds to this model package version, where SageMaker can reject them; '
    + "tag the resources instead, using Tags.of() with the feature flag '@aws-cdk/core:explicitStackTags' "
    + '[ack: cdk-sagemaker-hosting:modelPackageStackTags]';
  const explicitly = () => testStack({ app: new App({ context: { '@aws-cdk/core:explicitStackTags': true } }) });

  test('of the whole stack reach the group, but no version', () => {
    const stack = explicitly();
    aVersion(stack);
    Tags.of(stack).add('team', 'retention');
    expect(otherWarningsOf(stack)).toEqual([]);
    expect(groupIn(stack).Tags).toEqual([{ Key: 'team', Value: 'retention' }]);
    expect(packageIn(stack)).toEqual({ ModelPackageGroupName: 'churn' });
  });

  test('that CloudFormation would pass on are warned of', () => {
    const stack = testStack();
    aVersion(stack);
    Tags.of(stack).add('team', 'retention');
    expect(otherWarningsOf(stack)).toEqual([OF_STACK]);
  });

  test('of a version are left out with a warning', () => {
    const stack = explicitly();
    Tags.of(aVersion(stack)).add('team', 'retention');
    expect(otherWarningsOf(stack)).toEqual([LEFT_OUT]);
    expect(packageIn(stack)).toEqual({ ModelPackageGroupName: 'churn' });
  });

  test('of a package without a group are kept', () => {
    const stack = testStack();
    aPackage(stack);
    Tags.of(stack).add('team', 'retention');
    expect(otherWarningsOf(stack)).toEqual([]);
    expect(packageIn(stack).Tags).toEqual([{ Key: 'team', Value: 'retention' }]);
  });
});

import { type aws_iam as iam } from 'aws-cdk-lib';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

/**
 * SageMaker reads images and artifacts with the model's role while it creates the model, so the permission must be there first:
 * also one that ends up in the policy of a bucket because the role can't be changed.
 */
export function waitForGrant(model: IConstruct, grant: iam.Grant): void {
  const resource = model.node.defaultChild;
  if (resource && canBeWaitedFor(grant)) {
    grant.applyBefore(resource);
  }
}

/** Something else that has to be there before SageMaker creates the model. */
export function waitFor(model: IConstruct, dependable: IDependable): void {
  model.node.defaultChild?.node.addDependency(dependable);
}

/**
 * A statement in the policy of a repository or key is part of that resource, which the model refers to anyway; the CDK then names a
 * policy document as what to wait for, which is no construct.
 */
function canBeWaitedFor(grant: iam.Grant): boolean {
  try {
    return Dependable.of(grant).dependencyRoots.length > 0;
  } catch {
    return false;
  }
}

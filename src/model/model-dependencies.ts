import type { aws_iam as iam } from 'aws-cdk-lib';
import type { IModel } from './model-interface';

/**
 * SageMaker reads images and artifacts with the model's role while it creates the model, so the permission must be there first:
 * also one that ends up in the policy of a bucket, key or repository because the role can't be changed.
 */
export function waitForGrant(model: IModel, grant: iam.Grant): void {
  const resource = model.node.defaultChild;
  if (resource) {
    grant.applyBefore(resource);
  }
}

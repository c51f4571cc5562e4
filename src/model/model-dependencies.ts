import type { aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct, IDependable } from 'constructs';
import { waitForGrant as resourceWaitsForGrant } from '../permissions/wait-for';

/** SageMaker reads images and artifacts with the model's role while it creates the model, so the permission must be there first. */
export function waitForGrant(model: IConstruct, grant: iam.Grant): void {
  const resource = model.node.defaultChild;
  if (resource) {
    resourceWaitsForGrant(resource, grant);
  }
}

/** Something else that has to be there before SageMaker creates the model. */
export function waitFor(model: IConstruct, dependable: IDependable): void {
  model.node.defaultChild?.node.addDependency(dependable);
}

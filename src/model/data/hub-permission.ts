import { Fn, aws_iam as iam } from 'aws-cdk-lib';
import { assertValid, matches } from '../../private/checks';
import { HUB_CONTENT_ARN } from '../../private/names';
import type { IModel } from '../model-base';
import { waitForGrant } from '../model-dependencies';

/** What AWS calls to read and use. @see https://docs.aws.amazon.com/sagemaker/latest/dg/jumpstart-curated-hubs-ram.html */
const HUB_ACTIONS = ['sagemaker:DeployHubModel', 'sagemaker:DescribeHub', 'sagemaker:DescribeHubContent'];

/** Lets the model use a model of a hub. The actions are checked against the content and against the hub. */
export function grantHubContent(model: IModel, hubContentArn: string): void {
  assertValid(model, matches('hubContentArn', hubContentArn, HUB_CONTENT_ARN));
  const resourceArns = [hubArn(hubContentArn), ...contentArns(hubContentArn)];
  waitForGrant(model, iam.Grant.addToPrincipal({ grantee: model, actions: HUB_ACTIONS, resourceArns }));
}

/** `arn:...:hub/Hub` of `arn:...:hub-content/Hub/Model/name/1.0.0`. */
function hubArn(hubContentArn: string): string {
  const part = (index: number, separator: string) => Fn.select(index, Fn.split(separator, hubContentArn));
  const [partition, region, account] = [1, 3, 4].map((index) => part(index, ':'));
  return `arn:${partition}:sagemaker:${region}:${account}:hub/${part(1, '/')}`;
}

/** IAM knows a content without its version. */
function contentArns(hubContentArn: string): string[] {
  const parts = [0, 1, 2, 3].map((index) => Fn.select(index, Fn.split('/', hubContentArn)));
  const allVersions = Fn.join('/', parts);
  return [allVersions, `${allVersions}/*`];
}

import { Fn, aws_iam as iam } from 'aws-cdk-lib';

/** The action to read a hub. @see https://docs.aws.amazon.com/sagemaker/latest/dg/jumpstart-curated-hubs-ram.html */
const HUB_ACTIONS = ['sagemaker:DescribeHub'];

/** The actions to read and deploy the content of a hub. @see https://docs.aws.amazon.com/sagemaker/latest/dg/jumpstart-curated-hubs-ram.html */
const CONTENT_ACTIONS = ['sagemaker:DeployHubModel', 'sagemaker:DescribeHubContent'];

/** Grants permission to use a model of a hub. IAM checks the actions on the content against the hub, too. */
export function grantHubContent(grantee: iam.IGrantable, hubContentArn: string): iam.Grant[] {
  const hub = hubArn(hubContentArn);
  return [
    iam.Grant.addToPrincipal({ grantee, actions: HUB_ACTIONS, resourceArns: [hub] }),
    iam.Grant.addToPrincipal({ grantee, actions: CONTENT_ACTIONS, resourceArns: [hub, ...contentArns(hubContentArn)] }),
  ];
}

/** Returns `arn:...:hub/Hub` for `arn:...:hub-content/Hub/Model/name/1.0.0`. */
function hubArn(hubContentArn: string): string {
  const part = (index: number, separator: string) => Fn.select(index, Fn.split(separator, hubContentArn));
  const [partition, region, account] = [1, 3, 4].map((index) => part(index, ':'));
  return `arn:${partition}:sagemaker:${region}:${account}:hub/${part(1, '/')}`;
}

/** Returns the ARNs of all versions of the hub content. The ARN without a version is included, because IAM checks it. */
function contentArns(hubContentArn: string): string[] {
  const parts = [0, 1, 2, 3].map((index) => Fn.select(index, Fn.split('/', hubContentArn)));
  const allVersions = Fn.join('/', parts);
  return [allVersions, `${allVersions}/*`];
}

import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Check } from '../private/checks';

/**
 * The actions on the group itself that another account needs.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html#model-registry-deploy-xaccount
 */
const SHARED_GROUP_ACTIONS = ['sagemaker:DescribeModelPackageGroup'];

/** The actions on the versions that another account needs to read and deploy them. */
const SHARED_VERSION_ACTIONS = [
  'sagemaker:CreateModel',
  'sagemaker:DescribeModelPackage',
  'sagemaker:ListModelPackages',
];

/** The action on the versions that another account needs to approve and reject them. */
const APPROVAL_ACTION = 'sagemaker:UpdateModelPackage';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PutModelPackageGroupPolicy.html */
const MAX_POLICY_LENGTH = 20480;

/** Checks the length of a resource policy. Values that are not known at synthesis are not counted. */
export function policyLengthCheck(scope: Construct, policy: iam.PolicyDocument): Check {
  const length = policy.isEmpty ? 0 : knownLength(Stack.of(scope).resolve(policy));
  return length > MAX_POLICY_LENGTH
    ? `the resource policy must have at most ${MAX_POLICY_LENGTH} characters, got at least ${length}; combine its statements`
    : undefined;
}

/** Returns the length of a value in JSON, without the values that are not known at synthesis. */
function knownLength(value: unknown): number {
  if (Array.isArray(value)) {
    return listLength(value);
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value).length;
  }
  const entries = Object.entries(value);
  const [key = '', argument] = entries[0] ?? [];
  if (key === 'Ref' || key.startsWith('Fn::')) {
    return key === 'Fn::Join' ? joinedLength(argument) : 0;
  }
  return listLength(entries.map(([_, member]) => member)) + entries.reduce((sum, [name]) => sum + JSON.stringify(name).length + 1, 0);
}

/** Returns the length of a list or object: one bracket at the start, and a comma or bracket after each value. */
function listLength(values: unknown[]): number {
  return 1 + values.reduce<number>((sum, value) => sum + knownLength(value) + 1, 0);
}

function joinedLength([delimiter, parts]: [string, unknown[]]): number {
  return JSON.stringify(parts.filter((part) => typeof part === 'string').join(delimiter)).length;
}

/**
 * Returns the statements that AWS documents for sharing a group with other accounts.
 *
 * @param canApprove true if the accounts can approve versions, too
 */
export function sharingStatements(accounts: string[], groupArns: string[], versionArns: string[], canApprove: boolean): iam.PolicyStatement[] {
  const versionActions = [...SHARED_VERSION_ACTIONS, ...canApprove ? [APPROVAL_ACTION] : []];
  const principals = () => accounts.map((account) => new iam.AccountPrincipal(account));
  return [
    new iam.PolicyStatement({ principals: principals(), actions: SHARED_GROUP_ACTIONS, resources: groupArns }),
    new iam.PolicyStatement({ principals: principals(), actions: versionActions, resources: versionArns }),
  ];
}

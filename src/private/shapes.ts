import { Token } from 'aws-cdk-lib';
import { required, type Check } from './checks';

/**
 * The shape of a kind of objects. jsii does not check the values of interface types, so that languages other than TypeScript may pass any object.
 *
 * An object is recognized by its members, so that objects of other implementations and of other copies of a package are accepted.
 */
export interface Shape {
  /** The description of the objects in messages, with its article. */
  readonly what: string;
  /** The members that distinguish the objects, such as from the L1 constructs of the same resource. Their values are not read. */
  readonly members: readonly string[];
  /** The way to create such an object, or to import it. */
  readonly remedy: string;
  /** A member whose value has a shape too, because the CDK uses it without a check. */
  readonly inner?: { readonly member: string; readonly shape: Shape };
}

export const MODEL: Shape = { what: 'a model', members: ['modelName', 'modelArn'], remedy: 'use Model, or Model.fromModelName' };

export const ENDPOINT_CONFIG: Shape = {
  what: 'an endpoint configuration',
  members: ['endpointConfigName', 'endpointConfigArn'],
  remedy: 'use EndpointConfig, or EndpointConfig.fromEndpointConfigName',
};

export const ENDPOINT: Shape = {
  what: 'an endpoint', members: ['endpointName', 'endpointArn'], remedy: 'use Endpoint, or Endpoint.fromEndpointName',
};

export const INFERENCE_COMPONENT: Shape = {
  what: 'an inference component of an endpoint', members: ['inferenceComponentName', 'inferenceComponentArn'], remedy: 'use inferenceComponent of an endpoint',
};

export const CAPACITY: Shape = { what: 'a capacity', members: ['_parts'], remedy: 'use a method of Capacity, such as Capacity.instances' };

export const MODEL_SERVER: Shape = {
  what: 'a model server', members: ['_checks', '_container', '_needs'], remedy: 'use a method of ModelServer, such as ModelServer.vllm',
};

export const JUMPSTART_MODEL: Shape = { what: 'a JumpStart model', members: ['_checks', 'container'], remedy: 'use JumpStartModel.of' };

export const MODEL_WEIGHTS: Shape = {
  what: 'the weights of a model', members: ['_checks', '_hub', '_modelData'], remedy: 'use ModelWeights.huggingFace or ModelWeights.fromModelData',
};

export const MODEL_PACKAGE: Shape = {
  what: 'a model package',
  members: ['modelPackageArn', 'grantAccess'],
  remedy: 'use registry.ModelPackage, or registry.ModelPackage.fromModelPackageArn',
};

export const MODEL_PACKAGE_GROUP: Shape = {
  what: 'a model package group',
  members: ['modelPackageGroupName', 'modelPackageGroupArn'],
  remedy: 'use registry.ModelPackageGroup, or registry.ModelPackageGroup.fromModelPackageGroupName',
};

export const CONSTRUCT: Shape = { what: 'a construct', members: ['node'], remedy: 'use a construct, such as the stack' };

export const IMAGE: Shape = { what: 'a container image', members: ['bind'], remedy: 'use a method of ContainerImage' };

export const MODEL_DATA: Shape = { what: 'model data', members: ['bind'], remedy: 'use a method of ModelData' };

export const ROLE: Shape = { what: 'an IAM role', members: ['roleArn', 'grantPrincipal'], remedy: 'use iam.Role, or iam.Role.fromRoleArn' };

const PRINCIPAL: Shape = { what: 'a principal', members: ['addToPrincipalPolicy'], remedy: 'specify for example a role or a Lambda function' };

export const GRANTEE: Shape = {
  ...PRINCIPAL, what: 'a principal, or a construct with a role', members: ['grantPrincipal'], inner: { member: 'grantPrincipal', shape: PRINCIPAL },
};

export const VPC: Shape = { what: 'a VPC', members: ['vpcId', 'selectSubnets'], remedy: 'use ec2.Vpc, or ec2.Vpc.fromLookup' };

export const SECURITY_GROUP: Shape = {
  what: 'a security group',
  members: ['securityGroupId', 'addIngressRule'],
  remedy: 'use ec2.SecurityGroup, or ec2.SecurityGroup.fromSecurityGroupId',
};

export const INTERFACE_SERVICE: Shape = {
  what: 'a service of an interface endpoint', members: ['name', 'port'], remedy: 'use a member of ec2.InterfaceVpcEndpointAwsService',
};

export const KEY: Shape = { what: 'a KMS key', members: ['keyArn', 'grantEncryptDecrypt'], remedy: 'use kms.Key, or kms.Key.fromKeyArn' };

/** A KMS key of any kind, including the L1 construct. */
export const KEY_REF: Shape = { ...KEY, members: ['keyRef'] };

export const BUCKET: Shape = { what: 'a bucket', members: ['bucketArn', 's3UrlForObject'], remedy: 'use s3.Bucket, or s3.Bucket.fromBucketName' };

export const TOPIC: Shape = { what: 'an SNS topic', members: ['topicArn', 'grantPublish'], remedy: 'use sns.Topic, or sns.Topic.fromTopicArn' };

export const REPOSITORY: Shape = {
  what: 'an Amazon ECR repository',
  members: ['repositoryArn', 'repositoryUriForTagOrDigest'],
  remedy: 'use ecr.Repository, or ecr.Repository.fromRepositoryName',
};

export const FUNCTION: Shape = {
  what: 'a Lambda function', members: ['functionArn', 'grantInvoke'], remedy: 'use lambda.Function, or lambda.Function.fromFunctionArn',
};

export const ALARM: Shape = { what: 'an alarm', members: ['alarmArn', 'alarmName'], remedy: 'use cloudwatch.Alarm, or cloudwatch.Alarm.fromAlarmArn' };

export const ALARM_ACTION: Shape = { what: 'an alarm action', members: ['bind'], remedy: 'use a class of aws_cloudwatch_actions, such as SnsAction' };

export const RULE_TARGET: Shape = { what: 'the target of a rule', members: ['bind'], remedy: 'use a class of aws_events_targets, such as LambdaFunction' };

export const METRIC: Shape = { what: 'a metric', members: ['toMetricConfig'], remedy: 'use cloudwatch.Metric, or a metric of a construct' };

/** Checks the shape of a value that can be omitted. */
export function shaped(name: string, value: unknown, shape: Shape): Check {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!hasShape(value, shape)) {
    return `${name} must be ${shape.what}, got ${describe(value)}; ${shape.remedy}`;
  }
  return shape.inner && requiredShape(`${name}.${shape.inner.member}`, (value as Record<string, unknown>)[shape.inner.member], shape.inner.shape);
}

/** Checks the shape of a value that is required. */
export function requiredShape(name: string, value: unknown, shape: Shape): Check {
  return required(name, value, shape.remedy) ?? shaped(name, value, shape);
}

/** Checks the shape of each value of a list that can be omitted. */
export function eachShaped(name: string, values: unknown, shape: Shape): Check[] {
  if (values === undefined || values === null) {
    return [];
  }
  return Array.isArray(values)
    ? values.map((value, index) => requiredShape(`${name}[${index}]`, value, shape))
    : [`${name} must be a list, got ${describe(values)}; enclose it in brackets`];
}

/** Returns whether a value has a shape. Does not read the members, because some of them throw, such as those of imported resources. */
export function hasShape(value: unknown, { members }: Shape): boolean {
  return typeof value === 'object' && value !== null && members.every((member) => member in value);
}

/** Returns the name that a value is or stands for, such as that of an instance type; undefined if it has none. */
export function nameIn(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  const hasName = typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.toString === 'function'
    && value.toString !== Object.prototype.toString;
  return hasName && !('node' in value) ? String(value) : undefined;
}

/** Describes a value in a message: a construct by its class and path, another object by its class. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  if (typeof value !== 'object' || value === null) {
    return Token.isUnresolved(value) ? 'a token' : typeof value === 'string' ? `'${value}'` : `${typeof value} ${String(value)}`;
  }
  if (Token.isUnresolved(value) && !isOfApi(value)) {
    // The class of a token is internal to the CDK.
    return 'a token';
  }
  const path = (value as { node?: { path?: unknown } }).node?.path;
  const type = typeName(value);
  return typeof path === 'string' ? `${type} '${path}'` : type === 'Object' ? 'an object' : `an object of class ${type}`;
}

/** Checks the principal to grant permissions to. */
export function granteeCheck(grantee: unknown): Check {
  return requiredShape('grantee', grantee, GRANTEE);
}

/** Returns the name of a class in its API reference. The name of its function can differ, because decorators and imports wrap classes. */
function typeName(value: object): string {
  const { constructor: type } = value as { constructor?: { readonly name?: string; readonly [JSII_TYPE]?: { readonly fqn?: string } } };
  return type?.[JSII_TYPE]?.fqn?.split('.').at(-1) ?? (type?.name || 'Object');
}

/** The symbol under which jsii stores the name of a class. */
const JSII_TYPE = Symbol.for('jsii.rtti');

/** Returns whether the class of an object is part of an API, as that of a stack and of a secret value is. */
function isOfApi(value: object): boolean {
  return (value.constructor as { readonly [JSII_TYPE]?: unknown } | undefined)?.[JSII_TYPE] !== undefined;
}

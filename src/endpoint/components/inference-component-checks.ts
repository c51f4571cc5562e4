import { Token, type IResource, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { chooseVariant, hostOf, variantOf } from './component-host';
import { fitsOnInstanceChecks } from './compute-requirements';
import type { InferenceComponentAttributes, InferenceComponentProps, InstanceSpecification } from './inference-component-props';
import type { InferenceComponentSpecification } from './inference-component-specification';
import { instanceTypeCheck, instanceTypeOf } from '../../common/instance-type-input';
import type { InstanceType } from '../../common/instance-type.generated';
import { isDefinedConfig } from '../../endpoint-config/endpoint-config-base';
import { isDefinedModel } from '../../model/model-base';
import { integerAtLeast, isUnknown, itemsBetween, matches, problemsOf, required, type Check } from '../../private/checks';
import { sameEnvironment } from '../../private/environment';
import { RESOURCE_NAME, sagemakerArn } from '../../private/names';
import { ENDPOINT, requiredShape, shaped, type Shape } from '../../private/shapes';
import type { AutoRollback } from '../deployment/auto-rollback';
import type { DeploymentStrategy } from '../deployment/deployment-strategy';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-inferencecomponent.html */
const SPECIFICATIONS = [2, 5] as const;

/** An endpoint whose components belong to it and to its environment. */
const HOST: Shape = { ...ENDPOINT, members: [...ENDPOINT.members, 'env', 'node'] };

/** Checks the properties of an inference component. */
export function componentChecks(component: IResource, props: InferenceComponentProps, rollback: AutoRollback): Check[] {
  const endpointProblem = requiredShape('endpoint', props.endpoint, HOST);
  if (endpointProblem) {
    return [endpointProblem];
  }
  const { endpoint, deploymentStrategy, autoRollbackAlarms: alarms } = props;
  return [
    ...sameEnvironment('endpoint', endpoint.env, component.env),
    matches('inferenceComponentName', props.inferenceComponentName, RESOURCE_NAME),
    matches('variantName', props.variantName, RESOURCE_NAME),
    chooseVariant(hostOf(endpoint), props.variantName).problem,
    ...specificationChecks(component, props),
    integerAtLeast('copyCount', props.copyCount, 0),
    ...deploymentStrategy ? strategyChecks(deploymentStrategy) : [],
    ...alarms ? rollback.checks('autoRollbackAlarms', alarms) : [],
    alarmsCheck(props, alarms ?? []),
  ];
}

/** Checks the attributes of an imported inference component. */
export function importChecks({ inferenceComponentArn: arn, inferenceComponentName: name, endpoint }: InferenceComponentAttributes): Check[] {
  return [
    (arn ?? name) === undefined
      ? required('inferenceComponentName', undefined, 'specify the name or the ARN of the inference component')
      : undefined,
    arn === undefined ? undefined : sagemakerArn('inferenceComponentArn', arn!, 'inference-component'),
    matches('inferenceComponentName', name, RESOURCE_NAME),
    shaped('endpoint', endpoint, HOST),
  ];
}

/** SageMaker requires the policy of a rolling update with the alarms. */
export function alarmsCheck({ deploymentStrategy }: InferenceComponentProps, alarms: readonly cloudwatch.IAlarm[]): Check {
  return alarms.length > 0 && !deploymentStrategy
    ? 'rollback alarms require deploymentStrategy; set it, such as DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.percent(20), bakeTime: Duration.minutes(5) })'
    : undefined;
}

function specificationChecks(component: IResource, props: InferenceComponentProps): Check[] {
  const { specification, specifications } = props;
  const given = [specification, specifications].filter((value) => value !== undefined);
  if (given.length !== 1) {
    return [given.length === 0
      ? required('specification', undefined, 'use a method of InferenceComponentSpecification, or set specifications for a variant with instance pools')
      : 'specification and specifications cannot be combined; use specifications for a variant with instance pools, and specification otherwise'];
  }
  return specification ? checksOf('specification', component, props, specification) : [
    itemsBetween('specifications', specifications, ...SPECIFICATIONS),
    ...specifications!.flatMap((each, index) => instanceChecks(component, props, each, index)),
  ];
}

function instanceChecks(component: IResource, props: InferenceComponentProps, each: InstanceSpecification, index: number): Check[] {
  const name = `specifications[${index}]`;
  const before = props.specifications!.slice(0, index).map((other) => `${other.instanceType}`);
  const problem = required(`${name}.instanceType`, each.instanceType, 'use a member of InstanceType') ?? instanceTypeCheck(`${name}.instanceType`, each.instanceType);
  return [
    problem,
    !problem && !isUnknown(`${each.instanceType}`) && before.includes(`${each.instanceType}`)
      ? `${name}.instanceType must be unique, got '${each.instanceType}' again; specify each instance type once`
      : undefined,
    ...each.specification
      ? checksOf(`${name}.specification`, component, props, each.specification, problem ? undefined : instanceTypeOf(each.instanceType))
      : [required(`${name}.specification`, each.specification, 'use a method of InferenceComponentSpecification')],
  ];
}

function checksOf(
  name: string, component: IResource, props: InferenceComponentProps, specification: InferenceComponentSpecification, instanceType?: InstanceType,
): Check[] {
  const problems = problemsOf(...specification._checks(name, component));
  return problems.length > 0 ? problems : [...fitsChecks(name, props, specification, instanceType), isolationCheck(name, props, specification)];
}

/** Checks that a copy fits on at least one of the instances that can run it. */
function fitsChecks(
  name: string, props: InferenceComponentProps, { _options: { compute } }: InferenceComponentSpecification, instanceType?: InstanceType,
): Check[] {
  const host = hostOf(props.endpoint);
  const { name: variantName } = chooseVariant(host, props.variantName);
  const ofVariant = variantName === undefined ? [] : variantOf(host, variantName)?.knownInstanceTypes ?? [];
  const problems = (instanceType ? [instanceType] : ofVariant).map((type) => problemsOf(...fitsOnInstanceChecks(`${name}.compute`, compute, type)));
  return problems.every((ofType) => ofType.length > 0) ? problems[0] ?? [] : [];
}

/** SageMaker rejects a component whose model and configuration differ in network isolation. */
function isolationCheck(name: string, { endpoint }: InferenceComponentProps, { _model: model }: InferenceComponentSpecification): Check {
  const { config } = hostOf(endpoint);
  if (!isDefinedModel(model) || !isDefinedConfig(config) || !config._componentEnvironment) {
    return undefined;
  }
  const { isolated } = config._componentEnvironment();
  const known = [isolated, model._hosting.isolated].every((value) => !Token.isUnresolved(value));
  return known && isolated !== model._hosting.isolated
    ? `the model of ${name} must have the same networkIsolation as the endpoint configuration (${isolated}), got ${model._hosting.isolated}; set it on both or on neither`
    : undefined;
}

function strategyChecks(strategy: DeploymentStrategy): Check[] {
  if (!strategy._isRolling) {
    return ['deploymentStrategy of an inference component must be a rolling one; use DeploymentStrategy.rolling'];
  }
  const inInstances = Object.entries(strategy._sizes).filter(([, size]) => size?._type === 'INSTANCE_COUNT').map(([property]) => property);
  return [
    ...strategy._checks(),
    ...inInstances.map((property) => `deploymentStrategy: ${property} of an inference component must be in copies; use CapacitySize.copies or CapacitySize.percent`),
  ];
}

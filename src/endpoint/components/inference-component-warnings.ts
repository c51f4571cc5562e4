import { CfnResource, Reference, Token, Tokenization, type aws_applicationautoscaling as appscaling, type aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environmentOf, variantOf, type ComponentHost } from './component-host';
import type { ComponentModel, NamedContainer } from './component-model';
import type { InferenceComponentProps } from './inference-component-props';
import type { BoundSpecification } from './inference-component-specification';
import type { InstanceType } from '../../common/instance-type.generated';
import { Processor } from '../../dlc/processor';
import { isDefinedConfig, rolesOf, variantsOf, type ComponentEnvironment } from '../../endpoint-config/endpoint-config-base';
import { moreGpusThan } from '../../endpoint-config/variants/gpu-count';
import type { InstanceVariantDefinition } from '../../endpoint-config/variants/instance-variant';
import { contentsIn, isGated, isUnlikelyArchive, type ModelDataConfig } from '../../model/data/model-data-config';
import { OF_CONFIG, warnOfEnvironments } from '../../model/environment-warnings';
import { isDefinedModel, type DefinedModel, type IModel } from '../../model/model-base';
import { serverIn } from '../../model/server-variables';
import { haveNoRouteOut } from '../../model/vpc/missing-endpoints';
import { isUnknown } from '../../private/checks';
import { memberOf, renderedProperty } from '../../private/dependencies/unrendered';
import { isFixedName } from '../../private/names';
import { propertyNamesOf } from '../../private/property-names';
import { warnOfReplacement } from '../../private/replacement';
import { warn } from '../../private/warnings';
import type { AutoRollback } from '../deployment/auto-rollback';
import { warnOfTimes } from '../deployment/deployment-warnings';

/** A component with all that the app has added to it. */
export interface FinishedComponent {
  readonly component: Construct;
  readonly props: InferenceComponentProps;
  readonly host: ComponentHost;
  readonly variantName?: string;
  readonly bound: readonly BoundSpecification[];
  readonly rollback: AutoRollback;
  /** The limits of the number of copies, if it is scaled. */
  readonly limits?: appscaling.EnableScalingProps;
}

/** The number of environment variables that AWS documents, although its API accepts more. */
const DOCUMENTED_VARIABLES = 16;

/**
 * Warns about a name that prevents a move.
 *
 * @param place what the component cannot move to
 */
export function warnOfFixedName(component: Construct, name: string | undefined, place: string): void {
  if (isFixedName(name)) {
    warn(component, 'fixedInferenceComponentName', `inferenceComponentName is fixed, so the component cannot move to ${place}, because CloudFormation creates a new component `
      + 'with the same name before it deletes the old one; omit inferenceComponentName, or acknowledge the warning if a deployed component has this name');
  }
}

/** Warns about settings of the complete app that are valid but probably unintended. */
export function warnOfComponent(finished: FinishedComponent): void {
  const { component, props, host, variantName, bound, rollback } = finished;
  const variant = variantName === undefined ? undefined : variantOf(host, variantName);
  const environment = environmentOf(host);
  warnOfCopies(finished);
  warnOfBatch(finished);
  warnOfVariant(finished, variant);
  warnOfPools(component, bound, variant);
  bound.forEach((each) => {
    warnOfSpecification(component, each, environment);
    warnOfInstances(component, each, variant);
    warnOfModel(component, each, environment);
    warnOfGpus(component, each, variant);
    warnOfUnreservedGpus(component, each, variant);
    warnOfCores(component, each, variant);
  });
  warnOfUnknownRole(component, bound.map(({ model }) => model));
  warnOfTimes(component, props.deploymentStrategy, rollback);
  if (rollback.alarms.length > 0 && !rolesOf(host.config)) {
    warn(component, 'rollbackOfUnknownRole', 'the role of the endpoint configuration is not known, so it cannot be granted cloudwatch:DescribeAlarms on the alarms that roll an '
      + 'update back; import the configuration with its role, or grant the permission where the role is defined');
  }
}

function warnOfCopies({ component, props: { copyCount }, limits }: FinishedComponent): void {
  if (isUnknown(copyCount)) {
    return;
  }
  if (copyCount === 0) {
    warn(component, 'noCopies', 'copyCount is 0, but SageMaker does not create a component without copies; create it with at least 1 copy and then set 0, or use autoScaleCopyCount '
      + 'with minCapacity 0');
  }
  const { minCapacity = 1, maxCapacity } = limits ?? {};
  if (limits && ((!isUnknown(minCapacity) && copyCount! < minCapacity) || (!isUnknown(maxCapacity) && copyCount! > maxCapacity!))) {
    warn(component, 'copyCountOutsideOfScaling', `copyCount ${copyCount} is outside the limits of autoScaleCopyCount, which changes it; omit copyCount, or choose a value within the `
      + 'limits');
  }
}

/**
 * Warns about batches of more copies than AWS documents. Compares only where the number of copies does not change.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentRollingUpdatePolicy.html
 */
function warnOfBatch({ component, props: { copyCount, deploymentStrategy }, limits }: FinishedComponent): void {
  const count = copyCount ?? 1;
  const size = deploymentStrategy?._size;
  if (size && !size._isPercent && !limits && ![count, size._amount].some(isUnknown) && size._amount > count / 2) {
    warn(component, 'deploymentSize', `deploymentStrategy updates ${size._amount} ${size._amount === 1 ? 'copy' : 'copies'} at a time, more than half of the ${count} of the component; `
      + 'reduce the size, use CapacitySize.percent, or increase copyCount');
  }
}

/** Warns about an imported endpoint. A configuration that is defined in this app warns about its variants itself. */
function warnOfVariant({ component, host: { config }, variantName }: FinishedComponent, variant: InstanceVariantDefinition | undefined): void {
  if (variant?.isAsync && !isDefinedConfig(config)) {
    warn(component, 'asyncComponents', 'asynchronous requests cannot specify an inference component; use an endpoint without asyncInference');
  }
  if (variantName !== undefined && variantsOf(config)?.serverless?.props.variantName === variantName) {
    warn(component, 'serverlessComponents', `AWS does not document inference components on serverless variant '${variantName}'; use an instance variant without a model`);
  }
}

function warnOfSpecification(
  component: Construct, { name, data, image, specification: { _options: options, _model: model } }: BoundSpecification, hosting: ComponentEnvironment,
): void {
  const { attachment, detailedObservability, isolated, role } = hosting;
  const environment = options.environment ?? {};
  const count = Object.keys(environment).length;
  if (count > DOCUMENTED_VARIABLES) {
    warn(component, 'manyComponentVariables', `${name}.environment has ${count} variables, but AWS documents at most ${DOCUMENTED_VARIABLES} for an inference component; reduce the `
      + 'number of variables');
  }
  const hasNoRouteOut = () => attachment !== undefined && haveNoRouteOut(component, attachment);
  warnOfEnvironments(component, OF_CONFIG, [{
    place: `${name}.environment`,
    environment,
    image,
    hasArtifacts: data !== undefined,
    contents: contentsIn(data),
    rendered: model ? undefined : () => renderedContainer(component, name),
  }], { role, isolated, hasNoRouteOut });
  if (data) {
    warnOfArtifact(component, `${name}.modelData`, data, 'use InferenceComponentSpecification.fromModel with a model whose modelData has acceptEula');
  }
  if (options.metricsEndpoint && detailedObservability === false) {
    warn(component, 'metricsWithoutObservability', `${name}.metricsEndpoint requires detailed observability, but metrics.detailedObservability of the endpoint configuration is false; `
      + 'omit one of them');
  }
}

/** Returns the container of a specification with the overrides of the L1 construct; undefined if the app has removed that. */
function renderedContainer(component: Construct, name: string): unknown {
  const [index] = /\d+/.exec(name) ?? [];
  const { defaultChild: resource } = component.node;
  if (!CfnResource.isCfnResource(resource)) {
    return undefined;
  }
  const specification = index === undefined ? renderedProperty(resource, 'Specification') : renderedProperty(resource, 'Specifications')?.[index];
  return memberOf(specification, 'Container');
}

/**
 * Warns about an archive that SageMaker probably cannot use.
 *
 * @param remedy the way to use artifacts with a license agreement
 */
export function warnOfArtifact(component: Construct, name: string, data: ModelDataConfig, remedy: string): void {
  if (isUnlikelyArchive(data)) {
    warn(component, 'modelDataNotArchive', `${name} is expected to be a gzip-compressed tar archive, but its name does not end with '.tar.gz'; specify an archive`);
  }
  if (isGated(data)) {
    warn(component, 'eulaNotAccepted', `${name} is in a bucket of models with an end-user license agreement, which an inference component cannot accept; read it, and ${remedy}`);
  }
}

/** Warns about permissions that cannot be granted. */
export function warnOfUnknownRole(component: Construct, models: readonly ComponentModel[]): void {
  const actions = [...new Set(models.flatMap(({ missingActions }) => missingActions))].sort();
  if (actions.length > 0) {
    warn(component, 'componentOfUnknownRole', `the role of the endpoint configuration is not known, so it cannot be granted ${actions.join(', ')}; import the configuration with its role, or `
      + 'grant the permissions where the role is defined');
  }
}

function warnOfInstances(component: Construct, { name, instanceType }: BoundSpecification, variant: InstanceVariantDefinition | undefined): void {
  if (!instanceType) {
    return;
  }
  const where = name.replace('.specification', '.instanceType');
  if (!instanceType._isKnown()) {
    warn(component, 'unknownInstanceType', `${where} ${instanceType} is not in the list of instance types of this version of cdk-sagemaker-hosting; check its spelling`);
  }
  const types = variant?.knownInstanceTypes.map(String) ?? [];
  if (types.length > 0 && ![`${instanceType}`, ...types].some((type) => Token.isUnresolved(type)) && !types.includes(`${instanceType}`)) {
    warn(component, 'specificationOfOtherInstances', `${where} ${instanceType} is not an instance type of variant '${variant!.props.variantName}', which has ${types.join(', ')}; use one `
      + 'of these, or add a pool');
  }
}

/** Warns about instance pools without a specification. An imported configuration describes only one type. */
function warnOfPools(component: Construct, bound: readonly BoundSpecification[], variant: InstanceVariantDefinition | undefined): void {
  const given = bound.flatMap(({ instanceType }) => instanceType ? [`${instanceType}`] : []);
  const types = variant?.knownInstanceTypes.map(String) ?? [];
  const missing = types.filter((type) => !given.includes(type));
  // A specification for another type is probably one with a wrong type, which has a warning of its own.
  const isComparable = ![...given, ...types].some((type) => Token.isUnresolved(type)) && given.every((type) => types.includes(type));
  if (given.length > 0 && missing.length > 0 && isComparable) {
    warn(component, 'poolWithoutSpecification', `specifications has no entry for ${missing.join(' and ')} of variant '${variant!.props.variantName}', so no copies are specified for these `
      + 'instances; add an entry for each type, or remove the pool');
  }
}

/** Warns about a model that differs from the configuration, whose role SageMaker uses for the component. */
function warnOfModel(component: Construct, { name, specification: { _model: model } }: BoundSpecification, hosting: ComponentEnvironment): void {
  if (!model) {
    return;
  }
  if (isDefinedModel(model)) {
    warnOfReplacement(component, 'model', model);
    warnOfContainers(component, name, model);
  }
  const differences = [...differencesOf(model, hosting)];
  if (differences.length > 0) {
    warn(component, 'modelDiffersFromConfig', `the model of ${name} has another ${differences.map(({ what }) => what).join(' and another ')} than the endpoint configuration, but AWS `
      + `recommends the same for both; ${differences.map(({ remedy }) => remedy).join(', and ')}`);
  }
}

function warnOfContainers(component: Construct, name: string, { _hosting: { containers, multiModel } }: DefinedModel): void {
  if (containers > 1 || multiModel) {
    warn(component, 'componentContainers', `AWS does not document inference components whose model has ${multiModel ? 'a multi-model container' : `${containers} containers`}; use a model `
      + `with 1 ${multiModel ? 'model' : 'container'} for ${name}`);
  }
}

interface Difference {
  readonly what: string;
  readonly remedy: string;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html */
function* differencesOf(model: IModel, { role, attachment, connections, hasUnknownNetwork }: ComponentEnvironment): Generator<Difference> {
  if (role && model.role && areDifferent([model.role.roleArn], [role.roleArn])) {
    yield { what: 'role', remedy: 'set role of the model to config.role' };
  }
  if (!isDefinedModel(model) || hasUnknownNetwork) {
    return;
  }
  if (model._hosting.inVpc !== (connections !== undefined)) {
    yield { what: 'VPC', remedy: connections ? 'set vpc of the model too' : 'set vpc of the endpoint configuration too, or omit it from the model' };
  } else if (model._attachment && attachment && connections) {
    const groups = ({ securityGroups }: ec2.Connections) => securityGroups.map(({ securityGroupId }) => securityGroupId);
    if (areDifferent(model._attachment.subnets.map(({ subnetId }) => subnetId), attachment.subnets.map(({ subnetId }) => subnetId))) {
      yield { what: 'selection of subnets', remedy: 'set the same vpcSubnets' };
    }
    if (areDifferent(groups(model.connections), groups(connections))) {
      yield { what: 'list of security groups', remedy: 'set securityGroups of the model to config.connections.securityGroups' };
    }
  }
}

/** Returns whether two sets of ARNs or IDs are known to differ. A resource of the app and a literal are not compared. */
function areDifferent(one: readonly string[], other: readonly string[]): boolean {
  const all = [...one, ...other].map(identify);
  const isComparable = all.every((id) => typeof id === 'string') || all.every((id) => typeof id === 'object');
  const [first, second] = [new Set(one.map(identify)), new Set(other.map(identify))];
  return isComparable && (first.size !== second.size || [...first].some((id) => !second.has(id)));
}

/** Returns a literal, or the resource of the app that a token refers to; undefined for another token. */
function identify(value: string): string | CfnResource | undefined {
  if (!Token.isUnresolved(value)) {
    return value;
  }
  const { length, tokens: [only] } = Tokenization.reverseString(value);
  return length === 1 && Reference.isReference(only) && CfnResource.isCfnResource(only.target) ? only.target : undefined;
}

/** Warns about a copy that requires more GPUs than are reserved for it. The variant compares with the GPUs of its instances. */
function warnOfGpus(
  component: Construct, { name, model, instanceType, specification }: BoundSpecification, variant: InstanceVariantDefinition | undefined,
): void {
  const { accelerators } = specification._options.compute;
  const wanted = isUnknown(accelerators) ? undefined : moreGpusThan(accelerators!, model);
  const types = typesOf(instanceType, variant);
  if (wanted && types.every((type) => (type.gpus ?? wanted.count) >= wanted.count)) {
    warn(component, 'moreGpusThanReserved', `the environment of ${name} asks for ${wanted.count} GPUs with ${wanted.names.join(' and ')}, but ${name}.compute.accelerators is `
      + `${accelerators}; set both to the same number`);
  }
}

/**
 * Warns about an image for GPUs whose copies reserve none, although their instances have GPUs. The variant warns about instances without a GPU.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentComputeResourceRequirements.html
 */
function warnOfUnreservedGpus(
  component: Construct, { name, model, instanceType, specification }: BoundSpecification, variant: InstanceVariantDefinition | undefined,
): void {
  const types = typesOf(instanceType, variant);
  const isOmitted = specification._options.compute.accelerators === undefined;
  if (isOmitted && model._imageTargets.includes(Processor.GPU) && types.length > 0 && types.every((type) => type._processor() === 'gpu')) {
    warn(component, 'noGpuReserved', `the image of ${name} is built for GPUs, but ${name}.compute.accelerators is omitted, so SageMaker reserves no GPU for the copies; set it to the `
      + 'number of GPUs that a copy uses');
  }
}

/**
 * Warns about a copy that reserves all cores of its instances, of which SageMaker uses some itself. A public report has such a component refused.
 *
 * @see https://github.com/AnthusAI/Classification-with-Confidence/blob/main/docs/SAGEMAKER_DEPLOYMENT.md
 */
function warnOfCores(
  component: Construct, { name, instanceType, specification }: BoundSpecification, variant: InstanceVariantDefinition | undefined,
): void {
  const { cpuCores } = specification._options.compute;
  const types = typesOf(instanceType, variant);
  if (!isUnknown(cpuCores) && types.length > 0 && types.every((type) => type.vcpus === cpuCores)) {
    warn(component, 'allCoresReserved', `${name}.compute.cpuCores reserves all ${cpuCores} vCPUs of ${types.map(String).join(' and ')}, but SageMaker uses some of them, and may refuse the `
      + 'component for lack of hardware resources; reserve fewer');
  }
}

/** Returns the types of instances that can run the copies of a specification, as far as they are known. */
function typesOf(instanceType: InstanceType | undefined, variant: InstanceVariantDefinition | undefined): InstanceType[] {
  return instanceType ? [instanceType] : variant?.knownInstanceTypes ?? [];
}

/** What makes a model server load adapters. */
interface AdapterSwitch {
  /** Returns whether the value of each variable is that of a container that loads adapters. */
  readonly variables: { readonly [name: string]: (value: unknown) => boolean };
  /** Indicates whether the artifacts can contain the setting, too. */
  readonly inArtifacts: boolean;
}

/** The model servers that load adapters. */
const ADAPTER_SWITCHES: { readonly [server: string]: AdapterSwitch | undefined } = {
  vLLM: { variables: { VLLM_ALLOW_RUNTIME_LORA_UPDATING: isOn, SM_VLLM_ENABLE_LORA: isFlag }, inArtifacts: false },
  // Its settings can also be in the file serving.properties of the artifacts.
  LMI: { variables: { OPTION_ENABLE_LORA: isOn }, inArtifacts: true },
};

/**
 * Warns about a base component whose container does not load adapters. SageMaker does not detect this: the adapter is in service, but each request fails.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-adapt.html
 */
export function warnOfBase(adapter: Construct, base: Construct, containers: readonly NamedContainer[]): void {
  const names = propertyNamesOf(base);
  for (const { name, repositories, environment, mayHaveArtifacts } of containers) {
    const server = serverIn(repositories);
    const found = server && ADAPTER_SWITCHES[server];
    // The other servers lack the routes by which SageMaker adds adapters.
    if (server && !found) {
      warn(adapter, 'adaptersNotEnabled', `requests to the adapter fail, because the ${server} container of base component '${base.node.path}' has no route to load `
        + 'adapters while it runs; use a container of vLLM or LMI');
    }
    const missing = Object.entries(found && !(found.inArtifacts && mayHaveArtifacts) ? found.variables : {})
      .filter(([variable, isSet]) => !isSet(environment[variable])).map(([variable]) => `${variable} to 'true'`);
    if (missing.length > 0) {
      warn(adapter, 'adaptersNotEnabled', `requests to the adapter fail, because the ${server} container of base component '${base.node.path}' loads no adapters; set `
        + (names.lora ?? `${missing.join(' and ')} in ${names.environment ?? `the environment of its ${names.specification ?? name}`}`));
    }
  }
}

function isOn(value: unknown): boolean {
  return typeof value === 'string' && (Token.isUnresolved(value) || /^(true|1)$/i.test(value.trim()));
}

/** Returns whether a variable becomes an argument without a value: an empty one does, and `false` removes the argument. */
function isFlag(value: unknown): boolean {
  return typeof value === 'string' && !/^false$/i.test(value.trim());
}

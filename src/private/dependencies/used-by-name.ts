import { CfnResource, type Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { References } from './references';
import { memberOf, renderedProperty } from './unrendered';
import { OncePerSynth } from '../once-per-synth';
import { warn } from '../warnings';

/** Returns a property of a resource. */
type PropertyOf = (name: string) => any;

/** A resource that another one uses: its type and its name, which is a string only if it is known at synthesis. */
type Use = readonly [type: string, name: unknown];

const MODEL = 'AWS::SageMaker::Model';
const CONFIG = 'AWS::SageMaker::EndpointConfig';
const ENDPOINT = 'AWS::SageMaker::Endpoint';
const COMPONENT = 'AWS::SageMaker::InferenceComponent';
const GROUP = 'AWS::SageMaker::ModelPackageGroup';

/** The resources that others use by their names: what they are called, and the property with the name. */
const NAMED: { readonly [type: string]: { readonly noun: string; readonly property: string } | undefined } = {
  [MODEL]: { noun: 'model', property: 'ModelName' },
  [CONFIG]: { noun: 'endpoint configuration', property: 'EndpointConfigName' },
  [ENDPOINT]: { noun: 'endpoint', property: 'EndpointName' },
  [COMPONENT]: { noun: 'inference component', property: 'InferenceComponentName' },
  [GROUP]: { noun: 'model package group', property: 'ModelPackageGroupName' },
};

/** Returns what a resource of this library uses by name, from its properties. */
const USES: { readonly [type: string]: ((of: PropertyOf) => Use[]) | undefined } = {
  [CONFIG]: (of) => [of('ProductionVariants'), of('ShadowProductionVariants')].flat()
    .flatMap((variant) => [memberOf(variant, 'ModelName'), ...[memberOf(variant, 'InstancePools')].flat().map((pool) => memberOf(pool, 'ModelNameOverride'))])
    .map((name) => [MODEL, name]),
  [ENDPOINT]: (of) => [[CONFIG, of('EndpointConfigName')]],
  [COMPONENT]: (of) => [
    [ENDPOINT, of('EndpointName')],
    [COMPONENT, memberOf(of('Specification'), 'BaseInferenceComponentName')],
    ...[of('Specification'), of('Specifications')].flat().map((each): Use => [MODEL, memberOf(each, 'ModelName')]),
  ],
  'AWS::ApplicationAutoScaling::ScalableTarget': (of) => {
    const [, kind, name] = /(endpoint|inference-component)\/([^/]+)/.exec(String(of('ResourceId'))) ?? [];
    return [[kind === 'endpoint' ? ENDPOINT : COMPONENT, name]];
  },
  'AWS::SageMaker::ModelPackage': (of) => [[GROUP, of('ModelPackageGroupName')]],
};

/** The resources of a stage that have a literal name, by stack. */
class NamedResources {
  public readonly references: References;

  private readonly byStack = new Map<Stack, Map<string, CfnResource>>();

  constructor(stage: IConstruct) {
    this.references = new References(stage);
    for (const resource of this.references.elements) {
      const named = CfnResource.isCfnResource(resource) ? NAMED[resource.cfnResourceType] : undefined;
      if (named) {
        this.add(resource as CfnResource, renderedProperty(resource as CfnResource, named.property));
      }
    }
  }

  /** Returns the resource of a stack that has a name. */
  public find(stack: Stack, [type, name]: Use): CfnResource | undefined {
    return this.byStack.get(stack)?.get(keyOf(type, name as string));
  }

  private add(resource: CfnResource, name: unknown): void {
    // A resource with a condition may exist only where another one with the name does not.
    if (typeof name === 'string' && resource.cfnOptions.condition === undefined) {
      const names = this.byStack.get(resource.stack) ?? new Map<string, CfnResource>();
      names.set(keyOf(resource.cfnResourceType, name), resource);
      this.byStack.set(resource.stack, names);
    }
  }
}

const RESOURCES = new OncePerSynth((stage) => new NamedResources(stage));

/** Announces that a resource will be checked for what it uses by name. Call it when the resource is created. */
export function watchNames(resource: CfnResource): void {
  RESOURCES.announce(resource);
}

/**
 * Warns about a name of a resource that the same stack defines, such as that of an imported model, unless there is a dependency on the resource:
 * CloudFormation can create the resource with the name first, or both at the same time. Call it at validation, once for each resource.
 */
export function warnOfNames(user: IConstruct, resource: CfnResource): void {
  const used = USES[resource.cfnResourceType]?.((name) => renderedProperty(resource, name)).filter(([, name]) => typeof name === 'string') ?? [];
  const resources = used.length > 0 ? RESOURCES.atValidation(resource) : undefined;
  const seen = new Set<CfnResource>();
  for (const use of used) {
    const defined = resources!.find(resource.stack, use);
    if (defined && !seen.has(defined) && resources!.references.between(resource, defined) === undefined) {
      seen.add(defined);
      warn(user, 'definedInSameStack', `${NAMED[use[0]]!.noun} '${use[1]}' is used by its name, but '${defined.node.path}' defines it in the same stack, and `
        + 'CloudFormation does not know which of them to create first; use the construct instead of its name, or depend on it with node.addDependency');
    }
  }
}

/** Returns what identifies a resource. SageMaker compares names of endpoints in lower case. */
function keyOf(type: string, name: string): string {
  return `${type} ${type === ENDPOINT ? name.toLowerCase() : name}`;
}

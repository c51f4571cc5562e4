import { CfnResource, Stack, type CfnElement } from 'aws-cdk-lib';
import { Dependable, type Construct, type IConstruct, type IDependable } from 'constructs';
import { atSynth } from '../../private/at-synth';
import { problemsOf } from '../../private/checks';
import { References } from '../../private/dependencies/references';
import { sameEnvironment } from '../../private/environment';
import { outermostStack, withParents } from '../../private/nested-stacks';
import { OncePerSynth } from '../../private/once-per-synth';
import { definitionOf } from '../../private/rendered';
import { warn } from '../../private/warnings';

const INFERENCE_COMPONENT = 'AWS::SageMaker::InferenceComponent';
const ENDPOINT = 'AWS::SageMaker::Endpoint';

/** The inference components that the templates of a stage define, including those of L1 constructs, by name. */
class ComponentResources {
  private readonly byName = new Map<unknown, CfnResource[]>();
  private readonly endpoints: ReadonlySet<string>;

  constructor(stage: IConstruct) {
    const { elements } = new References(stage);
    this.endpoints = new Set(elements.filter((element) => isOfType(element, ENDPOINT)).map(({ node }) => node.path));
    elements.filter(isComponent).forEach((resource) => {
      const { InferenceComponentName: name } = definitionOf(resource).Properties ?? {};
      const key = typeof name === 'string' ? name : undefined;
      this.byName.set(key, [...this.byName.get(key) ?? [], resource]);
    });
  }

  /** Returns the components with a name, in the environment of a construct. */
  public named(name: string, scope: Construct): readonly CfnResource[] {
    const { account, region } = Stack.of(scope);
    return (this.byName.get(name) ?? []).filter(({ stack }) => problemsOf(...sameEnvironment('component', stack, { account, region })).length === 0);
  }

  /** Indicates whether an L1 construct defines a component that may be on the variant of another component. */
  public hasL1Beside(component: CfnResource): boolean {
    const own = definitionOf(component).Properties ?? {};
    return [...this.byName.values()].flat().filter(({ node: { scope } }) => !('_component' in (scope ?? {}))).some((resource) => {
      const { EndpointName: endpoint, VariantName: variant, Specification: specification } = definitionOf(resource).Properties ?? {};
      const isAdapter = specification?.BaseInferenceComponentName !== undefined;
      return !isAdapter && !this.areDifferent(endpoint, own.EndpointName) && !this.areDifferent(variant, own.VariantName);
    });
  }

  /** Returns whether two names are known to differ: literals, and references to endpoints. */
  private areDifferent(...names: any[]): boolean {
    const isComparable = names.every((name) => typeof name === 'string') || names.every((name) => this.endpoints.has(name?.Ref));
    return isComparable && JSON.stringify(names[0]) !== JSON.stringify(names[1]);
  }

  /** Indicates whether there is a component whose name is known only at deployment. */
  public get hasUnknownNames(): boolean {
    return this.byName.has(undefined);
  }
}

const COMPONENTS = new OncePerSynth((stage) => new ComponentResources(stage));

/**
 * Makes the scaling of an inference component depend on the resource that defines the component, if the app has one. The resource is found by its
 * name at synthesis. Warns if Application Auto Scaling cannot find the component.
 *
 * @param scaling the scaling of the component
 * @param name the name of the component
 * @param isExpected true if the app is expected to define the component, because it defines its endpoint
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 */
export function waitForComponent(scaling: Construct, name: string, isExpected: boolean): void {
  COMPONENTS.announce(scaling);
  const dependable: IDependable = {};
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return COMPONENTS.of(scaling).named(literal(name, scaling), scaling).filter((component) => canDepend(scaling, component));
    },
  });
  scaling.node.addDependency(dependable);
  atSynth(scaling, () => warnOfComponent(scaling, literal(name, scaling), isExpected));
}

/** Indicates whether an L1 construct of the complete app defines a component that may be on the variant of another component. */
export function hasL1Beside(component: Construct): boolean {
  return new ComponentResources(component.node.root).hasL1Beside(component.node.defaultChild as CfnResource);
}

function warnOfComponent(scaling: Construct, name: string, isExpected: boolean): void {
  const components = COMPONENTS.atValidation(scaling);
  const found = components.named(name, scaling);
  if (found.length > 0) {
    warnOfLateComponent(scaling, name, found);
  } else if (isExpected && typeof name === 'string' && !components.hasUnknownNames) {
    warn(scaling, 'scalingWithoutComponent', `the app defines no inference component '${name}', and its scaling cannot be created before the component exists; `
      + 'use addInferenceComponent of the endpoint, or correct the name');
  }
}

/** Warns about a component that is created after its scaling, because it is in a stack that is not deployed before. */
function warnOfLateComponent(scaling: Construct, name: string, components: readonly CfnResource[]): void {
  if (!components.some((component) => isDeployedBefore(component.stack, Stack.of(scaling)))) {
    warn(scaling, 'scalingBeforeComponent', `inference component '${name}' is defined by '${components[0].node.path}', in a stack that is not deployed before its scaling; `
      + 'import the component in that stack with InferenceComponent.fromInferenceComponentName, and use autoScaleCopyCount of the import');
  }
}

/** Depends only on what is in the same template, or in a nested stack of it: another stack can depend on the endpoint, and thereby on this one. */
function canDepend(scaling: Construct, component: CfnResource): boolean {
  const { condition } = component.cfnOptions;
  const resources = scaling.node.findAll().filter((each): each is CfnResource => CfnResource.isCfnResource(each));
  const existsWith = condition === undefined || resources.every((each) => each.cfnOptions.condition === condition);
  return existsWith && withParents(component.stack).includes(Stack.of(scaling));
}

function isDeployedBefore(component: Stack, scaling: Stack): boolean {
  const [ofComponent, ofScaling] = [outermostStack(component), outermostStack(scaling)];
  return withParents(component).includes(scaling) || (ofComponent !== ofScaling && dependsOn(ofScaling, ofComponent));
}

function dependsOn(stack: Stack, other: Stack): boolean {
  const seen = new Set(stack.dependencies);
  // Visits the stacks that are added meanwhile too.
  seen.forEach((each) => each.dependencies.forEach((before) => seen.add(before)));
  return seen.has(other);
}

/** Returns a name as in the template, in which the name of a component of this library is a literal. */
function literal(name: string, scope: Construct): string {
  return Stack.of(scope).resolve(name);
}

function isComponent(element: CfnElement): element is CfnResource {
  return isOfType(element, INFERENCE_COMPONENT);
}

function isOfType(element: CfnElement, type: string): boolean {
  return CfnResource.isCfnResource(element) && element.cfnResourceType === type;
}

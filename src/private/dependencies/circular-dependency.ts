import { CfnResource, Token, type CfnElement } from 'aws-cdk-lib';
import { Circles, type Circle } from './circles';
import { References } from './references';
import { OncePerSynth } from '../once-per-synth';

/** The resources of this library, in the order in which they report a circle that goes through several of them. */
const KINDS = [
  { type: 'AWS::SageMaker::InferenceComponent', noun: 'inference component', property: 'inferenceComponentName' },
  { type: 'AWS::SageMaker::Endpoint', noun: 'endpoint', property: 'endpointName' },
  { type: 'AWS::SageMaker::EndpointConfig', noun: 'endpoint configuration', property: 'endpointConfigName' },
  { type: 'AWS::SageMaker::Model', noun: 'model', property: 'modelName' },
];

/** The types of resources with statements for roles. */
export const POLICIES: readonly string[] = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy'];

/** The same symbol in each copy of the package, so that a circle is reported once. */
const WATCHED = Symbol.for('cdk-sagemaker-hosting.watchedForCircles');

/** Announces that a resource will report its circular dependencies. Call it when the resource is created. */
export function watchForCircles(resource: CfnResource): void {
  Object.defineProperty(resource, WATCHED, {});
  DEPENDENCIES.announce(resource);
}

/** Returns the dependencies of all templates, at validation. */
export function dependenciesAtSynth(resource: CfnResource): Dependencies {
  return DEPENDENCIES.atValidation(resource);
}

/** The dependencies of a stage, and its circles through resources of this library. Other circles are left to CloudFormation. */
export class Dependencies {
  public readonly references: References;

  private readonly circles: Circles;
  /** Known at once for most apps. */
  private readonly hasNone: boolean;
  private readonly reported = new Map<CfnResource, Circle>();

  constructor(stage: ConstructorParameters<typeof References>[0]) {
    const references = new References(stage);
    const watched = KINDS.flatMap(({ type }) => references.elements.filter((element) => isWatched(element, type)));
    this.hasNone = references.lackCirclesFrom(watched);
    // What is reported is what templates have: a property that the CDK does not render leads nowhere.
    this.references = this.hasNone ? references : new References(stage, true);
    this.circles = new Circles(this.references);
    (this.hasNone ? [] : watched).forEach((resource) => {
      const circle = this.circles.through(resource);
      if (circle && ![...this.reported.keys()].some((other) => this.circles.areTogether(resource, other))) {
        this.reported.set(resource, circle);
      }
    });
  }

  /** Returns whether a circle goes through a resource, whichever resource reports it. */
  public haveCircleThrough(resource: CfnResource): boolean {
    return !this.hasNone && this.circles.through(resource) !== undefined;
  }

  /** Returns the problem that a resource reports. A circle through several resources is reported by one of them. */
  public problemsOf(resource: CfnResource): string[] {
    const circle = this.reported.get(resource);
    return circle ? [describe(resource, circle)] : [];
  }
}

const DEPENDENCIES = new OncePerSynth((stage) => new Dependencies(stage));

function isWatched(element: CfnElement, type: string): element is CfnResource {
  return CfnResource.isCfnResource(element) && element.cfnResourceType === type && WATCHED in element;
}

function describe(resource: CfnResource, circle: Circle): string {
  const { noun, property } = KINDS.find(({ type }) => type === resource.cfnResourceType)!;
  return `the ${noun} depends on itself, so that CloudFormation cannot create it: ${pathOf(circle)}; ${wayOut(resource, circle, noun, property)}`;
}

/** Returns the path of a circle. Names the nested stack where the path leaves it from another resource than it enters it. */
function pathOf(circle: Circle): string {
  const steps = circle.map(({ to }, index) => {
    const { from } = circle[(index + 1) % circle.length];
    return from === to ? quoted(to) : `${quoted(to)}, which is in a nested stack with ${quoted(from)}`;
  });
  return [quoted(circle[0].from), ...steps].join(' -> ');
}

function wayOut(resource: CfnResource, circle: Circle, noun: string, property: string): string {
  const last = circle.find(({ to }) => to === resource);
  if (!last) {
    // The circle enters the nested stack of the resource at another resource.
    return `move ${quoted(circle[circle.length - 1].to)} out of the nested stack`;
  }
  const user = quoted(last.from);
  if (!last.isReference) {
    return `remove the dependency of ${user} on the ${noun}`;
  }
  if (POLICIES.includes((last.from as CfnResource).cfnResourceType)) {
    return `remove the statement that refers to the ${noun} from ${user}, and attach it to the role with a policy of its own, `
      + 'new iam.Policy(scope, id, { roles, statements })';
  }
  const name = givenName(resource);
  return `${name === undefined ? `set ${property}, and use that string` : `use the string '${name}'`} in ${user} instead of a reference to the ${noun}`;
}

/** Returns the name that the user has set; undefined for another one, such as a derived name. The CDK keeps it in a member that is not public. */
function givenName({ node: { scope } }: CfnResource): string | undefined {
  const { physicalName } = (scope ?? {}) as { readonly physicalName?: unknown };
  return typeof physicalName === 'string' && !Token.isUnresolved(physicalName) ? physicalName : undefined;
}

function quoted({ node }: CfnElement): string {
  return `'${node.path}'`;
}

import { CfnResource, Stack, Stage, type CfnElement } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { References } from './references';
import { enteredFrom, outermostStack } from '../nested-stacks';
import { definitionOf, isSynthesized } from '../rendered';

/**
 * Finds out whether a resource leads to resources of a kind: by references and dependencies, including those between constructs, which the CDK
 * adds to the template later. What is not in the template, such as an empty policy, leads nowhere. Create it at synthesis, after aspects.
 */
export class LeadsTo {
  private readonly results = new Map<CfnElement, boolean>();
  private readonly stacks = new Map<Stack, boolean>();

  /**
   * @param references the references of the stage, or of a stack
   * @param isSought the function that returns whether a resource is of the kind
   */
  constructor(private readonly references: References, private readonly isSought: (element: CfnElement) => boolean) {}

  /**
   * Returns whether a resource leads to the kind, within the stack and its nested stacks.
   *
   * @param user the stack of the resource that is to depend on it: for another stack, a nested stack is created as a whole
   */
  public fromResource(resource: CfnResource, user: Stack): boolean {
    const start = enteredFrom(user, resource);
    if (start && !this.results.has(start)) {
      this.search(start);
    }
    return start !== undefined && this.results.get(start)!;
  }

  private search(start: CfnElement): void {
    const seen = new Set([start]);
    const seenScopes = new Set<IConstruct>();
    const add = (to: CfnElement, stack: Stack) => {
      const entered = enteredFrom(stack, to);
      if (entered && this.results.get(entered) !== false && (isSynthesized(entered) || this.isSought(entered))) {
        seen.add(entered);
      }
    };
    // Visits the elements that are added meanwhile too.
    for (const next of seen) {
      const inner = this.references.nestedStackOf(next);
      const elements = inner ? [next, ...this.references.contentsOf(inner)] : [next];
      if (this.results.get(next) || elements.some(this.isSought)) {
        this.results.set(start, true);
        return;
      }
      elements.forEach((element) => {
        this.references.linksOf(element).forEach(({ to }) => add(to, next.stack));
        this.dependenciesOf(element, seenScopes, add);
      });
    }
    // None of them leads to the kind, because the start would then too.
    seen.forEach((element) => this.results.set(element, false));
  }

  /** Returns whether a stack contains resources of the kind, or is deployed after a stack that does. */
  public fromStack(stack: Stack): boolean {
    const known = this.stacks.get(stack);
    if (known !== undefined) {
      return known;
    }
    const found = this.findStack(stack);
    this.stacks.set(stack, found);
    return found;
  }

  private findStack(stack: Stack): boolean {
    const seen = new Set([stack]);
    // Visits the stacks that are added meanwhile too.
    for (const next of seen) {
      if (this.references.contentsOf(next).some((element) => this.isSought(element) || isImport(element))) {
        return true;
      }
      this.stacksBefore(next).forEach((before) => seen.add(before));
    }
    return false;
  }

  /** Returns the stacks that are deployed before a stack. */
  private stacksBefore(stack: Stack): ReadonlySet<Stack> {
    const before = new Set(stack.dependencies);
    const seenScopes = new Set<IConstruct>();
    const add = (to: CfnElement) => before.add(outermostStack(to));
    this.references.contentsOf(stack).forEach((element) => {
      this.references.linksOf(element).forEach(({ to }) => add(to));
      this.dependenciesOf(element, seenScopes, add);
    });
    return before;
  }

  /** Visits what an element depends on because of a construct that contains it. The stage itself has no dependencies. */
  private dependenciesOf(element: CfnElement, seen: Set<IConstruct>, visit: (to: CfnElement, stack: Stack) => void): void {
    element.node.scopes.filter((scope) => !seen.has(scope) && !isRoot(scope)).forEach((scope) => {
      seen.add(scope);
      const stack = scope.node.scopes.filter(Stack.isStack).at(-1) ?? outermostStack(element);
      this.references.dependenciesOf(scope).forEach((to) => visit(to, stack));
    });
  }
}

/**
 * Returns whether an element can need another stack that the CDK does not know: it refers to an export or a parameter by its name, or it belongs to an
 * endpoint, whose name can be a literal. Public parameters, and those of the bootstrap stack, belong to no stack of the app.
 */
function isImport(element: CfnElement): boolean {
  const definition = definitionOf(element);
  if (CfnResource.isCfnResource(element) && belongsToEndpoint(element.cfnResourceType, definition.Properties)) {
    return true;
  }
  const text = JSON.stringify(definition);
  return /"Fn::ImportValue"|\{\{resolve:ssm/.test(text)
    || (text.includes('"AWS::SSM::Parameter::Value<') && !/"Default":"\/(aws|cdk-bootstrap)\//.test(text));
}

function belongsToEndpoint(type: string, properties: { readonly ServiceNamespace?: unknown } | undefined): boolean {
  return type === 'AWS::SageMaker::InferenceComponent'
    || (type === 'AWS::ApplicationAutoScaling::ScalableTarget' && properties?.ServiceNamespace === 'sagemaker');
}

function isRoot(scope: IConstruct): boolean {
  return Stage.isStage(scope) || scope.node.scope === undefined;
}

import { CfnElement, CfnResource, Tokenization, type IResolvable, type IResolveContext } from 'aws-cdk-lib';
import { referencesIn, referencesOf } from './raw-references';
import { definitionOf, isSynthesized, referenceBehind, resolveWithPaths } from '../rendered';

/** What the CDK keeps of a resource until it renders it, in members that are not public. */
interface Unrendered {
  readonly cfnProperties?: Record<string, unknown>;
  readonly rawOverrides?: object;
  _toCloudFormation?(): object;
}

/**
 * Returns what a resource refers to without rendering it, which takes ten times as long: it validates all properties and keeps the path of each value. The result
 * are elements of templates, and texts that can be logical IDs. It is undefined if only the rendered resource tells them.
 */
export function unrenderedReferences(element: CfnElement): ReadonlySet<CfnElement | string> | undefined {
  return unrendered(element, (properties, { cfnOptions: { creationPolicy, updatePolicy, metadata, description, version } }) => {
    const collector = new ReferenceCollector(element);
    [properties, creationPolicy, updatePolicy, metadata, description, version].forEach((part) => collector.visit(part));
    return collector.found;
  }, new Set());
}

/** Returns what a resource depends on besides its references, in its template. */
export function unrenderedDependencies(resource: CfnResource): CfnResource[] {
  // The CDK turns a dependency on a resource of another stack into one of the stacks, and still returns it.
  const isPresent = (element: unknown): element is CfnResource =>
    CfnResource.isCfnResource(element) && element.stack === resource.stack && isSynthesized(element);
  return isSynthesized(resource) ? resource.obtainDependencies().filter(isPresent) : [];
}

/** Returns the element that a value is a reference to; undefined for another value. */
export function referencedElement(value: unknown): CfnElement | undefined {
  // Tokenization.reverseCompleteString throws for a text around a token.
  const parts = typeof value === 'string' && isEncoded(value) ? Tokenization.reverseString(value) : undefined;
  const token = parts?.length === 1 ? parts.firstToken : undefined;
  const target = token && referenceBehind(token)?.target;
  return target && CfnElement.isCfnElement(target) ? target : undefined;
}

/**
 * Returns a property of a resource without rendering the others. References have the path of the construct instead of its logical ID. Members of the value can have
 * the names of the L1 construct: read them with `memberOf`.
 */
export function renderedProperty(resource: CfnResource, name: string): any {
  const resolved = (value: unknown) => referencedElement(value) ? { Ref: referencedElement(value)!.node.path } : resolveWithPaths(value, resource);
  const isGeneric = renderingClass(resource) === CfnResource;
  const valueIn = (properties: Record<string, unknown>) => isGeneric ? properties[name] : memberOf(properties, name);
  const found = unrendered(resource, (properties) => ({ value: resolved(valueIn(properties)) }), { value: undefined });
  return found ? found.value : definitionOf(resource).Properties?.[name];
}

/** Returns a member of an object, whose name is that of CloudFormation or of an L1 construct. */
export function memberOf(value: any, name: string): any {
  return value?.[name] ?? value?.[`${name[0].toLowerCase()}${name.slice(1)}`];
}

/**
 * Looks at the properties of a resource as they were set, with tokens, and with the names of the L1 construct. Returns undefined if its template can differ from
 * them, because of overrides for example, or if they cannot be resolved, which the CDK reports later.
 *
 * @param nothing the result for a resource that is not in its template
 */
function unrendered<T>(element: CfnElement, look: (properties: Record<string, unknown>, resource: CfnResource) => T, nothing: T): T | undefined {
  const { cfnProperties, rawOverrides, _toCloudFormation: render } = element as unknown as Unrendered;
  const isAsSet = CfnResource.isCfnResource(element) && render === (CfnResource.prototype as unknown as Unrendered)._toCloudFormation
    && isOfCdk(renderingClass(element)) && cfnProperties && rawOverrides && Object.keys(rawOverrides).length === 0;
  if (!isAsSet) {
    return undefined;
  }
  try {
    return isSynthesized(element) ? look(cfnProperties, element) : nothing;
  } catch {
    return undefined;
  }
}

/** Returns the class that renders the properties of a resource; undefined if the object does it itself, such as one of a Python class. */
function renderingClass(resource: CfnElement): Function | undefined {
  let owner: object | null = resource;
  while (owner && !Object.hasOwn(owner, 'renderProperties')) {
    owner = Object.getPrototypeOf(owner);
  }
  return owner && owner !== resource ? owner.constructor : undefined;
}

/** The classes of the CDK render properties as they are set. A subclass of an app can add to them. */
function isOfCdk(renderer: Function | undefined): boolean {
  return renderer !== undefined && (renderer === CfnResource || Object.hasOwn(renderer, 'CFN_RESOURCE_TYPE_NAME'));
}

/** Collects what a value with tokens refers to. */
class ReferenceCollector {
  public readonly found = new Set<CfnElement | string>();

  private readonly context: IResolveContext;

  constructor(private readonly element: CfnElement) {
    this.context = {
      scope: element,
      preparing: true,
      documentPath: [],
      registerPostProcessor: () => undefined,
      resolve: (value: unknown) => resolveWithPaths(value, element),
    };
  }

  public visit(value: unknown): void {
    if (typeof value === 'string') {
      this.visitText(value);
    } else if (typeof value === 'number') {
      // Numbers with tokens are negative.
      this.visitToken(value < 0 ? Tokenization.reverseNumber(value) : undefined);
    } else if (typeof value === 'object' && value !== null) {
      this.visitObject(value);
    }
  }

  private visitObject(value: object): void {
    if (Array.isArray(value)) {
      const list = value.length === 1 && isEncoded(value[0]) ? Tokenization.reverseList(value) : undefined;
      if (list) {
        this.visitToken(list);
      } else {
        value.forEach((each) => this.visit(each));
      }
    } else if (Tokenization.isResolvable(value)) {
      this.visitToken(value);
    } else if (Object.keys(value).some(isEncoded)) {
      // The name of a function, such as Ref, can be a token.
      referencesIn(resolveWithPaths(value, this.element)).forEach((id) => this.found.add(id));
    } else {
      Object.entries(value).forEach(([key, inner]) => this.visitMember(key, inner));
    }
  }

  private visitMember(key: string, value: unknown): void {
    if (key === 'Ref' || key.startsWith('Fn::')) {
      const rendered = isPlain(value) ? value : resolveWithPaths(value, this.element);
      referencesOf(key, rendered).forEach((id) => this.found.add(id));
    } else {
      this.visit(value);
    }
  }

  private visitText(text: string): void {
    if (isEncoded(text)) {
      Tokenization.reverseString(text).tokens.forEach((token) => this.visitToken(token));
    }
  }

  private visitToken(token: IResolvable | undefined): void {
    const target = token && referenceBehind(token)?.target;
    if (target && CfnElement.isCfnElement(target)) {
      this.found.add(target);
    } else if (token) {
      this.visit(token.resolve(this.context));
    }
  }
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPlain) : typeof value === 'string' && !isEncoded(value);
}

/** A text or a list with tokens. The CDK writes a number with a token into a text as it is. */
function isEncoded(value: unknown): boolean {
  return typeof value === 'string' && (value.includes('{Token[') || value.includes('e+289'));
}

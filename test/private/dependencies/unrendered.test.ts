import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CfnElement, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, Token, aws_sns as sns, cloudformation_include } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { referencesIn } from '../../../src/private/dependencies/raw-references';
import { References } from '../../../src/private/dependencies/references';
import { referencedElement, renderedProperty, unrenderedDependencies, unrenderedReferences } from '../../../src/private/dependencies/unrendered';
import { definitionOf } from '../../../src/private/rendered';
import { testStack } from '../../helpers/stack';
import { AREAS } from '../../same/features';
import { featuresApp } from '../../same/synthesize';

/** What IDs mean, as the template of a stack has them: the paths of resources. */
class Meaning {
  private readonly paths = new Map<unknown, string>();

  constructor(public readonly elements: readonly CfnElement[]) {
    elements.filter((element) => CfnResource.isCfnResource(element)).forEach((resource) => {
      [resource, resource.node.path, `${resource.stack.node.path} ${resource.stack.resolve(resource.logicalId)}`]
        .forEach((id) => this.paths.set(id, resource.node.path));
    });
  }

  public of(ids: Iterable<unknown>, { node }: Stack): string[] {
    const paths = [...ids].map((id) => this.paths.get(id) ?? (typeof id === 'string' ? this.paths.get(`${node.path} ${id}`) : undefined));
    return [...new Set(paths)].filter((each) => each !== undefined).sort();
  }
}

const elementsIn = (app: IConstruct) => app.node.findAll().filter((each): each is CfnElement => CfnElement.isCfnElement(each));

/** What each way finds, for the elements that both can look at. */
function found(app: IConstruct) {
  const meaning = new Meaning(elementsIn(app));
  return meaning.elements.flatMap((element) => {
    const { node, stack } = element;
    const references = unrenderedReferences(element);
    const { DependsOn: dependencies, ...rest } = definitionOf(element);
    return references ? [{
      unrendered: [node.path, meaning.of(references, stack), meaning.of(unrenderedDependencies(element as CfnResource), stack)],
      rendered: [node.path, meaning.of(referencesIn(rest), stack), meaning.of([dependencies].flat(), stack)],
    }] : [];
  });
}

test.each(Object.keys(AREAS))('what resources refer to and depend on is the same without rendering them: %s', (area) => {
  const app = featuresApp(area, { treeMetadata: false });
  const before = found(app);
  expect(before.map(({ unrendered }) => unrendered)).toEqual(before.map(({ rendered }) => rendered));
  expect(before.flatMap(({ unrendered }) => unrendered[1]).length).toBeGreaterThan(20);
  app.synth();
  const after = found(app);
  expect(after.map(({ unrendered }) => unrendered)).toEqual(after.map(({ rendered }) => rendered));
  expect(after.flatMap(({ unrendered }) => unrendered[2]).length).toBeGreaterThan(5);
});

describe('what a resource refers to', () => {
  const other = (stack: Stack) => new CfnResource(stack, 'Two', { type: 'Own::Type' });
  const TO_TWO = { unrendered: ['Test/One', ['Test/Two'], []], rendered: ['Test/One', ['Test/Two'], []] };
  const with_ = (stack: Stack, value: unknown) => new CfnResource(stack, 'One', { type: 'Own::Type', properties: { value } });

  test.each<[string, (two: CfnResource) => unknown]>([
    ['a reference', (two) => two.ref],
    ['a text around it', (two) => `of-${two.ref}-of`],
    ['a number', (two) => Token.asNumber(two.getAtt('Size'))],
    ['a number that is produced late', (two) => Lazy.number({ produce: () => Token.asNumber(two.getAtt('Size')) })],
    ['a list', (two) => Token.asList(two.getAtt('Arns'))],
    ['a list that is produced late', (two) => Lazy.list({ produce: () => ['a', two.ref] })],
    ['a list that an intrinsic function makes', (two) => Fn.split(',', two.getAtt('Names').toString())],
    ['a text that is produced late', (two) => Lazy.string({ produce: () => `of ${two.ref}` })],
    ['a value that is produced late, in another', (two) => Lazy.any({ produce: () => ({ deep: [Lazy.any({ produce: () => two.getAtt('Arn') })] }) })],
    ['an object whose key is a token', (two) => ({ [Lazy.string({ produce: () => 'key' })]: two.ref })],
    ['Fn.sub', (two) => Fn.sub(`\${${two.stack.getLogicalId(two)}.Arn}`)],
    ['Fn.sub with variables', (two) => Fn.sub('${a}', { a: two.ref })],
    ['Fn.join', (two) => Fn.join('-', ['a', two.ref])],
    ['Fn.importValue', (two) => Fn.importValue(`of-${two.ref}`)],
    ['Fn.conditionIf', (two) => Fn.conditionIf('Is', two.ref, 'b')],
    ['an object with Ref', (two) => ({ Ref: two.stack.getLogicalId(two) })],
    ['an object with Ref to a logical ID that is a token', (two) => ({ Ref: two.logicalId })],
    ['an object with Fn::GetAtt', (two) => ({ 'Fn::GetAtt': [two.logicalId, 'Arn'] })],
    ['an object with Fn::Join', (two) => ({ 'Fn::Join': ['', ['a', two.ref, { Ref: two.logicalId }]] })],
    ['JSON', (two) => two.stack.toJsonString({ a: two.ref })],
    ['base64', (two) => Fn.base64(two.ref)],
    ['an object whose function is a token', (two) => ({ [Lazy.string({ produce: () => 'Ref' })]: two.logicalId })],
  ])('is found in %s, without rendering it', (_what, refer) => {
    const stack = testStack();
    with_(stack, refer(other(stack)));
    expect(found(stack)[1]).toEqual(TO_TWO);
  });

  test.each<[string, unknown]>([
    ['a text', 'Two'],
    ['a number', 1],
    ['nothing', undefined],
    ['null', null],
    ['the name of an export', Fn.importValue('Two')],
    ['a pseudo parameter', { Ref: 'AWS::Region' }],
    ['a text that looks like a token', '${Token[TOKEN.99999]'],
    ['a literal in Fn::Sub', { 'Fn::Sub': '${!Two}' }],
    ['a variable of Fn::Sub', { 'Fn::Sub': ['${Two}', { Two: 'a' }] }],
  ])('is nothing with %s', (_what, value) => {
    const stack = testStack();
    other(stack);
    with_(stack, value);
    expect(found(stack)[1]).toEqual({ unrendered: ['Test/One', [], []], rendered: ['Test/One', [], []] });
  });

  test('is found in its metadata and policies', () => {
    const stack = testStack();
    const two = other(stack);
    const one = with_(stack, 'text');
    one.addMetadata('of', { deep: [two.ref] });
    one.cfnOptions.description = `of ${two.ref}`;
    one.cfnOptions.creationPolicy = { resourceSignal: { count: Token.asNumber(two.getAtt('Count')) } };
    expect(found(stack)[1]).toEqual(TO_TWO);
  });

  test('is found in L1 constructs, also in their tags', () => {
    const stack = testStack();
    const two = other(stack);
    new sns.CfnTopic(stack, 'One', { topicName: two.ref, tags: [{ key: 'of', value: two.getAtt('Arn').toString() }] });
    expect(found(stack)[1]).toEqual(TO_TWO);
    const tagged = new sns.CfnTopic(stack, 'Tagged');
    tagged.tags.setTag('of', two.ref);
    expect(found(stack)[2]).toMatchObject({ unrendered: ['Test/Tagged', ['Test/Two'], []], rendered: ['Test/Tagged', ['Test/Two'], []] });
  });

  test.each<[string, (one: CfnResource, two: CfnResource) => void]>([
    ['an override', (one, two) => one.addOverride('Metadata.of', two.ref)],
    ['an override of a property', (one, two) => one.addPropertyOverride('Other', { Ref: two.logicalId })],
    ['an override that removes the property', (one, two) => { one.addPropertyOverride('Other', two.ref); one.addPropertyDeletionOverride('value'); }],
    ['a subclass that renders itself', (one, two) => Object.assign(one, {
      _toCloudFormation: () => ({ Resources: { [one.logicalId]: { Type: 'Own::Type', Properties: { Other: two.ref } } } }),
    })],
    ['an object that renders its properties, such as one of a Python class', (one, two) => Object.assign(one, { renderProperties: () => ({ Other: { Ref: two.stack.getLogicalId(two) } }) })],
  ])('is looked up in the rendered resource with %s', (_what, change) => {
    const stack = testStack();
    const [two, three] = [other(stack), new CfnResource(stack, 'Three', { type: 'Own::Type' })];
    const one = with_(stack, 'text');
    expect(unrenderedReferences(one)).toEqual(new Set());
    change(one, two);
    expect(unrenderedReferences(one)).toBeUndefined();
    expect(new References(stack).linksOf(one).map(({ to }) => to === two)).toEqual([true]);
    expect(new References(stack).linksOf(three)).toEqual([]);
  });

  test('is looked up in the rendered resource of an included template, and of a parameter', () => {
    const templateFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'included-')), 'template.json');
    fs.writeFileSync(templateFile, JSON.stringify({ Resources: { One: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Two' } } }, Two: { Type: 'AWS::SNS::Topic' } } }));
    const stack = testStack();
    const included = new cloudformation_include.CfnInclude(stack, 'Included', { templateFile });
    const [one, two] = ['One', 'Two'].map((id) => included.getResource(id));
    expect(new References(stack).linksOf(one).map(({ to }) => to === two)).toEqual([true]);
    expect(unrenderedReferences(new CfnParameter(stack, 'Parameter'))).toBeUndefined();
  });

  test('is looked up in the rendered resource of a subclass that renders more properties', () => {
    class Extended extends sns.CfnTopic {
      protected renderProperties(properties: { [name: string]: unknown }): { [name: string]: unknown } {
        return { ...super.renderProperties(properties), Other: { Ref: stack.getLogicalId(two) } };
      }
    }
    const stack = testStack();
    const two = other(stack);
    const one = new Extended(stack, 'One');
    expect(unrenderedReferences(one)).toBeUndefined();
    expect(new References(stack).linksOf(one).map(({ to }) => to === two)).toEqual([true]);
    class Renamed extends sns.CfnTopic {}
    expect([...unrenderedReferences(new Renamed(stack, 'Three', { topicName: two.ref })) ?? []].map((each) => each === two)).toEqual([true]);
  });

  test('is what has taken the place of a removed resource', () => {
    const stack = testStack();
    const removed = other(stack);
    const one = with_(stack, removed.ref);
    stack.node.tryRemoveChild('Two');
    const [two] = [other(stack)];
    expect(new References(stack).linksOf(one).map(({ to }) => to === two)).toEqual([true]);
    stack.node.tryRemoveChild('Two');
    expect(new References(stack).linksOf(one)).toEqual([]);
  });

  test('is unknown where a property throws, as in the template', () => {
    const stack = testStack();
    const one = with_(stack, Lazy.any({ produce: () => { throw new Error('broken'); } }));
    expect(unrenderedReferences(one)).toBeUndefined();
    expect(definitionOf(one)).toEqual({});
    expect(new References(stack).linksOf(one)).toEqual([]);
  });

  test('is nothing for a resource that is not in its template', () => {
    class Absent extends CfnResource {
      protected shouldSynthesize(): boolean {
        return false;
      }
    }
    const stack = testStack();
    const two = other(stack);
    const one = new Absent(stack, 'One', { type: 'Own::Type', properties: { of: two.ref } });
    one.addResourceDependency(two);
    expect(unrenderedReferences(one)).toEqual(new Set());
    expect(unrenderedDependencies(one)).toEqual([]);
    expect(new References(stack).linksOf(one)).toEqual([]);
  });

  test('has no dependency on a resource that is not in its template', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    const one = other(nested);
    one.addResourceDependency(new CfnResource(nested, 'Three', { type: 'Own::Type' }));
    expect(unrenderedDependencies(one).map(({ node }) => node.path)).toEqual(['Test/Nested/Three']);
  });
});

describe('a property that is read without the others', () => {
  const topic = (displayName?: string) => new sns.CfnTopic(testStack(), 'One', { displayName, topicName: Lazy.string({ produce: () => { throw new Error('broken'); } }) });

  test('is as in the template', () => {
    expect(renderedProperty(topic('churn'), 'DisplayName')).toBe('churn');
    expect(renderedProperty(topic(Lazy.string({ produce: () => 'late' })), 'DisplayName')).toBe('late');
    expect(renderedProperty(topic(), 'DisplayName')).toBeUndefined();
  });

  test('has the exact name in a resource without a class', () => {
    const one = new CfnResource(testStack(), 'One', { type: 'Own::Type', properties: { displayName: 'churn' } });
    expect([renderedProperty(one, 'DisplayName'), renderedProperty(one, 'displayName')]).toEqual([undefined, 'churn']);
  });

  test('has the path of what it refers to', () => {
    const stack = testStack();
    const two = new sns.CfnTopic(stack, 'Two');
    const read = (displayName: string) => renderedProperty(new sns.CfnTopic(new Stack(), 'One', { displayName }), 'DisplayName');
    expect(read(two.ref)).toEqual({ Ref: 'Test/Two' });
    expect(read(two.attrTopicArn)).toEqual({ Ref: 'Test/Two' });
    expect(read(`of ${two.ref}`)).toEqual({ 'Fn::Join': ['', ['of ', { Ref: 'Test/Two' }]] });
    expect(referencedElement(two.ref)).toBe(two);
    expect([`of ${two.ref}`, 'Test/Two', undefined, 3].map(referencedElement)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('is that of an override', () => {
    const one = new sns.CfnTopic(testStack(), 'One', { displayName: 'churn' });
    one.addPropertyOverride('DisplayName', 'other');
    expect(renderedProperty(one, 'DisplayName')).toBe('other');
  });
});

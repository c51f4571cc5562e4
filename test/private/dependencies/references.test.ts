import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import {
  App, Aws, CfnCondition, CfnResource, Fn, Lazy, NestedStack, ReferenceStrength, ResolutionTypeHint, Stack, Stage, Token, cloudformation_include,
  type CfnElement,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { referencesIn } from '../../../src/private/dependencies/raw-references';
import { References } from '../../../src/private/dependencies/references';
import { testStack } from '../../helpers/stack';

test.each<[unknown, string[]]>([
  [{ Ref: 'A' }, ['A']],
  [{ 'Fn::GetAtt': ['A', 'Arn'] }, ['A']],
  [{ 'Fn::GetAtt': 'A.Arn' }, ['A']],
  [{ 'Fn::Join': ['', ['a', { Ref: 'A' }, { Ref: 'B' }]] }, ['A', 'B']],
  [{ 'Fn::Sub': '${A}-${B.Arn}-${!Literal}' }, ['A', 'B']],
  [{ 'Fn::Sub': ['${A}-${b}', { b: { Ref: 'B' } }] }, ['A', 'B']],
  [{ 'Fn::Sub': { 'Fn::Transform': { Name: 'Own', Parameters: { Of: { Ref: 'A' } } } } }, ['A']],
  [{ 'Fn::If': ['Condition', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] }, ['A', 'AWS::NoValue']],
  [{ 'Fn::ForEach::Each': ['Name', ['a', 'b'], { 'Of${Name}': { 'Fn::GetAtt': [{ 'Fn::Sub': 'Other${Name}' }, 'Arn'] } }] }, ['Name']],
  [{ 'Fn::GetAtt': ['A', { Ref: 'B' }] }, ['A', 'B']],
  [{ Ref: ['A'] }, []],
  [{ Ref: null }, []],
  [{ Properties: { List: [{ Deep: { Ref: 'A' } }] } }, ['A']],
  ['text', []],
  [undefined, []],
])('what %j refers to', (value, references) => {
  expect(referencesIn(value)).toEqual(references);
});


const resource = (stack: Stack, id: string, ...needed: CfnResource[]) =>
  new CfnResource(stack, id, { type: 'Own::Type', properties: { Needed: needed.map((each) => each.ref) } });

describe('the path from one resource to another', () => {
  const stack = testStack();
  const end = resource(stack, 'End');
  const middle = resource(stack, 'Middle', end);
  const start = resource(stack, 'Start', middle);
  const references = new References(stack.node.root);

  test('has what is between them', () => {
    expect(references.between(start, end)).toEqual([middle]);
  });

  test('is empty where one needs the other itself', () => {
    expect(references.between(middle, end)).toEqual([]);
  });

  test('is not there the other way round', () => {
    expect(references.between(end, start)).toBeUndefined();
  });
});

describe('the lack of circles', () => {
  const lack = (...resources: CfnResource[]) => new References(resources[0].node.root).lackCirclesFrom(resources);
  const circleIn = (stack: Stack) => {
    const [one, two] = ['One', 'Two'].map((id) => resource(stack, id));
    one.addPropertyOverride('Other', two.ref);
    two.addPropertyOverride('Other', one.ref);
    return one;
  };

  test('is known where links only lead forward, also by two ways', () => {
    const stack = testStack();
    const end = resource(stack, 'End');
    const ways = ['Left', 'Right'].map((id) => resource(stack, id, end));
    expect(lack(resource(stack, 'Start', ...ways))).toBe(true);
    expect(new References(stack).lackCirclesFrom(ways)).toBe(true);
  });

  test('is not there if a link leads into a circle, from any of the resources', () => {
    const stack = testStack();
    const circle = circleIn(stack);
    expect(lack(circle)).toBe(false);
    expect(lack(resource(stack, 'First'), resource(stack, 'Start', circle))).toBe(false);
    expect(lack(resource(stack, 'Last', circle), resource(stack, 'Alone'))).toBe(false);
  });

  test('is known if a circle is elsewhere', () => {
    const stack = testStack();
    circleIn(stack);
    expect(lack(resource(stack, 'Start', resource(stack, 'End')))).toBe(true);
  });

  test('is not known with a nested stack', () => {
    const stack = testStack();
    resource(new NestedStack(stack, 'Nested'), 'Inner');
    expect(lack(resource(stack, 'Start'))).toBe(false);
  });
});

describe('the links of a resource', () => {
  const linksOf = (element: CfnElement) =>
    new References(element.node.root).linksOf(element).map(({ to, isReference }) => [to.node.path, isReference]);

  test('are its references and its dependencies', () => {
    const stack = testStack();
    const one = resource(stack, 'One', resource(stack, 'Two'));
    one.addResourceDependency(resource(stack, 'Three'));
    expect(linksOf(one)).toEqual([['Test/Two', true], ['Test/Three', false]]);
  });

  test('are found by the logical ID in its own stack', () => {
    const app = new App();
    resource(testStack({ app, id: 'Other' }), 'Two');
    const stack = testStack({ app });
    resource(stack, 'Two');
    const one = resource(stack, 'One');
    one.addPropertyOverride('Own', { 'Fn::GetAtt': ['Two', 'Arn'] });
    expect(linksOf(one)).toEqual([['Test/Two', true]]);
  });

  test('are found in texts, in JSON, in lists and under conditions', () => {
    const stack = testStack();
    const [text, json, list, conditional] = ['Text', 'Json', 'List', 'Conditional'].map((id) => resource(stack, id));
    const condition = new CfnCondition(stack, 'Condition', { expression: Fn.conditionEquals('a', 'b') });
    const one = new CfnResource(stack, 'One', {
      type: 'Own::Type',
      properties: {
        Text: `of ${text.ref}, ${text.getAtt('Arn')}`,
        Json: stack.toJsonString({ of: json.ref }),
        List: Token.asList(list.getAtt('Arns', ResolutionTypeHint.STRING_LIST)),
        Conditional: Fn.conditionIf(condition.logicalId, conditional.ref, Aws.NO_VALUE),
      },
    });
    expect(linksOf(one).map(([to]) => to)).toEqual(['Test/Text', 'Test/Json', 'Test/List', 'Test/Conditional']);
  });

  test.each<[string, (target: CfnResource) => unknown]>([
    ['an attribute in a list that is joined', (target) => Fn.join('', ['a', target.getAtt('Arn').toString()])],
    ['a value that is produced late', (target) => Lazy.any({ produce: () => [{ deep: target.ref }] })],
    ['an element of a list', (target) => ({ count: Fn.select(0, [target.ref]) })],
    ['an intrinsic function', (target) => ({ Ref: target.stack.getLogicalId(target) })],
    ['an attribute with dots', (target) => ({ 'Fn::GetAtt': `${target.stack.getLogicalId(target)}.Outputs.X` })],
    ['a substitution', (target) => ({ 'Fn::Sub': [`\${ ${target.stack.getLogicalId(target)}.Arn }`, {}] })],
  ])('are found in %s', (_what, refer) => {
    const stack = testStack();
    const two = resource(stack, 'Two');
    const value = refer(two);
    const one = new CfnResource(stack, 'One', { type: 'Own::Type', properties: { value, region: { Ref: 'AWS::Region' }, text: 'Two' } });
    expect(linksOf(one)).toEqual([['Test/Two', true]]);
    expect(new References(stack).targetsOf(value, stack)).toEqual([two]);
  });

  test('are found anew when they are forgotten', () => {
    const stack = testStack();
    const [two, three] = [resource(stack, 'Two'), resource(stack, 'Three')];
    const one = resource(stack, 'One', two);
    const references = new References(stack);
    const targets = () => references.linksOf(one).map(({ to }) => to);
    expect(targets()).toEqual([two]);
    one.addPropertyOverride('Other', three.ref);
    expect(targets()).toEqual([two]);
    references.forgetLinksOf([one]);
    expect(targets()).toEqual([two, three]);
  });

  test('of one stack do not lead out of it, nor to the same logical ID in it', () => {
    const app = new App();
    const [stack, other] = [testStack({ app }), testStack({ app, id: 'Other' })];
    resource(stack, 'Two');
    const one = resource(stack, 'One', resource(other, 'Two'));
    expect(new References(stack).linksOf(one)).toEqual([]);
    expect(new References(app).linksOf(one).map(({ to }) => to.node.path)).toEqual(['Other/Two']);
  });

  test('show through the parameters and outputs of nested stacks, before and after synthesis', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    const outer = resource(stack, 'Outer');
    const inner = resource(nested, 'Inner', outer);
    const last = resource(stack, 'Last', inner);
    const all = () => [inner, last].map(linksOf);
    const before = all();
    Template.fromStack(stack);
    expect(before).toEqual([[['Test/Outer', true]], [['Test/Nested/Inner', true]]]);
    expect(all()).toEqual(before);
  });

  test('show through a reference of which the strength was set', () => {
    const app = new App();
    const two = resource(testStack({ app, id: 'Other' }), 'Two');
    const stack = testStack({ app });
    const one = new CfnResource(stack, 'One', { type: 'Own::Type', properties: { Of: Stack.consumeReference(two.ref, ReferenceStrength.WEAK) } });
    expect(linksOf(one)).toEqual([['Other/Two', true]]);
  });

  test('are found in an included template', () => {
    const templateFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'included-')), 'template.json');
    fs.writeFileSync(templateFile, JSON.stringify({
      Resources: {
        One: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::Sub': 'of ${Two.TopicName}' } }, DependsOn: 'Three' },
        Two: { Type: 'AWS::SNS::Topic' },
        Three: { Type: 'AWS::SNS::Topic' },
      },
    }));
    const stack = testStack();
    const included = new cloudformation_include.CfnInclude(stack, 'Included', { templateFile });
    Template.fromStack(stack);
    expect(linksOf(included.getResource('One'))).toEqual([['Test/Included/Two', true], ['Test/Included/Three', false]]);
  });

  test('are none where the resource cannot be rendered', () => {
    const stack = testStack();
    const broken = new CfnResource(stack, 'One', { type: 'Own::Type', properties: { Of: Lazy.any({ produce: () => { throw new Error('broken'); } }) } });
    expect(linksOf(broken)).toEqual([]);
  });

  test('are none to resources of another stage', () => {
    const app = new App();
    const other = resource(new Stack(new Stage(app, 'Stage'), 'Other'), 'Two');
    expect(linksOf(resource(testStack({ app }), 'One', other))).toEqual([]);
  });
});

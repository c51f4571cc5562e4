import { App, CfnResource, NestedStack, Token, aws_sns as sns, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Dependencies, dependenciesAtSynth, watchForCircles } from '../../../src/private/dependencies/circular-dependency';
import { testStack } from '../../helpers/stack';

const ENDPOINT = 'AWS::SageMaker::Endpoint';
const CONFIG = 'AWS::SageMaker::EndpointConfig';
const MODEL = 'AWS::SageMaker::Model';

function resource(scope: Construct, id: string, type = 'Own::Type'): CfnResource {
  return new CfnResource(scope, id, { type });
}

function watched(scope: Construct, id: string, type = ENDPOINT): CfnResource {
  const created = resource(scope, id, type);
  watchForCircles(created);
  return created;
}

/** Makes each resource refer to the next one. */
function chain(...resources: CfnResource[]): void {
  resources.slice(1).forEach((to, index) => resources[index].addPropertyOverride(`To${to.node.id}`, to.ref));
}

function circle(...resources: CfnResource[]): void {
  chain(...resources, resources[0]);
}

function problemsOf(...resources: CfnResource[]): string[] {
  const dependencies = new Dependencies(resources[0].node.root);
  return resources.flatMap((each) => dependencies.problemsOf(each));
}

const said = (noun: string, path: string, advice: string) => `the ${noun} depends on itself, so that CloudFormation cannot create it: ${path}; ${advice}`;
const useName = (user: string) => `set endpointName, and use that string in '${user}' instead of a reference to the endpoint`;

describe('a circle through a resource of this library', () => {
  test('is reported with its path, from the resource to itself', () => {
    const stack = testStack();
    const endpoint = watched(stack, 'Endpoint');
    circle(endpoint, resource(stack, 'One'), resource(stack, 'Two'));
    expect(problemsOf(endpoint)).toEqual([
      said('endpoint', "'Test/Endpoint' -> 'Test/One' -> 'Test/Two' -> 'Test/Endpoint'", useName('Test/Two')),
    ]);
  });

  test('is reported where it consists of one resource', () => {
    const stack = testStack();
    const model = watched(stack, 'Model', MODEL);
    circle(model);
    expect(problemsOf(model)).toEqual([
      said('model', "'Test/Model' -> 'Test/Model'", "set modelName, and use that string in 'Test/Model' instead of a reference to the model"),
    ]);
  });

  test('is not reported where only a property that the CDK does not render refers to it', () => {
    const stack = testStack();
    const endpoint = watched(stack, 'Endpoint');
    const topic = new sns.CfnTopic(stack, 'Topic', { deliveryStatusLogging: Token.asAny([{ protocol: 'sqs', comment: endpoint.ref }]) });
    endpoint.addResourceDependency(topic);
    expect(problemsOf(endpoint)).toEqual([]);
    topic.addPropertyOverride('DisplayName', endpoint.ref);
    expect(problemsOf(endpoint)).toEqual([said('endpoint', "'Test/Endpoint' -> 'Test/Topic' -> 'Test/Endpoint'", useName('Test/Topic'))]);
  });

  test('is reported as the shortest of several', () => {
    const stack = testStack();
    const endpoint = watched(stack, 'Endpoint');
    const [one, two] = ['One', 'Two'].map((id) => resource(stack, id));
    circle(endpoint, one, two);
    circle(endpoint, two);
    expect(problemsOf(endpoint)).toEqual([said('endpoint', "'Test/Endpoint' -> 'Test/Two' -> 'Test/Endpoint'", useName('Test/Two'))]);
  });

  test('is reported once, by the endpoint rather than its configuration or its model', () => {
    const stack = testStack();
    const model = watched(stack, 'Model', MODEL);
    const config = watched(stack, 'Config', CONFIG);
    const endpoint = watched(stack, 'Endpoint');
    circle(endpoint, config, model);
    expect(problemsOf(model, config)).toEqual([]);
    expect(problemsOf(endpoint)).toEqual([
      said('endpoint', "'Test/Endpoint' -> 'Test/Config' -> 'Test/Model' -> 'Test/Endpoint'", useName('Test/Model')),
    ]);
  });

  test('is reported by the configuration where no endpoint is in it', () => {
    const stack = testStack();
    const model = watched(stack, 'Model', MODEL);
    const config = watched(stack, 'Config', CONFIG);
    circle(config, model);
    expect(problemsOf(model, config)).toEqual([said('endpoint configuration', "'Test/Config' -> 'Test/Model' -> 'Test/Config'",
      "set endpointConfigName, and use that string in 'Test/Model' instead of a reference to the endpoint configuration")]);
  });

  test('is reported for each of two that have nothing to do with each other', () => {
    const stack = testStack();
    const endpoints = ['One', 'Two'].map((id) => watched(stack, id));
    endpoints.forEach((endpoint) => circle(endpoint, resource(stack, `Of${endpoint.node.id}`)));
    expect(problemsOf(...endpoints)).toEqual(['One', 'Two'].map((id) =>
      said('endpoint', `'Test/${id}' -> 'Test/Of${id}' -> 'Test/${id}'`, useName(`Test/Of${id}`))));
  });

  test('is reported by the dependency that closes it', () => {
    const stack = testStack();
    const endpoint = watched(stack, 'Endpoint');
    const one = resource(stack, 'One');
    chain(endpoint, one);
    one.addResourceDependency(endpoint);
    expect(problemsOf(endpoint)).toEqual([
      said('endpoint', "'Test/Endpoint' -> 'Test/One' -> 'Test/Endpoint'", "remove the dependency of 'Test/One' on the endpoint"),
    ]);
  });

  test.each(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'])('is reported with another way out for %s', (type) => {
    const stack = testStack();
    const endpoint = watched(stack, 'Endpoint');
    circle(endpoint, resource(stack, 'Policy', type));
    expect(problemsOf(endpoint)).toEqual([said('endpoint', "'Test/Endpoint' -> 'Test/Policy' -> 'Test/Endpoint'",
      "remove the statement that refers to the endpoint from 'Test/Policy', and attach it to the role with a policy of its own, "
      + 'new iam.Policy(scope, id, { roles, statements })')]);
  });

  test('is reported however long it is', () => {
    const stack = testStack();
    const endpoint = watched(stack, 'Endpoint');
    const others = Array.from({ length: 3000 }, (_, index) => resource(stack, `Other${index}`));
    circle(endpoint, ...others);
    expect(problemsOf(endpoint)).toEqual([expect.stringMatching(/'Test\/Endpoint' -> 'Test\/Other0' -> .* -> 'Test\/Other2999' -> 'Test\/Endpoint'; set/)]);
  });
});

describe('a circle through a nested stack', () => {
  function nestedIn(stack: Stack, id = 'Nested'): NestedStack {
    return new NestedStack(stack, id);
  }

  test('is reported where another resource in it leads back', () => {
    const stack = testStack();
    const nested = nestedIn(stack);
    const endpoint = watched(stack, 'Endpoint');
    chain(endpoint, resource(nested, 'Alarm'));
    chain(resource(nested, 'Client'), endpoint);
    expect(problemsOf(endpoint)).toEqual([said('endpoint',
      "'Test/Endpoint' -> 'Test/Nested/Alarm', which is in a nested stack with 'Test/Nested/Client' -> 'Test/Endpoint'", useName('Test/Nested/Client'))]);
  });

  test('is reported where the endpoint is in it', () => {
    const stack = testStack();
    const endpoint = watched(nestedIn(stack), 'Endpoint');
    circle(endpoint, resource(stack, 'Client'));
    expect(problemsOf(endpoint)).toEqual([
      said('endpoint', "'Test/Nested/Endpoint' -> 'Test/Client' -> 'Test/Nested/Endpoint'", useName('Test/Client')),
    ]);
  });

  test('is reported where the endpoint in it leads to a resource that needs another one in it', () => {
    const stack = testStack();
    const nested = nestedIn(stack);
    const endpoint = watched(nested, 'Endpoint');
    chain(endpoint, resource(stack, 'Outer'), resource(nested, 'Other'));
    expect(problemsOf(endpoint)).toEqual([said('endpoint',
      "'Test/Nested/Endpoint' -> 'Test/Outer' -> 'Test/Nested/Other', which is in a nested stack with 'Test/Nested/Endpoint'",
      "move 'Test/Nested/Other' out of the nested stack")]);
  });

  test('is reported where a resource beside it needs something else, and the endpoint is needed', () => {
    const stack = testStack();
    const nested = nestedIn(stack);
    const endpoint = watched(nested, 'Endpoint');
    const outer = resource(stack, 'Outer');
    chain(resource(nested, 'Other'), outer, endpoint);
    expect(problemsOf(endpoint)).toEqual([said('endpoint',
      "'Test/Nested/Other' -> 'Test/Outer' -> 'Test/Nested/Endpoint', which is in a nested stack with 'Test/Nested/Other'", useName('Test/Outer'))]);
  });

  test('is reported where it is within another one', () => {
    const stack = testStack();
    const outer = nestedIn(stack);
    const endpoint = watched(nestedIn(outer, 'Inner'), 'Endpoint');
    circle(endpoint, resource(stack, 'Client'));
    expect(problemsOf(endpoint)).toEqual([
      said('endpoint', "'Test/Nested/Inner/Endpoint' -> 'Test/Client' -> 'Test/Nested/Inner/Endpoint'", useName('Test/Client')),
    ]);
  });

  test('is none where all leads in one direction', () => {
    const stack = testStack();
    const [one, two] = ['One', 'Two'].map((id) => nestedIn(stack, id));
    const endpoint = watched(one, 'Endpoint');
    chain(endpoint, resource(one, 'Other'), resource(stack, 'Outer'), resource(two, 'Last'));
    chain(resource(stack, 'First'), endpoint);
    expect(problemsOf(endpoint)).toEqual([]);
  });

  test('is not reported where the endpoint in it has no part in it', () => {
    const stack = testStack();
    const nested = nestedIn(stack);
    const endpoint = watched(nested, 'Endpoint');
    circle(resource(nested, 'Inner'), resource(stack, 'Outer'));
    expect(problemsOf(endpoint)).toEqual([]);
  });
});

describe('no circle is reported', () => {
  test('that goes through none of these resources, although they lead to it', () => {
    const stack = testStack();
    const endpoint = watched(stack, 'Endpoint');
    const one = resource(stack, 'One');
    circle(one, resource(stack, 'Two'));
    chain(endpoint, one);
    expect(problemsOf(endpoint)).toEqual([]);
  });

  test('through a resource that is defined without this library', () => {
    const stack = testStack();
    const endpoint = resource(stack, 'Endpoint', ENDPOINT);
    circle(endpoint, resource(stack, 'One'));
    expect(problemsOf(endpoint)).toEqual([]);
  });

  test('where two ways meet', () => {
    const stack = testStack();
    const endpoint = watched(stack, 'Endpoint');
    const end = resource(stack, 'End');
    chain(endpoint, resource(stack, 'One'), end);
    chain(endpoint, resource(stack, 'Two'), end);
    expect(problemsOf(endpoint)).toEqual([]);
  });

  test('across stacks, where the CDK refuses it', () => {
    const app = new App();
    const endpoint = watched(testStack({ app }), 'Endpoint');
    circle(endpoint, resource(testStack({ app, id: 'Other' }), 'One'));
    expect(problemsOf(endpoint)).toEqual([]);
  });
});

test('the dependencies are looked up anew when a resource is validated again', () => {
  const stack = testStack();
  const endpoint = watched(stack, 'Endpoint');
  expect(dependenciesAtSynth(endpoint).haveCircleThrough(endpoint)).toBe(false);
  circle(endpoint, resource(stack, 'One'));
  expect(dependenciesAtSynth(endpoint).haveCircleThrough(endpoint)).toBe(true);
});

test('the template of each resource is looked at once, for any number of endpoints', () => {
  const stack = testStack();
  const shared = resource(stack, 'Shared');
  const endpoints = Array.from({ length: 50 }, (_, index) => watched(stack, `Endpoint${index}`));
  endpoints.forEach((endpoint) => chain(endpoint, shared));
  const rendered = jest.spyOn(shared as any, '_toCloudFormation');
  endpoints.forEach((endpoint) => dependenciesAtSynth(endpoint).problemsOf(endpoint));
  expect(rendered).toHaveBeenCalledTimes(1);
});

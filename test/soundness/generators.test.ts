import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { buildApp, PlanError } from './app/build';
import { outcomeOf, outcomeOfError } from './app/outcome';
import { call, get, given, id, make, method, scope, variable, type Plan, type Step, type Value } from './app/plan';
import { programOf } from './app/program';
import { apps, REGIONS } from './generate/apps';
import { Model } from '../../src';
import { STRUCTS } from '../../src/private/structs.generated';

const ASSETS = path.join(__dirname, '..', 'same', 'features', 'assets');
const SAMPLES = fc.sample(apps, { seed: 1, numRuns: 3000 });

/** Structs that users do not pass: what the library returns, and what classes of their own return. */
const RETURNED = [
  // Models that are imported with attributes: given.ts.
  'ModelAttributes',
  'InstanceProductionVariant', 'ProductionVariant', 'ServerlessProductionVariant', 'ContainerImageConfig', 'ModelDataConfig', 'PipelineProps',
  'ScalableCopyCountProps', 'ScalableInstanceCountProps', 'EndpointAlarmsProps', 'EndpointDashboardProps', 'BundlingOptions', 'DockerVolume',
];
/** Properties that other files test with each value: they need what a random app does not have. */
const LEFT_OUT = ['policy', 'eventPattern', 'crossStackScope', 'integrationPattern', 'heartbeatTimeout', 'targetContainerHostname', 'targetModel', 'targetContainers',
  'queryLanguage', 'outputs', 'assign', 'resultSelector', 'baseInferenceComponent'];

function keysIn(value: unknown, found: Set<string>): Set<string> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (inner !== undefined) {
        found.add(key);
        keysIn(inner, found);
      }
    }
  }
  return found;
}

const KEYS = keysIn(SAMPLES, new Set());

test.each(Object.entries(STRUCTS).filter(([name]) => !name.startsWith('aws_') && !RETURNED.includes(name)))('apps have each property of %s', (_name, properties) => {
  expect(Object.keys(properties).filter((property) => !KEYS.has(property) && !LEFT_OUT.includes(property))).toEqual([]);
});

test('apps are in eight regions of five partitions, and in none', () => {
  expect(new Set(SAMPLES.map(({ placement }) => placement.region))).toEqual(new Set([undefined, ...REGIONS]));
});

test('apps have stacks, nested stacks and stages, in each combination', () => {
  const places = SAMPLES.map(({ placement }) => [placement.inStage, placement.model, placement.endpoint].join());
  expect(new Set(places).size).toBe(2 * 3 * 3);
});

test('apps have tokens of each kind in strings and numbers', () => {
  const text = JSON.stringify(SAMPLES);
  for (const how of ['parameter', 'ssm', 'import', 'lazy']) {
    for (const kind of ['string', 'number']) {
      expect(text).toContain(`"$":"token","how":"${how}","kind":"${kind}"`);
    }
  }
});

function planOf(...units: Step[][]): Plan {
  return { placement: { region: 'us-east-1', inStage: false, recommendedFlags: false, tagged: false, model: 'same', endpoint: 'nested' }, units };
}

const aModel = (containers: Value): Step => ({ as: 'model', do: make('sm.Model', scope('model'), id('Model'), { containers }) });
const anImage = call('sm.ContainerImage.fromEcrRepository', given('repository'));

test('a plan is printed as a program', () => {
  const plan = planOf([aModel([{ image: anImage, modelData: undefined }]), { do: method(variable('model'), 'grantX', given('role', 1, 'endpoint'), undefined) }, { do: get('sm.Framework.PYTORCH') }]);
  expect(programOf(plan)).toBe([
    '// us-east-1; model: same, endpoint: nested',
    '{',
    '  const model = new sm.Model(modelStack, \'Model\', { containers: [{ image: sm.ContainerImage.fromEcrRepository(repository0) }] });',
    '  model.grantX(role1InEndpointStack);',
    '  sm.Framework.PYTORCH;',
    '}',
  ].join('\n'));
});

describe('the outcome', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soundness-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const outcome = (...units: Step[][]) => outcomeOf(planOf(...units), path.join(folder, 'out'), ASSETS);

  test('of a sound app is its synthesis', () => {
    expect(outcome([aModel([{ image: anImage }])], [aModel([{ image: anImage }])])).toEqual({ kind: 'synthesized' });
    expect(fs.existsSync(path.join(folder, 'out', 'Given.template.json'))).toBe(true);
  });

  test('of what the library refuses at once is its message', () => {
    expect(outcome([aModel([{}])])).toEqual({ kind: 'refused', message: expect.stringMatching(/^Given\/Model: .*image/s) });
  });

  test('of what the library refuses at synthesis is the list of its messages', () => {
    const variants = { instanceProductionVariants: [] };
    expect(outcome([{ do: make('sm.EndpointConfig', scope('model'), id('Config'), variants) }])).toEqual({ kind: 'refused', message: expect.stringContaining('[Given/Config] ') });
  });

  test('of any other error is a counterexample', () => {
    expect(outcomeOfError(new TypeError('x is undefined'))).toEqual({ kind: 'broken', message: expect.stringContaining('x is undefined') });
    expect(outcomeOfError(new Error('Validation failed with the following errors:\n  no path'))).toEqual({ kind: 'broken', message: expect.anything() });
    expect(outcome([{ do: make('cdk.aws_s3.Bucket', scope('model'), 'Same') }, { do: make('cdk.aws_s3.Bucket', scope('model'), 'Same') }])).toEqual({ kind: 'broken', message: expect.stringContaining('Same') });
  });

  test('of a plan without sense is a mistake of the generators', () => {
    expect(outcome([{ do: variable('nobody') }])).toEqual({ kind: 'senseless', message: 'there is no nobody' });
    expect(outcome([{ do: call('sm.Nothing.of') }])).toEqual({ kind: 'senseless', message: 'there is no sm.Nothing' });
  });
});

test('values are built as the program says', () => {
  const app = buildApp(planOf([aModel([{ image: anImage }])]), { assets: ASSETS });
  const stack = app.node.findChild('Given') as Stack;
  expect(stack.region).toBe('us-east-1');
  expect(stack.node.findChild('Model')).toBeInstanceOf(Model);
  expect(app).toBeInstanceOf(App);
  expect(PlanError.name).toBe('PlanError');
});

import { App, CfnParameter, Lazy, type Stack } from 'aws-cdk-lib';
import { CONFIG, awaitedIn, hosting, hostingComponents, refused, rendered, warned, warning } from './given';
import { ContainerImage, Framework, InstanceType, Model, Processor, type InstancePool } from '../../../src';
import { aModel } from '../../helpers/given';
import { must } from '../../helpers/must';
import { like, problemsAtSynth } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { UserImage, aRole } from '../../model/given';
import { aBucket, aKey } from '../../registry/given';

const { G5_XLARGE, M5_LARGE, M5_XLARGE, M5_2XLARGE, C5_LARGE, C5_XLARGE, INF1_XLARGE, G4DN_XLARGE } = InstanceType;
const TYPES = [M5_LARGE, M5_XLARGE, M5_2XLARGE, C5_LARGE, C5_XLARGE, G5_XLARGE];

const pools = (count: number): InstancePool[] => TYPES.slice(0, count).map((instanceType, index) => ({ instanceType, priority: index % 5 + 1 }));

/** A model whose image is made for a kind of processor. */
function target(stack: Stack, processor: Processor, id: string = processor): Model {
  return new Model(stack, id, { containers: [{ image: new UserImage({ imageName: `image:${processor}`, processor }) }] });
}

describe('rendering', () => {
  test('has the pools as they are given, in place of an instance type', () => {
    const variant = rendered({ instancePools: [{ instanceType: M5_LARGE, priority: 2 }, { instanceType: C5_LARGE, priority: 1 }] });
    expect(variant.InstancePools).toEqual([{ InstanceType: 'ml.m5.large', Priority: 2 }, { InstanceType: 'ml.c5.large', Priority: 1 }]);
    expect(variant).not.toHaveProperty('InstanceType');
  });

  test('has the model of a pool', () => {
    const stack = testStack();
    const model = Model.fromModelName(stack, 'Theirs', 'theirs');
    expect(rendered({ instancePools: [{ instanceType: M5_LARGE, priority: 1, model }] }, stack).InstancePools)
      .toEqual([{ InstanceType: 'ml.m5.large', Priority: 1, ModelNameOverride: 'theirs' }]);
  });

  test('has tokens unbroken', () => {
    const stack = testStack();
    const instanceType = InstanceType.of(new CfnParameter(stack, 'Type').valueAsString);
    const priority = new CfnParameter(stack, 'Priority', { type: 'Number' }).valueAsNumber;
    expect(rendered({ instancePools: [{ instanceType, priority }] }, stack).InstancePools).toEqual([{ InstanceType: { Ref: 'Type' }, Priority: { Ref: 'Priority' } }]);
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('the described instance type', () => {
  const described = (instancePools: InstancePool[]) => hosting({ instancePools }).findInstanceProductionVariant('main').instanceType;

  test('is that of the pool that is tried first', () => {
    expect(described([{ instanceType: M5_LARGE, priority: 2 }, { instanceType: C5_LARGE, priority: 1 }])).toBe(C5_LARGE);
  });

  test('is that of the first pool where a priority is a token', () => {
    const priority = Lazy.number({ produce: () => 1 });
    expect(described([{ instanceType: M5_LARGE, priority: 2 }, { instanceType: C5_LARGE, priority }])).toBe(M5_LARGE);
  });
});

describe('limits', () => {
  test.each([1, 5])('there may be %p', (count) => {
    expect(rendered({ instancePools: pools(count) }).InstancePools).toHaveLength(count);
  });

  test('fails with 6', () => {
    expect(refused({ instancePools: pools(6) })).toBe(`Test/Config: variant 'main': instancePools ${must.haveAtMost(5, 6)}`);
  });

  test('fails with none', () => {
    expect(refused({ instancePools: [] })).toBe("Test/Config: variant 'main': instancePools must not be empty; omit it and set instanceType");
  });

  test('fails beside an instanceType', () => {
    expect(refused({ instancePools: pools(1), instanceType: M5_LARGE }))
      .toBe("Test/Config: variant 'main': instancePools cannot be combined with instanceType; omit instanceType");
  });

  test.each([1, 5])('the priority may be %p', (priority) => {
    expect(rendered({ instancePools: [{ instanceType: M5_LARGE, priority }] }).InstancePools[0].Priority).toBe(priority);
  });

  test.each([0, 6])('fails with the priority %p', (priority) => {
    expect(refused({ instancePools: [...pools(1), { instanceType: C5_LARGE, priority }] }))
      .toBe(`Test/Config: variant 'main': instancePools[1].priority ${must.beBetween(1, 5, priority)}`);
  });

  test('fails with a priority that is not an integer', () => {
    expect(refused({ instancePools: [{ instanceType: M5_LARGE, priority: 1.5 }] }))
      .toBe(`Test/Config: variant 'main': instancePools[0].priority ${must.beWhole(1.5)}`);
  });

  test('fails without what is required, in a language that does not see to it', () => {
    expect(refused({ instancePools: [{} as InstancePool] })).toBe('Test/Config: 2 problems:\n'
      + "  - variant 'main': instancePools[0].instanceType is required; specify an InstanceType\n"
      + "  - variant 'main': instancePools[0].priority is required; specify an integer from 1 to 5");
  });
});

describe('a pool that is there twice', () => {
  const twice = [warning('instancePoolTwice', "instancePools of variant 'main' contain a duplicate priority or instanceType; use each of them once")];

  test.each([
    ['priority', [{ instanceType: M5_LARGE, priority: 1 }, { instanceType: C5_LARGE, priority: 1 }]],
    ['type', [{ instanceType: M5_LARGE, priority: 1 }, { instanceType: InstanceType.of('ml.m5.large'), priority: 2 }]],
  ])('by its %s is warned of', (_what, instancePools) => {
    expect(warned({ instancePools })).toEqual(twice);
  });

  test('may not be, where tokens differ', () => {
    const priorities = [1, 1].map((priority) => Lazy.number({ produce: () => priority }));
    expect(warned({ instancePools: [M5_LARGE, C5_LARGE].map((instanceType, index) => ({ instanceType, priority: priorities[index] })) })).toEqual([]);
  });
});

test('a type that is not known is warned of in a pool, and only there', () => {
  expect(warned({ instancePools: [{ instanceType: M5_LARGE, priority: 1 }, { instanceType: InstanceType.of('ml.m55.large'), priority: 2 }] })).toEqual([
    like(warning('unknownInstanceType', "instanceType ml.m55.large ... variant 'main' ...")),
  ]);
});

describe('the model of a pool', () => {
  test('beside inference components is warned of, and is not granted anything', () => {
    const stack = testStack();
    const instancePools = [{ instanceType: M5_LARGE, priority: 1, model: aModel(stack, 'Pool', { role: aRole(stack) }) }];
    hostingComponents({ instancePools, coreDump: { destination: { bucket: aBucket(stack) } } }, stack);
    expect(warningsOf(stack)).toEqual([
      warning('poolModelOfComponents', "the models in instancePools of variant 'main' are ignored, because the variant has no model; set the model of the variant or remove those of instancePools"),
    ]);
    expect(rolesOf(stack, 's3:PutObject')).toEqual([expect.stringMatching(/^ConfigRole/)]);
  });

  test('beside the model of the variant is not warned of', () => {
    const stack = testStack();
    expect(warned({ instancePools: [{ instanceType: M5_LARGE, priority: 1, model: aModel(stack, 'Pool') }] }, stack)).toEqual([]);
  });

  test('fails in another account and region', () => {
    const stack = testStack();
    const theirs = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:model/theirs');
    expect(refused({ instancePools: [...pools(1), { instanceType: C5_LARGE, priority: 2, model: theirs }] }, stack)).toBe('Test/Config: 2 problems:\n'
      + `  - variant 'main': the model of instancePools[1] ${must.beInSame('account', '123456789012', '210987654321')}\n`
      + `  - variant 'main': the model of instancePools[1] ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`);
  });

  test('may be in another stack', () => {
    const app = new App();
    const model = aModel(testStack({ app, id: 'There' }));
    const stack = testStack({ app });
    hosting({ instancePools: [{ instanceType: M5_LARGE, priority: 1, model }] }, stack);
    app.synth();
    expect(propertiesOf(stack, CONFIG).ProductionVariants[0].InstancePools[0].ModelNameOverride)
      .toEqual({ 'Fn::ImportValue': expect.stringMatching(/^There:.*ModelName/) });
  });

  test('has a role that gets what the variant needs, as that of the variant does for the other pools', () => {
    const stack = testStack();
    const instancePools = [{ instanceType: M5_LARGE, priority: 1 }, { instanceType: C5_LARGE, priority: 2, model: aModel(stack, 'Pool') }];
    hosting({ instancePools, ssmAccess: true, coreDump: { destination: { bucket: aBucket(stack) } } }, stack);
    const roles = [expect.stringMatching(/^ModelRole/), expect.stringMatching(/^PoolRole/)];
    expect(rolesOf(stack, 'ssmmessages:OpenDataChannel')).toEqual(roles);
    expect(rolesOf(stack, 's3:PutObject')).toEqual(roles);
    expect(awaitedIn(stack)).toEqual([expect.stringMatching(/^ModelRoleDefaultPolicy/), expect.stringMatching(/^PoolRoleDefaultPolicy/)]);
  });
});

/** The logical ids of the roles that may do something, in the order of the template. */
function rolesOf(stack: Stack, action: string): string[] {
  return Object.values(resourcesOf(stack, 'AWS::IAM::Policy'))
    .filter((policy) => policy.Properties.PolicyDocument.Statement.some((statement: any) => [statement.Action].flat().includes(action)))
    .map((policy) => policy.Properties.Roles[0].Ref).sort();
}

describe('images and the instances of pools', () => {
  const mismatch = (type: string, has: string, made: string) => like(warning('imageProcessor', `variant 'main': ... ${made}, ... instanceType ${type} ... ${has}; ...`));

  test('fit, where a pool has a model for its own processor', () => {
    const stack = testStack();
    expect(warned({
      model: target(stack, Processor.CPU),
      instancePools: [{ instanceType: G5_XLARGE, priority: 1, model: target(stack, Processor.GPU) }, { instanceType: M5_LARGE, priority: 2 }],
    }, stack)).toEqual([]);
  });

  test('are warned of in a pool that is tried later', () => {
    const stack = testStack();
    expect(warned({
      model: target(stack, Processor.GPU), instancePools: [{ instanceType: G5_XLARGE, priority: 1 }, { instanceType: M5_LARGE, priority: 2 }],
    }, stack)).toEqual([mismatch('ml.m5.large', 'cpu', 'gpu')]);
  });

  test('are warned of where it is the model of the pool that does not fit', () => {
    const stack = testStack();
    expect(warned({
      model: target(stack, Processor.CPU),
      instancePools: [{ instanceType: M5_LARGE, priority: 1, model: target(stack, Processor.NEURON) }],
    }, stack)).toEqual([mismatch('ml.m5.large', 'cpu', 'neuron')]);
  });

  test('of a framework are chosen by the pools that host the model', () => {
    const stack = testStack();
    const framework = (id: string) => new Model(stack, id, { containers: [{ image: ContainerImage.fromFramework(Framework.PYTORCH, '2.6.0') }] });
    hosting({
      model: framework('OfVariant'),
      instancePools: [{ instanceType: G5_XLARGE, priority: 1, model: framework('OfPool') }, { instanceType: M5_LARGE, priority: 2 }],
    }, stack);
    const images = Object.fromEntries(Object.entries(resourcesOf(stack, 'AWS::SageMaker::Model'))
      .map(([id, model]) => [id.slice(0, 5), JSON.stringify(model.Properties.PrimaryContainer.Image)]));
    expect(images.OfPoo).toContain('-gpu-');
    expect(images.OfVar).toContain('-cpu-');
  });
});

describe('hardware of one of several pools', () => {
  const instancePools = [{ instanceType: M5_LARGE, priority: 1 }, { instanceType: G4DN_XLARGE, priority: 2 }];

  test('with a local disk is warned of where there is a key', () => {
    const stack = testStack();
    expect(warned({ instancePools }, stack, { encryptionKey: aKey(stack, 'volumes') })).toEqual([
      like(warning('encryptionKeyOfLocalDisk', 'encryptionKey ... local disk ... ml.g4dn.xlarge, ...')),
    ]);
  });

  test('of Inf1 is refused in a shadow test', () => {
    const stack = testStack();
    const shadow = { model: aModel(stack, 'Shadow'), variantName: 'shadow', instancePools: [...pools(1), { instanceType: INF1_XLARGE, priority: 2 }] };
    expect(problemsAtSynth(hosting({}, stack, { shadowProductionVariants: [shadow] }))).toEqual([
      "variant 'shadow' cannot be part of a shadow test, because SageMaker does not support shadow tests on ml.inf1.xlarge; choose another instanceType",
    ]);
  });
});

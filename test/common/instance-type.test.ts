import { CfnParameter, Lazy, SizeRoundingBehavior } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { InstanceType } from '../../src';
import { INSTANCE_FAMILIES } from '../../src/common/instance-families.generated';
import { messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const PARAMETER = new CfnParameter(testStack(), 'Type').valueAsString;
const LAZY = Lazy.string({ produce: () => 't2.medium' });
const PARTLY_TOKEN = `ml.${PARAMETER}.large`;
const MEMBERS = Object.entries(InstanceType).filter((entry): entry is [string, InstanceType] => entry[1] instanceof InstanceType);

const WAYS: [string, (name: string) => InstanceType][] = [
  ['of', (name) => InstanceType.of(name)],
  ['the constructor', (name) => new InstanceType(name)],
];

describe.each(WAYS)('%s', (_how, make) => {
  test.each(['ml.m5.large', 'ml.z99.128xlarge', 'ml.'])('takes the name %p', (name) => {
    expect(make(name)).toBeInstanceOf(InstanceType);
    expect(make(name).toString()).toBe(name);
  });

  test.each([['parameter', PARAMETER], ['lazy', LAZY], ['partial', PARTLY_TOKEN]])('passes a %s token through', (_kind, token) => {
    expect(make(token).toString()).toBe(token);
  });

  test.each(['', 'm5.large', 'ML.m5.large', ' ml.m5.large', 'ml', 'xml.m5.large'])('fails for the name %p', (name) => {
    expect(messageOf(() => make(name))).toBe(`instance type must start with 'ml.', got '${name}'; use for example 'ml.m5.large'`);
  });

  test('takes exactly the names that begin with ml.', () => {
    fc.assert(fc.property(fc.string({ maxLength: 20 }), fc.boolean(), (rest, prefixed) => {
      const name = `${prefixed ? 'ml.' : ''}${rest}`;
      return name.startsWith('ml.') ? make(name).toString() === name : messageOf(() => make(name)).includes(`got '${name}'`);
    }), { numRuns: 100 });
  });
});

describe('the members', () => {
  test('are the sizes of the families, and nothing else', () => {
    const known = [...INSTANCE_FAMILIES].flatMap(([family, { sizes }]) => sizes.map((size) => `ml.${family}.${size}`));
    expect(MEMBERS.map(([, type]) => String(type)).sort()).toEqual(known.sort());
    expect(new Set(known).size).toBe(known.length);
  });

  test('are called like the types', () => {
    for (const [name, type] of MEMBERS) {
      expect(name).toBe(type.toString().slice('ml.'.length).replace(/[.-]/g, '_').toUpperCase());
    }
  });

  test.each<[InstanceType, string]>([
    [InstanceType.M5_LARGE, 'ml.m5.large'], [InstanceType.P4D_24XLARGE, 'ml.p4d.24xlarge'], [InstanceType.INF2_48XLARGE, 'ml.inf2.48xlarge'],
    [InstanceType.T2_MEDIUM, 'ml.t2.medium'], [InstanceType.TRN1_32XLARGE, 'ml.trn1.32xlarge'], [InstanceType.C5D_18XLARGE, 'ml.c5d.18xlarge'],
  ])('%s is %s', (type, name) => {
    expect(type.toString()).toBe(name);
  });

  test('are all known', () => {
    expect(MEMBERS.filter(([, type]) => !type._isKnown())).toEqual([]);
  });
});

describe('the family', () => {
  test.each([
    ['ml.m5.large', 'm5'], ['ml.c5d.xlarge', 'c5d'], ['ml.p6-b200.48xlarge', 'p6-b200'], ['ml.new9.huge', 'new9'],
  ])('of %s is %s', (name, family) => {
    expect(InstanceType.of(name)._family()).toBe(family);
  });

  test.each(['ml.', 'ml.m5', 'ml..large', 'ml.m5.', 'ml.m5.large.extra', PARAMETER, LAZY, PARTLY_TOKEN])('of %p is not known', (name) => {
    expect(InstanceType.of(name)._family()).toBeUndefined();
  });
});

describe('whether a type is known', () => {
  test.each([
    ['ml.m5.large', true], ['ml.p6-b200.48xlarge', true], [PARAMETER, true], [LAZY, true], [PARTLY_TOKEN, true],
    ['ml.m5.huge', false], ['ml.m99.large', false], ['ml.m5', false], ['ml.', false], ['ml.M5.large', false], ['ml.m5.large.extra', false],
    // Names of members that every object has are no families.
    ['ml.constructor.large', false], ['ml.m5.length', false],
  ])('%p: %p', (name, known) => {
    expect(InstanceType.of(name)._isKnown()).toBe(known);
  });
});

describe('what a type can do', () => {
  test.each<[string, boolean]>([
    ['ml.t2.medium', true], ['ml.t3.medium', true], ['ml.t4g.medium', true],
    ['ml.trn1.2xlarge', false], ['ml.m5.large', false], [PARAMETER, false], ['ml.t2', false],
  ])('%p is burstable: %p', (name, burstable) => {
    expect(InstanceType.of(name)._isBurstable()).toBe(burstable);
  });

  test.each<[string, string | undefined]>([
    ['ml.m5.large', 'cpu'], ['ml.c7g.large', 'cpu'], ['ml.g5.xlarge', 'gpu'], ['ml.p4d.24xlarge', 'gpu'], ['ml.p6-b200.48xlarge', 'gpu'],
    ['ml.inf1.xlarge', 'neuron'], ['ml.trn1.2xlarge', 'neuron'], ['ml.dl1.24xlarge', undefined],
    ['ml.m99.large', undefined], [PARAMETER, undefined], [LAZY, undefined],
    // The family tells, also of a size that is newer than this library.
    ['ml.m5.huge', 'cpu'],
  ])('%p runs on %p', (name, processor) => {
    expect(InstanceType.of(name)._processor()).toBe(processor);
  });

  test.each<[string, boolean | undefined]>([
    ['ml.m5d.large', true], ['ml.g4dn.xlarge', true], ['ml.g5.xlarge', true], ['ml.p4d.24xlarge', true], ['ml.trn1.2xlarge', true],
    ['ml.dl1.24xlarge', true], ['ml.m5.large', false], ['ml.p3.2xlarge', false], ['ml.inf2.xlarge', false], ['ml.t2.medium', false],
    ['ml.m99.large', undefined], [PARAMETER, undefined], [LAZY, undefined],
  ])('%p has local storage: %p', (name, localStorage) => {
    expect(InstanceType.of(name)._hasLocalStorage()).toBe(localStorage);
  });
});

describe('the CPUs of a type', () => {
  test.each<[string, boolean, boolean]>([
    ['ml.m6g.large', true, true], ['ml.c7gn.large', true, true], ['ml.r7gd.medium', true, true], ['ml.g5g.xlarge', true, true], ['ml.t4g.medium', true, true], ['ml.m10g.large', true, true],
    ['ml.p6e-gb200.36xlarge', false, true], ['ml.p7e-gb300.36xlarge', false, true], ['ml.p6-b200.48xlarge', false, false], ['ml.p6e-gb.36xlarge', false, false],
    ['ml.p6e-gb200x.36xlarge', false, false], ['ml.m5.large', false, false], ['ml.g5.xlarge', false, false], ['ml.g4dn.xlarge', false, false], ['ml.m6g-flex.large', false, false],
    ['ml.trn1.2xlarge', false, false], ['ml.m5', false, false], [PARAMETER, false, false],
  ])('%p are AWS Graviton: %p, Arm-based: %p', (name, graviton, arm) => {
    const type = InstanceType.of(name);
    expect([type._isGraviton(), type._isArm()]).toEqual([graviton, arm]);
  });
});

describe('how large a type is', () => {
  test.each<[string, number | undefined, number | undefined]>([
    ['ml.t2.medium', 2, 0], ['ml.m5.large', 2, 0], ['ml.c4.8xlarge', 36, 0], ['ml.r7gd.medium', 1, 0], ['ml.inf2.48xlarge', 192, 0],
    ['ml.g5.xlarge', 4, 1], ['ml.g5.12xlarge', 48, 4], ['ml.g5.16xlarge', 64, 1], ['ml.g6e.48xlarge', 192, 8], ['ml.p4d.24xlarge', 96, 8],
    // What the sources do not tell.
    ['ml.p2.xlarge', undefined, 1], ['ml.p3.16xlarge', undefined, 8], ['ml.dl1.24xlarge', undefined, 0],
    ['ml.p6e-gb200.36xlarge', undefined, undefined],
    // Of a size that is newer than this library, the family tells only that there is no GPU.
    ['ml.m5.huge', undefined, 0], ['ml.g5.huge', undefined, undefined], ['ml.g5.length', undefined, undefined],
    ['ml.m99.large', undefined, undefined], ['ml.constructor.large', undefined, undefined],
    ['ml.m5', undefined, undefined], ['ml.', undefined, undefined],
    [PARAMETER, undefined, undefined], [LAZY, undefined, undefined], [PARTLY_TOKEN, undefined, undefined],
  ])('%p has %p vCPUs and %p GPUs', (name, vcpus, gpus) => {
    const type = InstanceType.of(name);
    expect([type.vcpus, type.gpus]).toEqual([vcpus, gpus]);
  });

  test.each<[string, number | undefined]>([
    ['ml.t2.medium', 4], ['ml.m5.large', 8], ['ml.c4.large', 3.75], ['ml.g5.12xlarge', 192], ['ml.g6e.48xlarge', 1536], ['ml.p5.48xlarge', 2048],
    ['ml.inf2.48xlarge', 768],
    // What the sources do not tell.
    ['ml.p3.16xlarge', undefined], ['ml.dl1.24xlarge', undefined],
    ['ml.m5.huge', undefined], ['ml.m99.large', undefined], ['ml.m5', undefined], [PARAMETER, undefined], [LAZY, undefined], [PARTLY_TOKEN, undefined],
  ])('%p has %p GiB of memory', (name, gibibytes) => {
    expect(InstanceType.of(name).memory?.toGibibytes({ rounding: SizeRoundingBehavior.NONE })).toBe(gibibytes);
  });

  test('is said for each size of a family', () => {
    for (const [, { processor, sizes, vcpus, gpus, memory }] of INSTANCE_FAMILIES) {
      expect(vcpus).toHaveLength(sizes.length);
      expect(memory).toHaveLength(sizes.length);
      expect(gpus?.length).toBe(processor === 'gpu' ? sizes.length : undefined);
    }
  });

  test('only GPU types have GPUs', () => {
    expect(MEMBERS.filter(([, type]) => (type.gpus !== 0) !== (type._processor() === 'gpu'))).toEqual([]);
  });
});

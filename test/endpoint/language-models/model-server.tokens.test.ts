import { Duration, Size, Token } from 'aws-cdk-lib';
import { environmentOf, HUB, llama } from './given';
import { Capacity, InstanceType, ModelServer } from '../../../src';
import { LMI } from '../../../src/endpoint/language-models/lmi';
import { SGLANG } from '../../../src/endpoint/language-models/sglang';
import { TEI } from '../../../src/endpoint/language-models/tei';
import { VLLM } from '../../../src/endpoint/language-models/vllm';
import { STRUCTS } from '../../../src/private/structs.generated';
import { testStack } from '../../helpers/stack';

/** A token of a kind; undefined for a switch, which has no token. */
const TOKENS: { [kind: string]: () => unknown } = {
  'number': () => Token.asNumber({ Ref: 'X' }),
  'string': () => Token.asString({ Ref: 'X' }),
  'Duration': () => Duration.seconds(Token.asNumber({ Ref: 'X' })),
  'Size': () => Size.bytes(Token.asNumber({ Ref: 'X' })),
  'any{}': () => ({ member: Token.asString({ Ref: 'X' }) }),
  'number{}': () => ({ member: Token.asNumber({ Ref: 'X' }) }),
};

/** The value of a variable with such a token. */
const RENDERED: { [kind: string]: object } = {
  'any{}': { 'Fn::Join': ['', ['{"member":"', { Ref: 'X' }, '"}']] },
  'number{}': { 'Fn::Join': ['', ['{"member":', { Ref: 'X' }, '}']] },
};

const SERVERS = [
  { definition: VLLM, struct: 'VllmServerOptions', create: ModelServer.vllm },
  { definition: SGLANG, struct: 'SglangServerOptions', create: ModelServer.sglang },
  { definition: LMI, struct: 'LmiServerOptions', create: ModelServer.lmi },
  { definition: TEI, struct: 'TeiServerOptions', create: ModelServer.tei },
] as const;

/** What an option requires beside it. */
const WITH: { [option: string]: object } = { sessionsExpiration: { statefulSessions: true } };

/** The server, the option, its kind, and the method that takes it. */
type Case = [string, string, string, any];

const cases = SERVERS.flatMap(({ definition, struct, create }) => Object.keys(definition.options).map(
  (option): Case => [definition.title, option, (STRUCTS[struct] as { [option: string]: string })[option], create],
));

test('each option is a switch, has a token, or is a group of such options', () => {
  const kinds = [...new Set(cases.map(([, , kind]) => kind))].sort();
  expect(kinds.filter((kind) => !(kind in TOKENS))).toEqual(['LoraOptions', 'SglangLoraOptions', 'SglangSpeculativeOptions', 'boolean']);
});

test.each(cases.filter(([, , kind]) => kind in TOKENS))('a token as the option %s.%s is rendered (%s)', (title, option, kind, create) => {
  const stack = testStack();
  const server = create({ weights: HUB, ...(title === 'LMI' ? {} : WITH[option]), [option]: TOKENS[kind]() });
  llama(stack, server, { capacity: Capacity.instances(title === 'TEI' ? InstanceType.G6E_XLARGE : InstanceType.G6E_12XLARGE) });

  expect(Object.values(environmentOf(stack)).filter((value) => typeof value === 'object'))
    .toEqual([RENDERED[kind] ?? { Ref: 'X' }]);
});

test.each([
  ['lora', { maxLoras: Token.asNumber({ Ref: 'X' }), maxLoraRank: Token.asNumber({ Ref: 'X' }), maxCpuLoras: Token.asNumber({ Ref: 'X' }) }, ModelServer.vllm, 3],
  ['lora', { loraPath: Token.asString({ Ref: 'X' }), maxLorasPerBatch: Token.asNumber({ Ref: 'X' }), targetModules: Token.asString({ Ref: 'X' }) }, ModelServer.sglang, 3],
  ['speculative', { algorithm: Token.asString({ Ref: 'X' }), numSteps: Token.asNumber({ Ref: 'X' }) }, ModelServer.sglang, 2],
])('tokens in the group %s are rendered (%#)', (option, value, create: any, count) => {
  const stack = testStack();
  llama(stack, create({ weights: HUB, [option]: value }));

  expect(Object.values(environmentOf(stack)).filter((each) => typeof each === 'object')).toEqual(Array(count).fill({ Ref: 'X' }));
});

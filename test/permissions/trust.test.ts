import { CfnParameter, Token, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { EndpointConfig } from '../../src';
import { whyNotAssumable } from '../../src/permissions/trust';
import { aModel } from '../helpers/given';
import { testStack, warningsOf } from '../helpers/stack';

const SAGEMAKER = new iam.ServicePrincipal('sagemaker.amazonaws.com');
const LAMBDA = new iam.ServicePrincipal('lambda.amazonaws.com');
const reason = "the trust policy of role 'Test/Role' does not allow sagemaker.amazonaws.com to assume it";

function roleOf(assumedBy: iam.IPrincipal, stack = testStack()): iam.Role {
  return new iam.Role(stack, 'Role', { assumedBy });
}

test.each<[string, iam.IPrincipal]>([
  ['another service', LAMBDA],
  ['an account', new iam.AccountRootPrincipal()],
  ['several others', new iam.CompositePrincipal(LAMBDA, new iam.AccountPrincipal('123456789012'))],
  ['any principal, which is no service', new iam.ArnPrincipal('arn:aws:iam::123456789012:user/me')],
  ['a service with sagemaker in its name', new iam.ServicePrincipal('edgesagemaker.amazonaws.com')],
])('a role for %s can not be assumed', (_what, principal) => {
  expect(whyNotAssumable(roleOf(principal))).toBe(reason);
});

test.each<[string, iam.IPrincipal]>([
  ['SageMaker', SAGEMAKER],
  ['SageMaker under a condition', new iam.ServicePrincipal('sagemaker.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': '123456789012' } } })],
  ['SageMaker with conditions added', new iam.PrincipalWithConditions(SAGEMAKER, { Bool: { 'aws:SecureTransport': 'true' } })],
  ['SageMaker and others', new iam.CompositePrincipal(LAMBDA, SAGEMAKER)],
  ['SageMaker with session tags', new iam.SessionTagsPrincipal(SAGEMAKER)],
  ['everything', new iam.StarPrincipal()],
  ['every principal, which means the same', new iam.AnyPrincipal()],
  ['a service that is a token', new iam.ServicePrincipal(Token.asString({ Ref: 'Service' }))],
])('a role for %s can be', (_what, principal) => {
  expect(whyNotAssumable(roleOf(principal))).toBeUndefined();
});

test('a trust that is added later counts', () => {
  const role = roleOf(LAMBDA);
  expect(whyNotAssumable(role)).toBe(reason);
  role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [SAGEMAKER] }));
  expect(whyNotAssumable(role)).toBeUndefined();
});

test.each<[string, (resource: iam.CfnRole, document: unknown) => void]>([
  ['an override', (resource, document) => resource.addPropertyOverride('AssumeRolePolicyDocument', document)],
  ['the property of the L1 construct', (resource, document) => { resource.assumeRolePolicyDocument = document; }],
])('a trust that is set by %s counts', (_how, set) => {
  const trusts = (service: string) => ({ Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }] });
  const [stack, other] = [testStack(), testStack()];
  const [able, unable] = [roleOf(LAMBDA, stack), roleOf(SAGEMAKER, other)];
  set(able.node.defaultChild as iam.CfnRole, trusts('sagemaker.amazonaws.com'));
  set(unable.node.defaultChild as iam.CfnRole, trusts('lambda.amazonaws.com'));
  expect([whyNotAssumable(able), whyNotAssumable(unable)]).toEqual([undefined, reason]);
});

test.each(['sts:AssumeRole', 'STS:assumerole', 'sts:*', 'sts:Assume*', '*'])('a statement that allows %s counts', (action) => {
  const role = roleOf(LAMBDA);
  role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: [action], principals: [SAGEMAKER] }));
  expect(whyNotAssumable(role)).toBeUndefined();
});

test.each(['sts:AssumeRoleWith*', 'sts:Tag*', 'xsts:*', 'sts:AssumeRoleX'])('a statement that allows %s does not', (action) => {
  const role = roleOf(LAMBDA);
  role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: [action], principals: [SAGEMAKER] }));
  expect(whyNotAssumable(role)).toBe(reason);
});

test('a statement that denies, or that is for another action, does not', () => {
  const role = roleOf(LAMBDA);
  role.assumeRolePolicy!.addStatements(
    new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['sts:AssumeRole'], principals: [SAGEMAKER] }),
    new iam.PolicyStatement({ actions: ['sts:TagSession'], principals: [SAGEMAKER] }),
  );
  expect(whyNotAssumable(role)).toBe(reason);
});

test('a service-linked role can not be, an imported role may be', () => {
  const stack = testStack();
  const imported = (id: string, arn: string) => iam.Role.fromRoleArn(stack, id, arn);
  const linked = 'arn:aws:iam::123456789012:role/aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForAmazonSageMakerNotebooks';
  expect(whyNotAssumable(imported('Linked', linked))).toBe(`'${linked}' is a service-linked role, which only its own service can assume`);
  expect(whyNotAssumable(imported('Imported', 'arn:aws:iam::123456789012:role/hosting'))).toBeUndefined();
  expect(whyNotAssumable(imported('Unknown', new CfnParameter(stack, 'Arn').valueAsString))).toBeUndefined();
});

const warning = (path: string) => `${path}: SageMaker cannot assume role, because ${reason}; specify a role with assumedBy new `
  + "iam.ServicePrincipal('sagemaker.amazonaws.com'), or omit role [ack: cdk-sagemaker-hosting:roleNotAssumable]";

function used(stack: Stack, role?: iam.IRole): string[] {
  aModel(stack, 'Model', { role });
  new EndpointConfig(stack, 'Config', { role, instanceProductionVariants: [{ variantName: 'main' }] });
  return warningsOf(stack);
}

test('a model and a configuration warn of it', () => {
  const stack = testStack();
  expect(used(stack, roleOf(LAMBDA, stack))).toEqual([warning('Test/Model'), warning('Test/Config')]);
});

test('they do not for a role that SageMaker can assume, or for their own', () => {
  const stack = testStack();
  expect(used(stack, roleOf(SAGEMAKER, stack).withoutPolicyUpdates())).toEqual([]);
  expect(used(testStack())).toEqual([]);
});

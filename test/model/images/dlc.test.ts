import { App, CfnMapping, CfnParameter, Stack, aws_iam as iam, region_info } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ContainerImage, Model } from '../../../src';
import { DLC_ACCOUNTS } from '../../../src/dlc/dlc-accounts.generated';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { resourcesOf, statementsOf, testStack } from '../../helpers/stack';
import { LOG_IN, aRole, arnIn, dependenciesIn, imageIn, modelIn, ownStatements } from '../given';

const PULL = { Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], Effect: 'Allow' };
const FOUND = { 'Fn::FindInMap': ['DlcRepositoryAccountMap', { Ref: 'AWS::Region' }, 'value'] };
const ACCOUNT = '123456789012';

function stackIn(region?: string): Stack {
  return region ? testStack({ env: { account: ACCOUNT, region } }) : new Stack(new App(), 'Test');
}

describe.each([
  ['us-east-1', '763104351884'],
  ['il-central-1', '780543022126'],
  ['af-south-1', '626614931356'],
  ['us-gov-west-1', '442386744353'],
  ['cn-north-1', '727897471807'],
])('in %s', (region, account) => {
  test('the image is in the registry of the region, in the account that is known for it', () => {
    const stack = stackIn(region);
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '0.30-gpu') }] });
    expect(modelIn(stack).PrimaryContainer).toEqual({ Image: imageIn('djl-inference:0.30-gpu', `${account}.dkr.ecr.${region}`) });
  });

  test('the model may pull from this repository, and waits for the permission', () => {
    const stack = stackIn(region);
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '0.30-gpu') }] });
    expect(ownStatements(stack)).toEqual([{ ...PULL, Resource: arnIn('ecr', 'repository/djl-inference', `${region}:${account}`) }, LOG_IN]);
    expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
  });
});

test.each(['cn-north-1', 'us-gov-west-1'])('the partition of %s is the literal one where the app asks for literals', (region) => {
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
  const stack = testStack({ app, env: { account: ACCOUNT, region } });
  new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1') }] });
  expect(ownStatements(stack)[0].Resource)
    .toBe(`arn:${region.startsWith('cn') ? 'aws-cn' : 'aws-us-gov'}:ecr:${region}:${DLC_ACCOUNTS[region]}:repository/djl-inference`);
});

test('a digest follows an at sign', () => {
  const stack = testStack();
  const digest = `sha256:${'0'.repeat(64)}`;
  new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', digest) }] });
  expect(modelIn(stack).PrimaryContainer.Image).toEqual(imageIn(`djl-inference@${digest}`, '763104351884.dkr.ecr.us-east-1'));
});

test('repository and tag may be tokens', () => {
  const stack = testStack();
  const [repository, tag] = ['Repository', 'Tag'].map((id) => new CfnParameter(stack, id).valueAsString);
  new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc(repository, tag) }] });
  expect(modelIn(stack).PrimaryContainer.Image).toEqual({
    'Fn::Join': ['', ['763104351884.dkr.ecr.us-east-1.', { Ref: 'AWS::URLSuffix' }, '/', { Ref: 'Repository' }, ':', { Ref: 'Tag' }]],
  });
});

test('several images fit into one model, also the same one twice', () => {
  const stack = testStack();
  const image = ContainerImage.fromDlc('djl-inference', '1');
  new Model(stack, 'Model', { containers: [{ image }, { image }, { image: ContainerImage.fromDlc('pytorch-inference', '2') }] });
  expect(modelIn(stack).Containers).toEqual(['djl-inference:1', 'djl-inference:1', 'pytorch-inference:2']
    .map((name) => ({ Image: imageIn(name, '763104351884.dkr.ecr.us-east-1') })));
  expect(ownStatements(stack)).toEqual([
    { ...PULL, Resource: arnIn('ecr', 'repository/djl-inference', 'us-east-1:763104351884') },
    LOG_IN,
    { ...PULL, Resource: arnIn('ecr', 'repository/pytorch-inference', 'us-east-1:763104351884') },
  ]);
});

describe('in a stack without a region', () => {
  test('the account is looked up when the stack is deployed', () => {
    const stack = stackIn();
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1') }] });
    expect(modelIn(stack).PrimaryContainer.Image).toEqual({
      'Fn::Join': ['', [FOUND, '.dkr.ecr.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/djl-inference:1']],
    });
    expect(ownStatements(stack)).toEqual([{
      ...PULL,
      Resource: {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:', { Ref: 'AWS::Region' }, ':', FOUND, ':repository/djl-inference']],
      },
    }, LOG_IN]);
  });

  test('one table of all regions serves all images of the stack', () => {
    const stack = stackIn();
    for (const id of ['One', 'Two']) {
      new Model(stack, id, { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1') }, { image: ContainerImage.fromDlc('pytorch-inference', '1') }] });
    }
    expect(Template.fromStack(stack).toJSON().Mappings).toEqual({
      DlcRepositoryAccountMap: Object.fromEntries(Object.entries(DLC_ACCOUNTS).map(([region, value]) => [region, { value }])),
    });
  });

  test('it is the table that the CDK makes, which an app with the alpha has, with the regions that the CDK lacks', () => {
    const [stack, alpha] = [stackIn(), stackIn()];
    expect(alpha.resolve(alpha.regionalFact(region_info.FactName.DLC_REPOSITORY_ACCOUNT))).toEqual(FOUND);
    const before = Template.fromStack(alpha).toJSON().Mappings;
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1') }] });
    const { Mappings } = Template.fromStack(stack).toJSON();
    expect(Object.keys(Mappings)).toEqual(Object.keys(before));
    expect(Mappings.DlcRepositoryAccountMap).toMatchObject(before.DlcRepositoryAccountMap);
    expect(Object.keys(before.DlcRepositoryAccountMap)).not.toContain('il-central-1');
    expect(Mappings.DlcRepositoryAccountMap['me-west-1']).toEqual({ value: '124382933778' });
  });

  test.each([
    [['aws'], FOUND, 'us-east-1'],
    [['aws-cn'], DLC_ACCOUNTS['cn-north-1'], undefined],
    [['aws-us-gov'], FOUND, 'us-gov-west-1'],
  ])('for %j, the account is the one of the CDK as far as it knows one', (partitions, account, region) => {
    const app = new App({ context: { '@aws-cdk/core:target-partitions': partitions } });
    const stack = new Stack(app, 'Test');
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1') }] });
    const [first] = modelIn(stack).PrimaryContainer.Image['Fn::Join'][1];
    expect(first).toEqual(typeof account === 'string' ? `${account}.dkr.ecr.` : account);
    const { Mappings = {} } = Template.fromStack(stack).toJSON();
    expect(Object.keys(Mappings.DlcRepositoryAccountMap ?? {})).toEqual(region ? expect.arrayContaining([region]) : []);
  });

  test('the table does not get in the way of one of the user', () => {
    const stack = stackIn();
    new CfnMapping(stack, 'DlcAccounts', { mapping: { one: { two: 'three' } } });
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1') }] });
    expect(modelIn(stack).PrimaryContainer.Image['Fn::Join'][1][0]).toEqual(FOUND);
    expect(Object.keys(Template.fromStack(stack).toJSON().Mappings)).toEqual(['DlcAccounts', 'DlcRepositoryAccountMap']);
  });

  test('no table is made when the account is given', () => {
    const stack = stackIn();
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1', '999999999999') }] });
    expect(Template.fromStack(stack).toJSON()).not.toHaveProperty('Mappings');
    expect(modelIn(stack).PrimaryContainer.Image).toEqual({
      'Fn::Join': ['', ['999999999999.dkr.ecr.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/djl-inference:1']],
    });
  });

  test('a role of another stack finds the account too', () => {
    const app = new App();
    const home = new Stack(app, 'Home');
    const stack = new Stack(app, 'Test');
    new Model(stack, 'Model', { role: aRole(home), containers: [{ image: ContainerImage.fromDlc('djl-inference', '1') }] });
    app.synth();
    const template = Template.fromStack(stack).toJSON();
    expect(JSON.stringify(statementsOf(stack))).toContain(JSON.stringify(FOUND));
    expect(template.Mappings.DlcRepositoryAccountMap['us-east-1']).toEqual({ value: '763104351884' });
    expect(Template.fromStack(home).toJSON()).not.toHaveProperty('Mappings');
  });
});

describe('the tag', () => {
  test.each(['1', 't'.repeat(200)])('may be %p', (tag) => {
    const stack = testStack();
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl', tag, ACCOUNT) }] });
    // An image name that is too long is not seen before the domain is known, but SageMaker does not take it.
    expect(modelIn(stack).PrimaryContainer.Image).toEqual(imageIn(`djl:${tag}`));
  });

  test.each(['', ' ', '1 0', '1\n', 't'.repeat(201)])('fails as %p', (tag) => {
    expect(messageOf(() => new Model(testStack(), 'Model', { containers: [{ image: ContainerImage.fromDlc('djl', tag) }] })))
      .toBe(`Test/Model: tag ${must.beTag(tag)}`);
  });

  test('fails together with the account', () => {
    expect(messageOf(() => new Model(testStack(), 'Model', { containers: [{ image: ContainerImage.fromDlc('djl', '', '1') }] }))).toBe([
      'Test/Model: 2 problems:',
      `  - tag ${must.beTag('')}`,
      `  - accountId ${must.beAccount('1')}`,
    ].join('\n'));
  });
});

describe('the repository', () => {
  const from = (repository: string) => new Model(testStack(), 'Model', { containers: [{ image: ContainerImage.fromDlc(repository, '1') }] });

  test.each(['ab', 'djl-inference', 'team/djl_inference.2', 'a'.repeat(256)])('may be %p', (repository) => {
    expect(modelIn(from(repository)).PrimaryContainer.Image).toEqual(imageIn(`${repository}:1`, '763104351884.dkr.ecr.us-east-1'));
  });

  test.each(['', 'a', 'DJL', '-djl', 'djl:1', '763104351884.dkr.ecr.us-east-1.amazonaws.com:443/djl', 'a'.repeat(257)])('fails as %p', (repository) => {
    expect(messageOf(() => from(repository))).toBe("Test/Model: repositoryName must be the name of a repository such as 'pytorch-inference', without its registry "
      + `(2 to 256 characters), got '${repository}'`);
  });
});

describe('the account', () => {
  test('may be given, also in a region that is not known', () => {
    const stack = stackIn('mars-north-1');
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1', '999999999999') }] });
    expect(modelIn(stack).PrimaryContainer.Image).toEqual(imageIn('djl-inference:1', '999999999999.dkr.ecr.mars-north-1'));
    expect(ownStatements(stack)).toEqual([
      { ...PULL, Resource: arnIn('ecr', 'repository/djl-inference', 'mars-north-1:999999999999') }, LOG_IN,
    ]);
  });

  test('may be a token', () => {
    const stack = testStack();
    const account = new CfnParameter(stack, 'Account').valueAsString;
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1', account) }] });
    expect(modelIn(stack).PrimaryContainer.Image).toEqual({
      'Fn::Join': ['', [{ Ref: 'Account' }, '.dkr.ecr.us-east-1.', { Ref: 'AWS::URLSuffix' }, '/djl-inference:1']],
    });
  });

  test.each(['', '12345678901', '1234567890123', '12345678901a', ' 12345678901'])('fails as %p', (account) => {
    expect(messageOf(() => new Model(testStack(), 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1', account) }] })))
      .toBe(`Test/Model: accountId ${must.beAccount(account)}`);
  });

  test('fails when the region is not known', () => {
    expect(messageOf(() => new Model(stackIn('mars-north-1'), 'Model', { containers: [{ image: ContainerImage.fromDlc('djl-inference', '1') }] })))
      .toBe("Test/Model: no account is known for AWS Deep Learning Containers in region 'mars-north-1'; the regions with a known account are "
        + `${Object.keys(DLC_ACCOUNTS).join(', ')}; specify the account with 'accountId'`);
  });
});

test('an imported role may pull too', () => {
  const stack = testStack();
  const role = iam.Role.fromRoleArn(stack, 'GivenRole', 'arn:aws:iam::123456789012:role/serving');
  new Model(stack, 'Model', { role, containers: [{ image: ContainerImage.fromDlc('djl-inference', '1') }] });
  expect(ownStatements(stack)).toEqual([
    { ...PULL, Resource: arnIn('ecr', 'repository/djl-inference', 'us-east-1:763104351884') }, LOG_IN,
  ]);
  expect(dependenciesIn(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')));
});

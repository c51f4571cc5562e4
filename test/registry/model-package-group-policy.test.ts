import { CfnParameter, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { aGroup, groupIn } from './given';
import { sharingStatements } from '../../src/registry/model-package-group-policy';
import { problemsAtSynth } from '../helpers/problems';
import { testStack } from '../helpers/stack';

test.each([[false, []], [true, ['sagemaker:UpdateModelPackage']]])('what other accounts may do, with approval: %p', (canApprove, more) => {
  const rendered = sharingStatements(['999999999999'], ['group'], ['versions'], canApprove).map((each) => each.toStatementJson());
  const of = { Effect: 'Allow', Principal: { AWS: expect.anything() } };
  expect(rendered).toEqual([
    { ...of, Action: 'sagemaker:DescribeModelPackageGroup', Resource: 'group' },
    { ...of, Action: [...['sagemaker:CreateModel', 'sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages'], ...more], Resource: 'versions' },
  ]);
});

describe('the length of the resource policy', () => {
  const statement = (actions = ['sagemaker:ListModelPackages']) =>
    new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources: ['*'] });

  test.each([[0, []], [1, ['the resource policy must have at most 20480 characters, got at least 20481; combine its statements']]])(
    'may be as long as SageMaker takes, and %d characters more', (more, problems) => {
      const group = aGroup();
      group.addToResourcePolicy(statement());
      const rest = 20480 - JSON.stringify(groupIn(group).ModelPackageGroupPolicy).length;
      const long = aGroup();
      long.addToResourcePolicy(statement([`sagemaker:ListModelPackages${'s'.repeat(rest + more)}`]));
      expect(problemsAtSynth(long)).toEqual(problems);
    },
  );

  test('counts what is known where something else is not', () => {
    const group = aGroup();
    [...Array(50).keys()].forEach((index) => group.shareWith(String(100000000000 + index)));
    expect(problemsAtSynth(group)).toEqual([
      expect.stringMatching(/^the resource policy must have at most 20480 characters, got at least \d{5}; combine its statements$/),
    ]);
  });

  test('counts conditions and what they compare with', () => {
    const group = aGroup();
    const conditions = { NumericLessThan: { 'sagemaker:Number': 5 }, Null: { 'sagemaker:Text': true }, StringEquals: { 'aws:PrincipalTag/a': ['b'] } };
    group.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()], actions: [`sagemaker:${'a'.repeat(20480)}`], resources: ['*'], conditions,
    }));
    expect(problemsAtSynth(group)[0]).toContain(`got at least ${JSON.stringify(Stack.of(group).resolve((group as any).policy)).length};`);
  });

  test('does not count tokens, and accepts empty values', () => {
    const stack = testStack();
    const group = aGroup({}, stack);
    const parameter = new CfnParameter(stack, 'Action');
    group.addToResourcePolicy(statement([parameter.valueAsString]));
    const nothing = statement();
    nothing.addCondition('StringLike', {});
    group.addToResourcePolicy(nothing);
    expect(problemsAtSynth(group)).toEqual([]);
  });
});

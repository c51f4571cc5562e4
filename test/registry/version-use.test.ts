import { App, CfnOutput, CfnParameter, Lazy, NestedStack, Stack, type Environment } from 'aws-cdk-lib';
import { aGroup, aPackage, aSpecification, aVersion, otherWarningsOf, ownSpecification } from './given';
import { Model, type IModelPackage } from '../../src';
import * as registry from '../../src/registry';
import { anImage } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { ENV, testStack } from '../helpers/stack';

const use = (stack: Stack, modelPackage: IModelPackage, inferenceSpecificationName?: string) =>
  new Model(stack, 'Model', { containers: [{ modelPackage, inferenceSpecificationName }] });

const { APPROVED: modelApprovalStatus } = registry.ModelApprovalStatus;

/** The warnings of this library: the CDK warns of references between stacks too. */
const ownWarningsOf = (stack: Stack) => otherWarningsOf(stack).filter((text) => text.includes('cdk-sagemaker-hosting:'));

describe('a package in another stack than the model', () => {
  const warning = "model package 'Test/Version' is in stack 'Test'; each change replaces it, which CloudFormation cannot do while stack 'Models' refers to it; "
    + 'define it in that stack or in a nested stack of it, or import it [ack: cdk-sagemaker-hosting:replacedInOtherStack]';

  test('warns', () => {
    const app = new App();
    const stack = testStack({ app, id: 'Models' });
    use(stack, aVersion(testStack({ app }), { modelApprovalStatus }));
    expect(ownWarningsOf(stack)).toEqual([`Models/Model: ${warning}`]);
  });

  test('warns without environments', () => {
    const app = new App();
    const stack = testStack({ app, id: 'Models', env: undefined });
    use(stack, aVersion(testStack({ app, env: undefined }), { modelApprovalStatus }));
    expect(ownWarningsOf(stack)).toEqual([`Models/Model: ${warning}`]);
  });

  test('does not warn where a stack is nested in the other, or both in one', () => {
    const stack = testStack();
    const [first, second] = ['First', 'Second'].map((id) => new NestedStack(stack, id));
    use(first, aVersion(stack, { modelApprovalStatus }));
    use(second, aVersion(first, { modelApprovalStatus }));
    expect([stack, first, second].flatMap((each) => otherWarningsOf(each))).toEqual([]);
  });

  test('does not warn of an imported one', () => {
    const app = new App();
    const stack = testStack({ app, id: 'Models' });
    const group = aGroup({}, testStack({ app }));
    use(stack, registry.ModelPackage.fromModelPackageVersion(stack, 'Version', group, 3));
    expect(otherWarningsOf(stack).filter((text) => text.includes('replacedInOtherStack'))).toEqual([]);
  });
});

describe('a version of another account or region', () => {
  const elsewhere = (env: Environment) => {
    const app = new App();
    return { app, version: aVersion(testStack({ app }), { modelApprovalStatus }), stack: new Stack(app, 'Models', { env }) };
  };
  const account = '222222222222';

  test('fails in a model of another account, with the way out', () => {
    const { version, stack } = elsewhere({ ...ENV, account });
    expect(messageOf(() => use(stack, version))).toBe("Models/Model: model package 'Test/Version' is a version in account 123456789012, and its number is "
      + 'not known at synthesis; import it with ModelPackage.fromModelPackageVersion and its number');
  });

  test.each([{ ...ENV, account }, { ...ENV, region: 'eu-west-1' }])('fails anywhere else in %p, with the way out', (env) => {
    const { app, version, stack } = elsewhere(env);
    new CfnOutput(stack, 'Arn', { value: version.modelPackageArn });
    expect(messageOf(() => app.synth())).toMatch(new RegExp('^(Resolution error: )*Test/Version: a model package version cannot be used in a stack of another '
      + 'account or region, because its number is not known at synthesis; import it there, using ModelPackage.fromModelPackageVersion'));
  });

  test('can be imported there', () => {
    const app = new App();
    const group = aVersion(testStack({ app })).node.scope!.node.findChild('Group') as registry.ModelPackageGroup;
    const stack = new Stack(app, 'Models', { env: { ...ENV, account: '222222222222' } });
    use(stack, registry.ModelPackage.fromModelPackageVersion(stack, 'Version', group, 3));
    expect(() => app.synth()).not.toThrow();
  });

  test('is no problem for a package that has a name', () => {
    const app = new App();
    const made = aPackage(testStack({ app }));
    const stack = new Stack(app, 'Models', { env: { ...ENV, account: '222222222222' } });
    use(stack, made);
    expect(() => app.synth()).not.toThrow();
    expect(otherWarningsOf(stack)).toEqual([]);
  });
});

describe('the inference specification that a container names', () => {
  const specification = (stack: Stack, name: string) => ({ ...aSpecification(stack, { image: anImage(stack, name) }), name });
  const warning = (rest: string) => `Test/Model: model package 'Test/Package' has no inference specification 'int4'; ${rest}; correct `
    + 'inferenceSpecificationName, or add the specification to the package [ack: cdk-sagemaker-hosting:unknownInferenceSpecification]';
  const unknown = (stack: Stack) => otherWarningsOf(stack).filter((text) => text.includes('unknownInferenceSpecification'));

  test('warns if the package does not have it', () => {
    const stack = testStack();
    use(stack, aPackage(stack, {
      inferenceSpecification: ownSpecification(stack),
      additionalInferenceSpecifications: [specification(stack, 'int8')],
      additionalInferenceSpecificationsToAdd: [specification(stack, 'fp8')],
    }), 'int4');
    expect(unknown(stack)).toEqual([warning("its additional inference specifications are 'int8', 'fp8'")]);
  });

  test('warns if the package has another one', () => {
    const stack = testStack();
    use(stack, aPackage(stack, {
      inferenceSpecification: ownSpecification(stack), additionalInferenceSpecifications: [specification(stack, 'int8')],
    }), 'int4');
    expect(unknown(stack)).toEqual([warning("its additional inference specifications are 'int8'")]);
  });

  test('warns if the package has none', () => {
    const stack = testStack();
    use(stack, aPackage(stack, { inferenceSpecification: ownSpecification(stack) }), 'int4');
    expect(unknown(stack)).toEqual([warning('it has none with a name')]);
  });

  test.each(['additionalInferenceSpecifications', 'additionalInferenceSpecificationsToAdd'])('may be one of %s', (property) => {
    const stack = testStack();
    use(stack, aPackage(stack, { inferenceSpecification: ownSpecification(stack), [property]: [specification(stack, 'int4')] }), 'int4');
    expect(unknown(stack)).toEqual([]);
  });

  test('may be a token, or have a name that is one', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    use(stack, aPackage(stack, { inferenceSpecification: ownSpecification(stack) }), name);
    const other = testStack();
    const token = Lazy.string({ produce: () => 'int4' });
    use(other, aPackage(other, {
      inferenceSpecification: ownSpecification(other), additionalInferenceSpecifications: [{ ...specification(other, 'int8'), name: token }],
    }), 'int4');
    expect([stack, other].flatMap(unknown)).toEqual([]);
  });
});

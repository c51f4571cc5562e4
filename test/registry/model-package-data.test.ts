import { aBucket, aValidation, problemWith, withContainer, type PropsIn } from './given';
import { ModelData } from '../../src';
import { must } from '../helpers/must';
import { UserData } from '../model/given';

describe('artifacts', () => {
  const where = 'inferenceSpecification.containers[0].modelData';

  test('fail when they are bound to no URL, or not to one', () => {
    expect(problemWith(withContainer({ modelData: new UserData(undefined as any) })))
      .toBe(`${where}.uri is required; return it from the bind method of the model data`);
    expect(problemWith(withContainer({ modelData: new UserData('model.tar.gz') })))
      .toBe(`${where} ${must.beUrl('model.tar.gz')}`);
  });

  test('fail from a hub', () => {
    const hubContentArn = 'arn:aws:sagemaker:us-east-1:123456789012:hub-content/Hub/Model/llama/1.0.0';
    expect(problemWith((stack) => withContainer({ modelData: ModelData.fromBucket(aBucket(stack), 'm.tar.gz', { hubContentArn }) })(stack)))
      .toBe(`${where} has a hubContentArn, but a model package cannot refer to hub content; use artifacts in Amazon S3`);
  });

  test.each<[string, PropsIn]>([
    ['a package for AWS Marketplace', () => ({ certifyForMarketplace: true })],
    ['the batch transform job of validationSpecification', (stack) => ({ validationSpecification: aValidation(stack) })],
  ])('fail uncompressed for %s', (user, props) => {
    expect(problemWith((stack) => ({
      ...withContainer({ modelData: ModelData.fromBucketPrefix(aBucket(stack), 'llama/') })(stack), ...props(stack),
    }))).toBe(`${where} must be a single archive without acceptEula for ${user}; package the artifacts as a .tar.gz file`);
  });
});

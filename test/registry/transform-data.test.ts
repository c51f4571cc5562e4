import { aBucket, aValidation, aVersion, jobProblemWith, jobWith, packageIn } from './given';
import * as registry from '../../src/registry';
import { statementsOf, testStack } from '../helpers/stack';

const WHERE = 'validationSpecification.profile.transformJobDefinition';

test.each([[undefined, ''], ['/in', 'in'], ['in/a', 'in/a']])('an input with prefix %p is %p', (prefix, path) => {
  const job = jobWith((stack) => ({ input: { data: registry.TransformData.fromPrefix({ bucket: aBucket(stack), prefix }) } }));
  expect(job.TransformInput.DataSource.S3DataSource.S3Uri).toBe(`s3://bucket/${path}`);
});

test('the role may read a manifest', () => {
  const stack = testStack();
  const input = { data: registry.TransformData.fromManifest(aBucket(stack), '/in/*.manifest') };
  aVersion(stack, { validationSpecification: aValidation(stack, { input }) });
  expect(packageIn(stack).ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformInput.DataSource.S3DataSource)
    .toEqual({ S3DataType: 'ManifestFile', S3Uri: 's3://bucket/in/*.manifest' });
  expect(statementsOf(stack)[2]).toEqual({
    Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::bucket/in/${*}.manifest']] },
  });
});

test('a manifest without a key is refused', () => {
  expect(jobProblemWith((stack) => ({ input: { data: registry.TransformData.fromManifest(aBucket(stack), '') } })))
    .toBe(`${WHERE}.input.data: the key of the manifest file must be the key of an object (1 to 1024 characters), got ''`);
});

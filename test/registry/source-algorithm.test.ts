import { aBucket, problemWith } from './given';
import { describeTexts } from './texts';
import { ModelData } from '../../src';
import { must } from '../helpers/must';
import { UserData } from '../model/given';

describeTexts([
  [
    'sourceAlgorithm.algorithmName', (value) => () => ({ sourceAlgorithm: { algorithmName: value } }),
    'the name or the ARN of an algorithm (1 to 170 characters)',
    ['a', 'a'.repeat(63), 'arn:aws:sagemaker:us-east-1:123456789012:algorithm/xgboost', 'arn:aws-cn:sagemaker:cn-north-1:123456789012:algorithm/a'], ['', 'a-', ' a', 'a/b', 'a'.repeat(64), 'arn:aws:s3:::bucket'],
  ],
]);

test('artifacts of an algorithm fail unless they are an archive', () => {
  const algorithm = (modelData: ModelData) => () => ({ sourceAlgorithm: { algorithmName: 'a', modelData } });
  expect(problemWith((stack) => algorithm(ModelData.fromBucketPrefix(aBucket(stack), 'llama/'))()))
    .toBe('sourceAlgorithm.modelData must be a single archive without acceptEula and hubContentArn; package the artifacts as a .tar.gz file');
  expect(problemWith(algorithm(new UserData('x')))).toBe(`sourceAlgorithm.modelData ${must.beUrl('x')}`);
});

import { aBucket, aVersion, packageIn } from './given';
import { DIGEST, MIME_TYPE, SHA256, describeTexts } from './texts';
import { testStack } from '../helpers/stack';

describeTexts([
  [
    'modelMetrics.bias.report.objectKey',
    (value) => (stack) => ({ modelMetrics: { bias: { report: { bucket: aBucket(stack), objectKey: value } } } }),
    'the key of an object (1 to 1024 characters)', ['a', 'a'.repeat(1024)], ['', 'a'.repeat(1025)],
  ],
  [
    'driftCheckBaselines.modelQuality.statistics.contentType',
    (value) => (stack) => ({ driftCheckBaselines: { modelQuality: { statistics: { bucket: aBucket(stack), objectKey: 'a', contentType: value } } } }),
    MIME_TYPE, ['', 'a'.repeat(256)], ['a\nb', 'a'.repeat(257)],
  ],
  [
    'modelMetrics.bias.report.contentDigest',
    (value) => (stack) => ({ modelMetrics: { bias: { report: { bucket: aBucket(stack), objectKey: 'a.json', contentDigest: value } } } }),
    SHA256, [DIGEST], [`md5:${'0'.repeat(67)}`],
  ],
]);

test('a report is JSON unless it says otherwise, a configuration says nothing', () => {
  const stack = testStack();
  const bucket = { bucketArn: 'arn:aws:s3:::bucket', s3UrlForObject: (key: string) => `s3://bucket/${key}` } as any;
  const bias = { report: { bucket, objectKey: 'a.json' }, preTrainingReport: { bucket, objectKey: 'b.csv', contentType: 'text/csv' } };
  aVersion(stack, { modelMetrics: { bias }, driftCheckBaselines: { bias: { configFile: { bucket, objectKey: 'c.json' } } } });
  expect(packageIn(stack)).toMatchObject({
    ModelMetrics: {
      Bias: {
        Report: { S3Uri: 's3://bucket/a.json', ContentType: 'application/json' },
        PreTrainingReport: { S3Uri: 's3://bucket/b.csv', ContentType: 'text/csv' },
      },
    },
    DriftCheckBaselines: { Bias: { ConfigFile: { S3Uri: 's3://bucket/c.json' } } },
  });
});

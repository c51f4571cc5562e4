import { ModelDataFormat } from '../../../src';
import { needsDataSource, renderModelData } from '../../../src/model/data/model-data-config';

const uri = 's3://artifacts/model';
const { ARCHIVE, OBJECT, PREFIX } = ModelDataFormat;

test.each([undefined, ARCHIVE])('artifacts of the format %p are named by a URL, as the alpha module names them', (format) => {
  expect(renderModelData({ uri, format })).toEqual({ modelDataUrl: uri });
});

test.each([[OBJECT, 'None', 'S3Object'], [PREFIX, 'None', 'S3Prefix']])('artifacts of the format %p need a data source', (format, compressionType, s3DataType) => {
  expect(renderModelData({ uri, format })).toEqual({ modelDataSource: { s3DataSource: { s3Uri: uri, compressionType, s3DataType } } });
});

test.each([undefined, ARCHIVE])('an archive of the format %p needs a data source when an agreement comes with it', (format) => {
  expect(renderModelData({ uri, format, acceptEula: false })).toEqual({
    modelDataSource: { s3DataSource: { s3Uri: uri, compressionType: 'Gzip', s3DataType: 'S3Object', modelAccessConfig: { acceptEula: false } } },
  });
});

test('artifacts of a hub need a data source', () => {
  const hubContentArn = 'arn:aws:sagemaker:us-east-1:aws:hub-content/Hub/Model/llama/1.0.0';
  expect(renderModelData({ uri, hubContentArn, acceptEula: true })).toEqual({
    modelDataSource: {
      s3DataSource: {
        s3Uri: uri, compressionType: 'Gzip', s3DataType: 'S3Object', modelAccessConfig: { acceptEula: true }, hubAccessConfig: { hubContentArn },
      },
    },
  });
});

test('a multi-model container names a prefix by a URL', () => {
  expect(renderModelData({ uri, format: PREFIX }, true)).toEqual({ modelDataUrl: uri });
  expect(needsDataSource({ uri, format: PREFIX })).toBe(true);
});

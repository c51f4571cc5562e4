import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { aws_s3_assets as assets } from 'aws-cdk-lib';
import { ModelData } from '../../../src';
import { aModel, anImage } from '../../helpers/given';
import { like, messageOf } from '../../helpers/problems';
import { statementsOf, testStack } from '../../helpers/stack';
import { ARCHIVE, IMAGE_DIRECTORY, dependenciesIn, modelIn } from '../given';

const BUCKET = 'cdk-hnb659fds-assets-123456789012-us-east-1';
const URL = { 'Fn::Sub': expect.stringMatching(new RegExp(`^https://s3\\.us-east-1\\.\\\${AWS::URLSuffix}/${BUCKET}/[0-9a-f]{64}\\.gz$`)) };

function stackWith(...data: ModelData[]) {
  const stack = testStack();
  const model = aModel(stack, 'Model', { containers: data.map((modelData) => ({ image: anImage(stack), modelData })) });
  return { stack, model };
}

describe('with a temporary directory', () => {
  let directory: string;
  beforeEach(() => { directory = fs.mkdtempSync(path.join(os.tmpdir(), 'model-data-')); });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  test('takes an archive whose name is in capitals', () => {
    const archive = path.join(directory, 'MODEL.TAR.GZ');
    fs.copyFileSync(ARCHIVE, archive);
    expect(modelIn(stackWith(ModelData.fromAsset(archive)).stack).PrimaryContainer.ModelDataUrl).toHaveProperty(['Fn::Sub']);
  });

  test('the model can read its artifact, regardless of the case of the file name', () => {
    const archive = path.join(directory, 'MODEL.TAR.GZ');
    fs.copyFileSync(ARCHIVE, archive);
    const { stack } = stackWith(ModelData.fromAsset(archive));
    const url: string = modelIn(stack).PrimaryContainer.ModelDataUrl['Fn::Sub'];
    const pattern = JSON.stringify(statementsOf(stack)).match(/assets-123456789012-us-east-1\/\*([^"]*)"/)![1];
    expect(url.endsWith(pattern)).toBe(true);
  });

  test('fails for a directory, even if it is called like an archive', () => {
    const archive = path.join(directory, 'model.tar.gz');
    fs.mkdirSync(archive);
    expect(messageOf(() => stackWith(ModelData.fromAsset(archive)))).toBe(
      `Test/Model: model data must be a file whose name ends in .tar.gz, got the directory '${archive}'; use ModelData.fromDirectory, or pack it with: `
      + `tar -czf model.tar.gz -C ${archive} .`,
    );
  });

  test.each(['model.zip', 'model.tar', 'model.gz', 'model.tgz', 'model.tar.gz.txt', 'modeltar.gz'])('fails for a file called %s', (name) => {
    const file = path.join(directory, name);
    fs.copyFileSync(ARCHIVE, file);
    expect(messageOf(() => stackWith(ModelData.fromAsset(file)))).toEqual(
      like(`Test/Model: ... .tar.gz, got '${file}'; ....tar.gz -C DIRECTORY .`),
    );
  });
});

test('is an asset of the model', () => {
  const { stack, model } = stackWith(ModelData.fromAsset(ARCHIVE));
  expect(modelIn(stack).PrimaryContainer.ModelDataUrl).toEqual(URL);
  expect(model.node.findChild('ModelData')).toBeInstanceOf(assets.Asset);
});

test('the model may read all archives among the assets, and nothing else of them', () => {
  const { stack } = stackWith(ModelData.fromAsset(ARCHIVE));
  expect(statementsOf(stack).filter((statement) => JSON.stringify(statement).includes('s3:'))).toEqual([{
    Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${BUCKET}/*.gz`]] },
  }]);
  expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
});

test('takes the options of the asset', () => {
  const { stack } = stackWith(ModelData.fromAsset(ARCHIVE), ModelData.fromAsset(ARCHIVE, { assetHash: 'other' }));
  const [first, second] = modelIn(stack).Containers;
  expect(second.ModelDataUrl).toEqual(URL);
  expect(second.ModelDataUrl).not.toEqual(first.ModelDataUrl);
});

test('one archive fits into several containers and models', () => {
  const data = ModelData.fromAsset(ARCHIVE);
  const { stack } = stackWith(data, data, ModelData.fromAsset(ARCHIVE));
  const urls = modelIn(stack).Containers.map((container: any) => container.ModelDataUrl);
  expect(urls).toEqual([urls[0], urls[0], urls[0]]);
  expect(() => aModel(stack, 'Second', { containers: [{ image: anImage(stack), modelData: data }] })).not.toThrow();
});

test('each archive is an asset with an id of its own', () => {
  const data = ModelData.fromAsset(ARCHIVE);
  const { model } = stackWith(data, data);
  expect(model.node.children.filter((child) => child instanceof assets.Asset).map((child) => child.node.id)).toEqual(['ModelData', 'ModelData2']);
});

test('fails for what does not exist', () => {
  const file = path.join(IMAGE_DIRECTORY, 'missing.tar.gz');
  expect(messageOf(() => stackWith(ModelData.fromAsset(file))))
    .toBe(`Test/Model: the model data '${file}' does not exist; specify the path of a .tar.gz file`);
});

test('fails only once a model uses it', () => {
  expect(() => ModelData.fromAsset('missing.tar.gz')).not.toThrow();
});

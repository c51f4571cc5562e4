import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as assertions from 'aws-cdk-lib/assertions';
import { recordOf, type Files, type RecordedResource } from './alpha-app';
import * as recorded from './data/alpha-template.json';
import * as sagemaker from '../../src';

/*
 * An app that is deployed with the alpha moves over by another import. Nothing of it may be replaced then, so logical ids and the
 * properties of which a change replaces a resource have to stay. The record is what `recordOf` returns when the alpha is handed in.
 */

let directory: string;
let files: Files;

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'alpha-app-'));
  files = { imageDirectory: path.join(directory, 'image'), artifact: path.join(directory, 'model.tar.gz') };
  fs.mkdirSync(files.imageDirectory);
  fs.writeFileSync(path.join(files.imageDirectory, 'Dockerfile'), 'FROM scratch\n');
  fs.writeFileSync(files.artifact, 'no archive, but nobody looks\n');
});

afterAll(() => {
  fs.rmSync(directory, { recursive: true });
});

function ours(): { [logicalId: string]: RecordedResource } {
  return recordOf({ cdk, assertions, sagemaker }, files);
}

test('the record says what it was made with', () => {
  expect(recorded.recordedWith).toEqual({ '@aws-cdk/aws-sagemaker-alpha': '2.275.0-alpha.0', 'aws-cdk-lib': '2.275.0' });
});

test('each resource has the logical id and the type that it has with the alpha', () => {
  const typesOf = (resources: { [logicalId: string]: RecordedResource }) =>
    Object.fromEntries(Object.entries(resources).map(([logicalId, { type }]) => [logicalId, type]));
  expect(typesOf(ours())).toEqual(typesOf(recorded.resources));
});

test('no property differs of which a change replaces the resource', () => {
  expect(ours()).toEqual(recorded.resources);
});

test('the record has each type of resource that matters', () => {
  expect(new Set(Object.values(recorded.resources).flatMap((resource) => 'replacing' in resource ? [resource.type] : []))).toEqual(new Set([
    'AWS::SageMaker::Model',
    'AWS::SageMaker::EndpointConfig',
    'AWS::SageMaker::Endpoint',
    'AWS::ApplicationAutoScaling::ScalableTarget',
    'AWS::ApplicationAutoScaling::ScalingPolicy',
  ]));
});

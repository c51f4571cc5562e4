import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as assertions from 'aws-cdk-lib/assertions';
import { alphaApp, recordOf, type Files, type RecordedResource } from './alpha-app';
import * as recorded from './data/alpha-template.json';
import * as sagemaker from '../../src';

/*
 * An app that is deployed with the alpha moves over by another import. Nothing of it may be replaced then, so logical ids and the
 * properties of which a change replaces a resource have to stay. The record is what `recordOf` makes of the app when the alpha is handed in.
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

const libraries = { cdk, assertions, sagemaker };

/** The record of the app with this library, after a change. */
function ours(change: (stack: cdk.Stack) => void = () => {}): { [logicalId: string]: RecordedResource } {
  const stack = alphaApp(libraries, files);
  change(stack);
  return recordOf(libraries, stack);
}

function autoscale(stack: cdk.Stack, name: string): void {
  const endpoint = stack.node.findChild('Endpoint') as sagemaker.Endpoint;
  endpoint.findInstanceProductionVariant(name).autoScaleInstanceCount({ maxCapacity: 2 }).scaleOnInvocations('LimitRPS', { maxRequestsPerSecond: 30 });
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

test('nothing that is recorded changes when a second variant is autoscaled after the first; it adds resources of its own', () => {
  const all = ours((stack) => autoscale(stack, 'two'));
  const added = Object.keys(all).filter((logicalId) => !(logicalId in recorded.resources));
  expect(Object.fromEntries(Object.entries(all).filter(([logicalId]) => !added.includes(logicalId)))).toEqual(recorded.resources);
  const endpointName = { 'Fn::GetAtt': [expect.stringMatching(/^Endpoint[0-9A-F]{8}$/), 'EndpointName'] };
  expect(added.map((logicalId) => all[logicalId])).toEqual([
    {
      type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      replacing: {
        ResourceId: { 'Fn::Join': ['', ['endpoint/', endpointName, '/variant/two']] },
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        ServiceNamespace: 'sagemaker',
      },
    },
    {
      type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
      replacing: { PolicyName: expect.stringMatching(/^AlphaEndpointInstanceCounttwo.*LimitRPS/), ScalingTargetId: { Ref: added[0] } },
    },
  ]);
});

test('the logical ids of the second variant do not change when a third one is autoscaled after it', () => {
  const two = Object.keys(ours((stack) => autoscale(stack, 'two')));
  const three = Object.keys(ours((stack) => ['two', 'three'].forEach((name) => autoscale(stack, name))));
  expect(three).toEqual(expect.arrayContaining(two));
  expect(three).toHaveLength(two.length + 2);
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

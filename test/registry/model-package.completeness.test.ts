import { Tags } from 'aws-cdk-lib';
import { aBucket, aVersion, everything, packageIn } from './given';
import { ModelData } from '../../src';
import { anImage } from '../helpers/given';
import { pathsIn, propertyPathsOf } from '../helpers/property-paths';
import { testStack } from '../helpers/stack';

/** What our constructs don't set, each with the reason. */
const NOT_SET: { [path: string]: string } = {
  'clientToken': 'CloudFormation repeats its calls with a token of its own; a fixed one would make a replacement look like a repetition',
  'lastModifiedTime': 'SageMaker sets it; an input of no API operation',
  'modelPackageStatusDetails': 'SageMaker sets it; an input of no API operation',
  'modelPackageStatusDetails.validationStatuses[]': 'as modelPackageStatusDetails',
  'modelPackageStatusDetails.validationStatuses[].name': 'as modelPackageStatusDetails',
  'modelPackageStatusDetails.validationStatuses[].status': 'as modelPackageStatusDetails',
  'modelPackageStatusDetails.validationStatuses[].failureReason': 'as modelPackageStatusDetails',
  'modelPackageVersion': 'SageMaker counts the versions; an input of no API operation',
};

function wholePackage(): any {
  const stack = testStack();
  const made = everything(stack);
  Tags.of(made).add('team', 'retention');
  return packageIn(stack);
}

/** The properties that exclude some of the whole package: a group, and artifacts that are not a single archive. */
function version(): any {
  const stack = testStack();
  const specification = {
    containers: [{ image: anImage(stack), modelData: ModelData.fromBucketPrefix(aBucket(stack), 'llama/', { acceptEula: true }) }],
    supportedContentTypes: ['text/csv'],
    supportedResponseMimeTypes: ['text/csv'],
  };
  aVersion(stack, {
    inferenceSpecification: specification,
    additionalInferenceSpecifications: [{ ...specification, name: 'first' }],
    additionalInferenceSpecificationsToAdd: [{ ...specification, name: 'second' }],
  });
  return packageIn(stack);
}

test('each property of a model package that CloudFormation has can be set, or there is a reason', () => {
  const declared = propertyPathsOf('CfnModelPackageProps');
  const set = new Set([wholePackage(), version()].flatMap((properties) => pathsIn(properties, declared)));
  expect(declared.filter((path) => !set.has(path)).sort()).toEqual(Object.keys(NOT_SET).sort());
  expect(declared.length).toBeGreaterThanOrEqual(209);
});

// A program that uses the library, which extends a class of the package.
import { App, Stack, assertions } from 'aws-cdk-lib';
import { Model } from 'cdk-sagemaker-hosting';
import { MirroredImage } from 'image-library';

const stack = new Stack(new App(), 'Test');
new Model(stack, 'Model', { containers: [{ image: new MirroredImage('123456789012.dkr.ecr.eu-west-1.amazonaws.com/mirror:1') }] });
const [model] = Object.values(assertions.Template.fromStack(stack).findResources('AWS::SageMaker::Model'));
console.log(model.Properties.PrimaryContainer.Image);

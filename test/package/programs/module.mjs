// The same in an ES module, which imports by name.
import { App, Stack, assertions } from 'aws-cdk-lib';
import { ContainerImage, Model, registry } from 'cdk-sagemaker-hosting';

const stack = new Stack(new App(), 'Test');
new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312') }] });
new registry.ModelPackageGroup(stack, 'Group', { modelPackageGroupName: 'churn' });
console.log(JSON.stringify(Object.values(assertions.Template.fromStack(stack).toJSON().Resources).map(({ Type }) => Type).sort()));

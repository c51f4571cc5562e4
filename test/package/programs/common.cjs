// What a program in CommonJS prints: the resource types of its template.
const { App, Stack, assertions } = require('aws-cdk-lib');
const { ContainerImage, Model, registry } = require('cdk-sagemaker-hosting');

const stack = new Stack(new App(), 'Test');
new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312') }] });
new registry.ModelPackageGroup(stack, 'Group', { modelPackageGroupName: 'churn' });
console.log(JSON.stringify(Object.values(assertions.Template.fromStack(stack).toJSON().Resources).map(({ Type }) => Type).sort()));

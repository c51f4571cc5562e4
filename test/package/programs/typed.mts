// The same in TypeScript, with a namespace import and types.
import { App, Stack, assertions } from 'aws-cdk-lib';
import * as sagemaker from 'cdk-sagemaker-hosting';
import { registry, type ContainerDefinition, type IModel } from 'cdk-sagemaker-hosting';

const stack: Stack = new Stack(new App(), 'Test');
const container: ContainerDefinition = { image: sagemaker.ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312') };
const model: IModel = new sagemaker.Model(stack, 'Model', { containers: [container] });
const group: registry.IModelPackageGroup = new registry.ModelPackageGroup(stack, 'Group', { modelPackageGroupName: 'churn' });
if (model.stack !== group.stack) {
  throw new Error('the constructs are in different stacks');
}
const resources: Record<string, { readonly Type: string }> = assertions.Template.fromStack(stack).toJSON().Resources;
console.log(JSON.stringify(Object.values(resources).map(({ Type }) => Type).sort()));

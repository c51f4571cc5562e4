import { App, type CfnElement, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Capacity, JumpStartModel, ModelEndpoint } from '../../src';
import { jumpStartModelIds } from '../../src/model/jumpstart/jumpstart-catalog';

/*
 * An endpoint for each JumpStart model, in its newest version and on its default instance type, in each region of the command line. Writes JSON to
 * stdout: by region, the warnings, and by model the version, the instance type of the variant and the container.
 */

const app = new App({ context: { '@aws-cdk/core:stackResourceLimit': 0, 'aws:cdk:disable-creation-stack-traces': true } });
const endpoints = Object.fromEntries(process.argv.slice(2).map((region) => {
  const stack = new Stack(app, region, { env: { account: '123456789012', region } });
  const ofModel = jumpStartModelIds().map((id, index) => {
    const model = JumpStartModel.of(id, { acceptEula: true });
    const container = model.container();
    const endpoint = new ModelEndpoint(stack, `Endpoint${index}`, { container, capacity: Capacity.instances(model.defaultInstanceType) });
    return { id, version: model.version, endpoint };
  });
  return [region, { stack, ofModel }] as const;
}));

const assembly = app.synth();
const answers = Object.entries(endpoints).map(([region, { stack, ofModel }]) => {
  const { messages, template: { Resources } } = assembly.getStackByName(stack.stackName);
  const propertiesOf = (construct: IConstruct) => Resources[stack.getLogicalId(construct.node.defaultChild as CfnElement)].Properties;
  const models = ofModel.map(({ id, version, endpoint: { endpointConfig, model } }) => {
    const { InstanceType } = propertiesOf(endpointConfig).ProductionVariants[0];
    return [id, { version, instanceType: InstanceType, container: propertiesOf(model).PrimaryContainer }];
  });
  const warnings = messages.filter(({ level }) => level === 'warning').map(({ id, entry }) => `${id}: ${entry.data}`);
  return [region, { warnings, models: Object.fromEntries(models) }];
});
process.stdout.write(JSON.stringify(Object.fromEntries(answers)));

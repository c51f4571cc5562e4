import * as fs from 'fs';
import * as path from 'path';
import { Duration, type Stack, aws_iam as iam } from 'aws-cdk-lib';
import * as sm from '../src';
import { aConfig, aModel, anImage } from './helpers/given';
import { messageOf } from './helpers/problems';
import { testStack } from './helpers/stack';

/*
 * JavaScript and Python may pass another value than the options of a method. The message names the method and the argument.
 */

const SOURCES = path.join(__dirname, '..', 'src');

/** A value that a caller without types may pass. */
type Any = any;

const wrong: Any = -3;
const anEndpoint = (stack: Stack) => new sm.Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
const component = (stack: Stack) => anEndpoint(stack).inferenceComponent('llama');
const variant = (stack: Stack) => anEndpoint(stack).findInstanceProductionVariant('main');
const group = (stack: Stack) => new sm.registry.ModelPackageGroup(stack, 'Group');

test.each<[string, (stack: Stack) => unknown, string?]>([
  ['ModelData.fromBucket', () => sm.ModelData.fromBucket(wrong, 'key', wrong)],
  ['ModelData.fromBucketPrefix', () => sm.ModelData.fromBucketPrefix(wrong, 'key/', wrong)],
  ['ModelData.fromS3Uri', () => sm.ModelData.fromS3Uri('s3://bucket/key', wrong)],
  ['ModelData.fromAsset', () => sm.ModelData.fromAsset('model.tar.gz', wrong)],
  ['ModelData.fromDirectory', () => sm.ModelData.fromDirectory('.', wrong)],
  ['ModelData.fromUncompressedDirectory', () => sm.ModelData.fromUncompressedDirectory('.', wrong)],
  ['JumpStartModel.of', () => sm.JumpStartModel.of('huggingface-llm-mistral-7b', wrong)],
  ['JumpStartModel.container', () => sm.JumpStartModel.of('huggingface-llm-mistral-7b').container(wrong)],
  ['ContainerImage.fromRegistry', () => sm.ContainerImage.fromRegistry('registry.example.com/image:1', wrong)],
  ['ContainerImage.fromFramework', () => sm.ContainerImage.fromFramework(sm.Framework.XGBOOST, '1.7-1', wrong)],
  ['ContainerImage.fromAsset', () => sm.ContainerImage.fromAsset('.', wrong)],
  ['ContainerMode.multiModel', () => sm.ContainerMode.multiModel(wrong)],
  ['ShapBaseline.inline', () => sm.ShapBaseline.inline('1,2', wrong)],
  ['ShapBaseline.fromBucket', () => sm.ShapBaseline.fromBucket(wrong, 'key', wrong)],
  ['Explainer.clarify', () => sm.Explainer.clarify(wrong)],
  ['ScaleInPolicy.consolidation', () => sm.ScaleInPolicy.consolidation(wrong)],
  ['RoutingStrategy.prefixAware', () => sm.RoutingStrategy.prefixAware(wrong)],
  ['ModelServer.vllm', () => sm.ModelServer.vllm(wrong)],
  ['ModelServer.sglang', () => sm.ModelServer.sglang(wrong)],
  ['ModelServer.lmi', () => sm.ModelServer.lmi(wrong)],
  ['ModelServer.tei', () => sm.ModelServer.tei(wrong)],
  ['ModelServer.jumpStart', () => sm.ModelServer.jumpStart(sm.JumpStartModel.of('huggingface-llm-mistral-7b'), wrong)],
  ['ModelWeights.huggingFace', () => sm.ModelWeights.huggingFace('org/name', wrong)],
  ['DeploymentStrategy.blueGreen', () => sm.DeploymentStrategy.blueGreen(wrong)],
  ['DeploymentStrategy.rolling', () => sm.DeploymentStrategy.rolling(wrong)],
  ['TrafficRouting.allAtOnce', () => sm.TrafficRouting.allAtOnce(wrong)],
  ['TrafficRouting.canary', () => sm.TrafficRouting.canary(wrong)],
  ['TrafficRouting.linear', () => sm.TrafficRouting.linear(wrong)],
  ['Capacity.instances', () => sm.Capacity.instances(sm.InstanceType.M5_LARGE, wrong)],
  ['Capacity.serverless', () => sm.Capacity.serverless(wrong)],
  ['Capacity.asynchronous', () => sm.Capacity.asynchronous(sm.InstanceType.M5_LARGE, wrong)],
  ['Capacity.components', () => sm.Capacity.components(sm.InstanceType.M5_LARGE, wrong)],
  ['InferenceComponentSpecification.fromModel', (stack) => sm.InferenceComponentSpecification.fromModel(aModel(stack), wrong)],
  ['InferenceComponentSpecification.fromImage', (stack) => sm.InferenceComponentSpecification.fromImage(anImage(stack), wrong)],
  ['registry.TransformData.fromPrefix', () => sm.registry.TransformData.fromPrefix(wrong), 'location'],
  ['Test/Model', (stack) => aModel(stack).addContainer(wrong), 'container'],
  ['Test', (stack) => sm.Model.fromModelAttributes(stack, 'Theirs', wrong), 'attrs'],
  ['Test', (stack) => sm.EndpointConfig.fromEndpointConfigAttributes(stack, 'Theirs', wrong), 'attrs'],
  ['Test', (stack) => sm.Endpoint.fromEndpointAttributes(stack, 'Theirs', wrong), 'attrs'],
  ['Test', (stack) => sm.InferenceComponent.fromInferenceComponentAttributes(stack, 'Theirs', wrong), 'attrs'],
  ['Test', (stack) => sm.Pipeline.fromPipelineAttributes(stack, 'Theirs', wrong), 'attrs'],
  ['Test', (stack) => sm.registry.ModelPackage.fromModelPackageAttributes(stack, 'Theirs', wrong), 'attrs'],
  ['Test/Endpoint', (stack) => anEndpoint(stack).grantInvokeTargets(new iam.ServicePrincipal('ecs.amazonaws.com'), wrong), 'targets'],
  ['Test/Endpoint', (stack) => anEndpoint(stack).dashboardWidgets(wrong)],
  ['Test/Endpoint', (stack) => anEndpoint(stack).addRecommendedAlarms(wrong)],
  ['Test/Endpoint', (stack) => anEndpoint(stack).addDashboard(wrong)],
  ['Test/Endpoint', (stack) => anEndpoint(stack).addLogGroup(wrong)],
  ['Test/Endpoint', (stack) => anEndpoint(stack).onStateChange('Rule', wrong)],
  ['Test/Endpoint', (stack) => anEndpoint(stack).onDeploymentStateChange('Rule', wrong)],
  ['Test/Endpoint', (stack) => variant(stack).autoScaleInstanceCount(wrong), 'scalingProps'],
  ['Test/Endpoint', (stack) => component(stack).autoScaleCopyCount(wrong), 'scalingProps'],
  ['Test/Group', (stack) => group(stack).onModelPackageStateChange('Rule', wrong)],
  ['Test/Group', (stack) => group(stack).onApproved('Rule', wrong)],
])('%s refuses a number instead of options', (place, call, argument = 'options') => {
  expect(messageOf(() => call(testStack()))).toBe(`${place}: ${argument} must be an object, got number -3; enclose its properties in braces`);
});

test('each static method that takes options is tried', () => {
  const sources = fs.readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const methods = sources.flatMap((name) => [...fs.readFileSync(path.join(SOURCES, name), 'utf8').matchAll(/given\('[\w.]+', \w+, '([\w.]+)'/g)].map(([, method]) => method));
  const tried = [...fs.readFileSync(__filename, 'utf8').matchAll(/^ {2}\['([\w.]+)', /gm)].map(([, method]) => method);
  expect(methods.filter((method) => !tried.includes(method))).toEqual([]);
  expect(methods.length).toBeGreaterThan(30);
});

test('options that are valid are not refused', () => {
  expect(() => sm.TrafficRouting.allAtOnce({ bakeTime: Duration.minutes(5) })).not.toThrow();
  expect(() => sm.Capacity.instances(sm.InstanceType.M5_LARGE, {})).not.toThrow();
});

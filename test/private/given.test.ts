import { Aws, Duration, Fn, Lazy, Token, aws_cloudwatch as cloudwatch, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import {
  Capacity, DeploymentStrategy, Endpoint, EndpointConfig, HostingVpcEndpoints, InstanceType, LanguageModelEndpoint, Model, ModelServer, ModelWeights,
  RoutingStrategy, registry,
} from '../../src';
import { given, type StructName } from '../../src/private/given';
import { STRUCTS } from '../../src/private/structs.generated';
import { aConfig, aModel, anImage, aVpc } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../helpers/stack';

/*
 * `test/structs.test.ts` tries all structs and methods. Here are the messages, and values that are accepted.
 */

/** A value that a caller without types may pass. */
type Any = any;

const bucketOf = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
const anAlarm = (stack: Stack) => cloudwatch.Alarm.fromAlarmName(stack, 'Alarm', 'alarm') as Any;
const scaled = (stack: Stack) => new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });

describe('the message', () => {
  test.each<[string, (stack: Stack) => unknown, string]>([
    ['for an object instead of a list', (stack) => new Model(stack, 'M', { containers: { image: anImage(stack) } as Any }), 'Test/M: containers must be a list, got an object; enclose it in brackets'],
    [
      'for an alarm instead of a list', (stack) => new Endpoint(stack, 'E', { endpointConfig: aConfig(stack), autoRollbackAlarms: anAlarm(stack) }),
      "Test/E: autoRollbackAlarms must be a list, got AlarmBase 'Test/Alarm'; enclose it in brackets",
    ],
    ['for a string instead of an object', (stack) => new Model(stack, 'M', { vpcSubnets: 'private' as Any }), "Test/M: vpcSubnets must be an object, got 'private'; enclose its properties in braces"],
    ['for a list instead of an object', (stack) => new Model(stack, 'M', [] as Any), 'Test/M: props must be an object, got a list; enclose its properties in braces'],
    [
      'for a boolean instead of an object of a class', (stack) => new Endpoint(stack, 'E', { endpointConfig: aConfig(stack), variantPropertyRetention: true as Any }),
      'Test/E: variantPropertyRetention must be a retention of variant properties, got boolean true; use a method of VariantPropertyRetention',
    ],
    [
      'for an object instead of one of a class', (stack) => new Endpoint(stack, 'E', { endpointConfig: aConfig(stack), deploymentStrategy: {} as Any }),
      'Test/E: deploymentStrategy must be a deployment strategy, got an object; use DeploymentStrategy.blueGreen or DeploymentStrategy.rolling',
    ],
    ['for a number instead of a duration', (stack) => new Endpoint(stack, 'E', { endpointConfig: aConfig(stack) }).addRecommendedAlarms({ maxModelLatency: 5 as Any }),
      'Test/E: maxModelLatency must be a duration, got number 5; use a method of Duration'],
    ['for a string instead of a schedule', (stack) => scaled(stack).scaleOnSchedule('S', { schedule: 'rate(1 day)' as Any, minCapacity: 1 }),
      "Test/Endpoint/InstanceCount: schedule must be a schedule, got 'rate(1 day)'; use a method of applicationautoscaling.Schedule"],
    ['for a string instead of a number', (stack) => scaled(stack).scaleOnInvocations('S', { maxRequestsPerSecond: '5' as Any }), "Test/Endpoint/InstanceCount: maxRequestsPerSecond must be a number, got '5'"],
    ['for a string instead of a boolean', (stack) => new HostingVpcEndpoints(stack, 'V', { vpc: aVpc(stack), s3: 'false' as Any }), "Test/V: s3 must be a boolean, got 'false'"],
    ['for a number instead of a string', (stack) => new Model(stack, 'M', { modelName: 5 as Any }), 'Test/M: modelName must be a string, got number 5'],
    ['for a list that is a token instead of a string', (stack) => new Model(stack, 'M', { modelName: Fn.split(',', Fn.importValue('names')) as Any }), 'Test/M: modelName must be a string, got a list'],
    ['for a stack, which is like a token, instead of a string', (stack) => new Model(stack, 'M', { modelName: stack as Any }), "Test/M: modelName must be a string, got Stack 'Test'"],
    ['for a construct instead of a map', (stack) => new Model(stack, 'M', { containers: [{ image: anImage(stack), environment: stack as Any }] }),
      "Test/M: containers[0].environment must be an object, got Stack 'Test'; enclose its properties in braces"],
    ['for a Map instead of a map', (stack) => new Model(stack, 'M', { containers: [{ image: anImage(stack), environment: new Map([['A', 'b']]) as Any }] }),
      'Test/M: containers[0].environment must be a plain object, got an object of class Map; convert it with Object.fromEntries'],
    ['for properties that are not there yet', (stack) => new Model(stack, 'M', Promise.resolve({}) as Any),
      'Test/M: props must be a plain object, got an object of class Promise; await it'],
    ['for a set instead of an object', (stack) => aConfig(stack, 'C', { metrics: new Set() as Any }),
      'Test/C: metrics must be a plain object, got an object of class Set; enclose its properties in braces'],
    ['for a token instead of a list of members of an enum', (stack) => new Endpoint(stack, 'E', { endpointConfig: aConfig(stack) })
      .addRecommendedAlarms({ exclude: Lazy.any({ produce: () => [] }) as Any }), 'Test/E: exclude must be a list, got a token; enclose it in brackets'],
    ['for an object instead of a name', (stack) => aConfig(stack, 'C', { instanceProductionVariants: [{ variantName: 'main', inferenceAmiVersion: {} as Any }] }),
      'Test/C: instanceProductionVariants[0].inferenceAmiVersion must be a version of a machine image, got an object; use InferenceAmiVersion'],
    ['for a member that an enum lacks', (stack) => new registry.ModelPackageGroup(stack, 'G', { removalPolicy: 'keep' as Any }),
      'Test/G: removalPolicy must be one of destroy, retain, snapshot, retain-on-update-or-delete, got keep'],
    ['for a missing entry of a list', (stack) => new Model(stack, 'M', { containers: [null as Any] }), 'Test/M: containers[0] is required; specify a ContainerDefinition'],
    [
      'for several problems, also of structs in structs and lists',
      (stack) => new EndpointConfig(stack, 'C', {
        dataCapture: { destination: 'bucket' as Any, jsonContentTypes: 'application/json' as Any },
        instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', modelDataDownloadTimeout: 60 as Any, routingStrategy: 'RANDOM' as Any }],
      }),
      'Test/C: 4 problems:\n'
        + "  - dataCapture.destination must be an object, got 'bucket'; enclose its properties in braces\n"
        + "  - dataCapture.jsonContentTypes must be a list, got 'application/json'; enclose it in brackets\n"
        + '  - instanceProductionVariants[0].modelDataDownloadTimeout must be a duration, got number 60; use a method of Duration\n'
        + "  - instanceProductionVariants[0].routingStrategy must be a routing strategy, got 'RANDOM'; use a member of RoutingStrategy",
    ],
    ['of a static method', () => RoutingStrategy.prefixAware('both' as Any), "RoutingStrategy.prefixAware: options must be an object, got 'both'; enclose its properties in braces"],
    ['of a static method without its struct', () => RoutingStrategy.prefixAware(undefined as Any),
      'RoutingStrategy.prefixAware: prefixLength is required; specify an integer from 1024 to 65536; concurrencyThreshold is required; specify an integer from 1 to 1024'],
    ['of a construct without its properties', (stack) => new Endpoint(stack, 'E', undefined as Any), 'Test/E: endpointConfig is required; specify an EndpointConfig'],
    ['of a strategy without its options', (stack) => new Endpoint(stack, 'E', { endpointConfig: aConfig(stack), deploymentStrategy: DeploymentStrategy.rolling(null as Any) }),
      'Test/E: 2 problems:\n  - deploymentStrategy: maximumBatchSize is required; specify a size, such as CapacitySize.percent(20)\n'
        + '  - deploymentStrategy: bakeTime is required; specify a duration, such as Duration.minutes(5)'],
  ])('%s', (_what, attempt, message) => {
    expect(messageOf(() => attempt(testStack()))).toBe(message);
  });
});

describe('null', () => {
  test('counts as omitted, also in structs in structs', () => {
    const stack = testStack();
    aConfig(stack, 'Config', { asyncInference: null, dataCapture: null, roleRestrictions: null, vpcSubnets: null } as Any);
    const { DataCaptureConfig } = propertiesOf(stack, 'AWS::SageMaker::EndpointConfig');

    expect(DataCaptureConfig).toBeUndefined();
    expect(warningsOf(stack)).toEqual([]);
  });

  test('stays in the object of the caller', () => {
    const stack = testStack();
    const props = Object.freeze({ containers: [{ image: anImage(stack), modelData: null }], modelName: null }) as Any;

    expect(() => new Model(stack, 'Model', props)).not.toThrow();
    expect(props).toMatchObject({ containers: [{ modelData: null }], modelName: null });
  });
});

describe('a change that the caller makes later', () => {
  test('has no effect on lists, maps and structs in them', () => {
    const stack = testStack();
    const environment: { [name: string]: string } = { MODEL: 'first' };
    const containers = [{ image: anImage(stack), environment }];
    new Model(stack, 'First', { containers });
    environment.MODEL = 'second';
    new Model(stack, 'Second', { containers });
    Object.assign(environment, { MODEL: 5, LATER: 'x' });
    containers.pop();

    const models = Object.values(resourcesOf(stack, 'AWS::SageMaker::Model'));
    expect(models.map(({ Properties }) => Properties.PrimaryContainer.Environment)).toEqual([{ MODEL: 'first' }, { MODEL: 'second' }]);
  });
});

describe('a map that is a token', () => {
  const token = (value: object) => Lazy.any({ produce: () => value }) as Any;

  test.each<[string, Any]>([['an object', token({ A: 'b' })], ['a string', Token.asString({ A: 'b' })]])('and %s is rendered, and its entries are not checked', (_kind, map) => {
    const stack = testStack();
    new Model(stack, 'Model', { containers: [{ image: anImage(stack), environment: map }] });
    const specification = { containers: [{ image: anImage(stack), environment: map }], supportedContentTypes: ['a/b'], supportedResponseMimeTypes: ['a/b'] };
    new registry.ModelPackageGroup(stack, 'Group').addModelPackage('Version', { customerMetadataProperties: map, inferenceSpecification: specification });

    const rendered = [
      propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment,
      propertiesOf(stack, 'AWS::SageMaker::ModelPackage').CustomerMetadataProperties,
      propertiesOf(stack, 'AWS::SageMaker::ModelPackage').InferenceSpecification.Containers[0].Environment,
    ];
    expect(rendered).toEqual([{ A: 'b' }, { A: 'b' }, { A: 'b' }]);
  });

  test('is refused where its entries become others', () => {
    const server = ModelServer.vllm({ weights: ModelWeights.huggingFace('org/name'), environment: token({ A: 'b' }) });

    expect(messageOf(() => new LanguageModelEndpoint(testStack(), 'E', { server, capacity: Capacity.instances(InstanceType.G5_XLARGE) })))
      .toBe('Test/E: server.environment must be an object with names that are known at synthesis, got a token; its values can be tokens');
  });
});

describe('accepted are', () => {
  test('objects of a class, with properties that it inherits', () => {
    const stack = testStack();
    class Props {
      public get containers() {
        return [{ image: anImage(stack), mode: null as Any }];
      }
    }
    new Model(stack, 'Model', new Props());

    expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer).toMatchObject({ Image: expect.anything() });
  });

  test('tokens of each kind', () => {
    const stack = testStack();
    aConfig(stack, 'Config', {
      dataCapture: {
        destination: { bucket: bucketOf(stack), prefix: Aws.STACK_NAME },
        enabled: Token.asAny({ Ref: 'Enabled' }) as Any,
        samplingPercentage: Token.asNumber({ Ref: 'Percentage' }),
        csvContentTypes: Fn.split(',', Fn.importValue('types')),
      },
    });

    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').DataCaptureConfig).toMatchObject({
      EnableCapture: { Ref: 'Enabled' }, InitialSamplingPercentage: { Ref: 'Percentage' }, CaptureContentTypeHeader: { CsvContentTypes: { 'Fn::Split': expect.anything() } },
    });
  });

  test('maps that JSON, a module or a class created', () => {
    const stack = testStack();
    class Variables {
      public readonly A = 'b';
    }
    const maps: Any[] = [Object.assign(Object.create(null), { A: 'b' }), Object.defineProperty({ A: 'b' }, Symbol.toStringTag, { value: 'Module' }), new Variables()];
    new Model(stack, 'Model', { containers: maps.map((environment) => ({ image: anImage(stack), environment })) });

    expect(propertiesOf(stack, 'AWS::SageMaker::Model').Containers.map((container: Any) => container.Environment)).toEqual(maps.map(() => ({ A: 'b' })));
  });

  test('a name as a string, and an environment variable whose name is that of a member of constructs', () => {
    const stack = testStack();
    const model = aModel(stack, 'Model', { containers: [{ image: anImage(stack), environment: { node: 'a' } }] });
    aConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', inferenceAmiVersion: 'al2-ami-sagemaker-inference-gpu-2' as Any }] });

    expect(Object.values(resourcesOf(stack, 'AWS::SageMaker::Model'))[0].Properties.PrimaryContainer.Environment).toEqual({ node: 'a' });
    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0]).toMatchObject({ InferenceAmiVersion: 'al2-ami-sagemaker-inference-gpu-2' });
  });

  test('durations of another copy of the CDK', () => {
    const stack = testStack();
    const duration = Duration.minutes(5);
    const foreign = { toMilliseconds: () => duration.toMilliseconds(), toSeconds: () => duration.toSeconds(), isUnresolved: () => false } as Duration;
    aConfig(stack, 'Config', { instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', modelDataDownloadTimeout: foreign }] });

    expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0]).toMatchObject({ ModelDataDownloadTimeoutInSeconds: 300 });
  });
});

describe('a value of another kind', () => {
  test.each<[string, string, string, string[]]>([
    ['CapacitySize', 'a capacity size', 'use a method of CapacitySize', ['_render']],
    ['ContainerMode', 'a container mode', 'use a member of ContainerMode', ['_isMultiModel', '_rendered']],
    ['DeploymentStrategy', 'a deployment strategy', 'use DeploymentStrategy.blueGreen or DeploymentStrategy.rolling', ['_times', '_render']],
    ['Duration', 'a duration', 'use a method of Duration', ['toMilliseconds']],
    ['Explainer', 'an explainer', 'use Explainer.clarify', ['_clarify']],
    ['InferenceComponentSpecification', 'a specification', 'use a method of InferenceComponentSpecification', ['_checks', '_options']],
    ['RoutingStrategy', 'a routing strategy', 'use a member of RoutingStrategy', ['_rendered', '_isPrefixAware']],
    ['ScaleInPolicy', 'a scale-in policy', 'use ScaleInPolicy.consolidation or ScaleInPolicy.idleRelease', ['_options', '_render']],
    ['ShapBaseline', 'a SHAP baseline', 'use ShapBaseline.inline or ShapBaseline.fromBucket', ['_rendered']],
    ['Size', 'a size', 'use a method of Size', ['toMebibytes']],
    ['TrafficRouting', 'a traffic routing', 'use a method of TrafficRouting', ['_steps', '_render']],
    ['VariantPropertyRetention', 'a retention of variant properties', 'use a method of VariantPropertyRetention', ['_keepsInstanceCount']],
    ['aws_applicationautoscaling.Schedule', 'a schedule', 'use a method of applicationautoscaling.Schedule', ['expressionString']],
    ['aws_events.IRuleTarget', 'a target of a rule', 'use a class of aws_events_targets, such as SnsTopic', ['bind']],
    ['aws_iam.PolicyDocument', 'a policy document', 'use iam.PolicyDocument', ['addStatements']],
    ['date', 'a date', 'use Date', ['toISOString']],
    ['registry.TransformData', 'data to transform', 'use a method of registry.TransformData', ['_s3DataType']],
    ['AcceleratorType', 'an accelerator type', 'use AcceleratorType', []],
    ['InferenceAmiVersion', 'a version of a machine image', 'use InferenceAmiVersion', []],
  ])('than %s is refused, also if it lacks one member', (kind, what, remedy, members) => {
    const [struct, property] = Object.entries(STRUCTS)
      .flatMap(([name, kinds]) => Object.entries(kinds).map(([member, of]) => [name, member, of] as const))
      .find(([, , of]) => of === kind)!;
    const problemOf = (value: Any) => {
      try {
        given(struct as StructName, { [property]: value }, 'Here');
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    const words = (got: string) => `${property} must be ${what}, got ${got}; ${remedy}`;

    expect(problemOf(5)).toContain(words('number 5'));
    members.forEach((omitted) => {
      expect(problemOf(Object.fromEntries(members.filter((member) => member !== omitted).map((member) => [member, 1])))).toContain(words('an object'));
    });
    expect(problemOf(Object.fromEntries(members.map((member) => [member, 1]))).includes(words('an object'))).toBe(members.length === 0);
  });
});

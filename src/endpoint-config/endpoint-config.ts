import { ArnFormat, Lazy, Resource, Stack, aws_sagemaker as sagemaker, type aws_kms as kms } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import {
  addInstanceVariantChecks, addServerlessVariantChecks, allWeightsZero, endpointConfigPropsChecks, finishedConfigProblems,
} from './endpoint-config-checks';
import type { IEndpointConfig } from './endpoint-config-interface';
import { processorMismatch } from './variants/processor-mismatch';
import { VolumeEncryption } from './volume-encryption';
import { processorOf } from '../dlc/instance-processor';
import { Processor } from '../dlc/processor';
import { hostOn } from '../model/hosted-on';
import { Model } from '../model/model';
import { sagemakerArn } from '../private/arns';
import { assertValid, text } from '../private/checks';
import { isFixedName, RESOURCE_NAME } from '../private/names';
import { warn } from '../private/warnings';
import type { InstanceProductionVariant, InstanceProductionVariantProps } from './variants/instance';
import { InstanceVariant } from './variants/instance-variant';
import type { ServerlessProductionVariant, ServerlessProductionVariantProps } from './variants/serverless';
import { ServerlessVariant } from './variants/serverless-variant';
import type { ProductionVariantProps } from './variants/variant';
import { allVariants, findInstanceVariant, findServerlessVariant, type Variants } from './variants/variants';

/**
 * What an endpoint configuration consists of.
 */
export interface EndpointConfigProps {
  /**
   * The name of the endpoint configuration: at most 63 letters, digits and hyphens. A configuration can't be changed, only replaced,
   * and CloudFormation can't replace one whose name is fixed: better leave it out.
   *
   * @default - a unique name, made by CloudFormation
   */
  readonly endpointConfigName?: string;

  /**
   * The key that encrypts the storage volumes of the instances. The roles of the hosted models are granted what this takes; a key
   * whose own policy does not delegate to IAM, as that of the CDK does, has to name them itself.
   *
   * @default - a key of AWS
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html#sagemaker-CreateEndpointConfig-request-KmsKeyId
   */
  readonly encryptionKey?: kms.IKeyRef;

  /**
   * Production variants that run on instances: 1 to 10. More can be added by `addInstanceProductionVariant`. Can't be combined with
   * `serverlessProductionVariant`.
   *
   * @default - the variants that are added later
   */
  readonly instanceProductionVariants?: InstanceProductionVariantProps[];

  /**
   * The one production variant of a serverless endpoint. Can't be combined with `instanceProductionVariants`.
   *
   * @default - not a serverless endpoint, unless `addServerlessProductionVariant` is called
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
   */
  readonly serverlessProductionVariant?: ServerlessProductionVariantProps;
}

/**
 * Which models an endpoint hosts, on what, and how it shares the requests among them.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
@propertyInjectable
export class EndpointConfig extends Resource implements IEndpointConfig {
  /** The id by which property injectors know this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.EndpointConfig';

  /**
   * An endpoint configuration that is defined elsewhere, by its ARN.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param endpointConfigArn the ARN of the endpoint configuration
   */
  public static fromEndpointConfigArn(scope: Construct, id: string, endpointConfigArn: string): IEndpointConfig {
    assertValid(scope, sagemakerArn('endpointConfigArn', endpointConfigArn, 'endpoint-config'));
    class Import extends Resource implements IEndpointConfig {
      public readonly endpointConfigArn = endpointConfigArn;
      public readonly endpointConfigName = Stack.of(scope).splitArn(endpointConfigArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
    }
    return new Import(scope, id, { environmentFromArn: endpointConfigArn });
  }

  /**
   * An endpoint configuration that is defined elsewhere in the account and region of the stack, by its name.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param endpointConfigName the name of the endpoint configuration
   */
  public static fromEndpointConfigName(scope: Construct, id: string, endpointConfigName: string): IEndpointConfig {
    assertValid(scope, text('endpointConfigName', endpointConfigName, RESOURCE_NAME));
    const arn = Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint-config', resourceName: endpointConfigName });
    return EndpointConfig.fromEndpointConfigArn(scope, id, arn);
  }

  private readonly resource: sagemaker.CfnEndpointConfig;
  private readonly encryption?: VolumeEncryption;
  private readonly instanceVariants: InstanceVariant[] = [];
  private serverlessVariant?: ServerlessVariant;

  /**
   * Defines an endpoint configuration. Throws when a property has a value that SageMaker does not take; the message lists all of them.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props what the configuration consists of
   */
  constructor(scope: Construct, id: string, props: EndpointConfigProps = {}) {
    super(scope, id, { physicalName: props.endpointConfigName });
    assertValid(this, ...endpointConfigPropsChecks(this, props));
    this.resource = new sagemaker.CfnEndpointConfig(this, 'EndpointConfig', {
      endpointConfigName: this.physicalName,
      kmsKeyId: props.encryptionKey?.keyRef.keyArn,
      productionVariants: Lazy.any({ produce: () => allVariants(this._variants).map((variant) => variant.render()) }),
    });
    this.node.defaultChild = this.resource;
    this.encryption = props.encryptionKey && new VolumeEncryption(this, this.resource, props.encryptionKey);

    props.instanceProductionVariants?.forEach((variant) => this.takeInstanceVariant(variant));
    if (props.serverlessProductionVariant) {
      this.takeServerlessVariant(props.serverlessProductionVariant);
    }
    this.node.addValidation({ validate: () => this.finish() });
    if (isFixedName(props.endpointConfigName)) {
      warn(this, 'fixedEndpointConfigName', "endpointConfigName is fixed, so CloudFormation can't replace the endpoint configuration, "
        + 'which any change of it takes; leave endpointConfigName out');
    }
  }

  /** The name of this endpoint configuration. */
  public get endpointConfigName(): string {
    return this.getResourceNameAttribute(this.resource.attrEndpointConfigName);
  }

  /** The ARN of this endpoint configuration. */
  public get endpointConfigArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, {
      service: 'sagemaker', resource: 'endpoint-config', resourceName: this.physicalName,
    });
  }

  /** The production variants on instances, in the order they were added. */
  public get instanceProductionVariants(): InstanceProductionVariant[] {
    return this.instanceVariants.map((variant) => variant.describe());
  }

  /**
   * The serverless production variant.
   *
   * @default - undefined: the variants run on instances
   */
  public get serverlessProductionVariant(): ServerlessProductionVariant | undefined {
    return this.serverlessVariant?.describe();
  }

  /**
   * Adds a production variant that runs on instances. Throws when the variant is not possible here; the message lists all reasons.
   *
   * @param props the variant
   */
  public addInstanceProductionVariant(props: InstanceProductionVariantProps): void {
    assertValid(this, ...addInstanceVariantChecks(this, props, this._variants));
    this.takeInstanceVariant(props);
  }

  /**
   * Makes this the configuration of a serverless endpoint. Throws when the variant is not possible here; the message lists all reasons.
   *
   * @param props the variant
   */
  public addServerlessProductionVariant(props: ServerlessProductionVariantProps): void {
    assertValid(this, ...addServerlessVariantChecks(this, props, this._variants));
    this.takeServerlessVariant(props);
  }

  /**
   * The production variant of a name, among those on instances. Throws when there is none; the message lists those there are.
   *
   * @param name the name of the variant
   */
  public findInstanceProductionVariant(name: string): InstanceProductionVariant {
    return findInstanceVariant(this, this._variants, name).describe();
  }

  /**
   * The serverless production variant, if it has this name. Throws when it does not; the message says what there is.
   *
   * @param name the name of the variant
   */
  public findServerlessProductionVariant(name: string): ServerlessProductionVariant {
    return findServerlessVariant(this, this._variants, name).describe();
  }

  /** @internal */
  public get _variants(): Variants {
    return { instance: this.instanceVariants, serverless: this.serverlessVariant };
  }

  private takeInstanceVariant(props: InstanceProductionVariantProps): void {
    const variant = new InstanceVariant(props);
    this.instanceVariants.push(variant);
    hostOn(props.model, () => processorOf(variant.instanceType));
    this.encryption?.allow(props.model);
    if (props.acceleratorType) {
      warn(this, 'elasticInference', `acceleratorType ${props.acceleratorType} of variant '${props.variantName}' is ignored: `
        + 'Amazon Elastic Inference no longer exists; leave it out, and choose a GPU or Inferentia instanceType');
    }
    if (props.instanceType && !props.instanceType._isKnown()) {
      warn(this, 'unknownInstanceType', `instanceType ${props.instanceType} of variant '${props.variantName}' is not one that this `
        + 'version of cdk-sagemaker-hosting knows; check its spelling');
    }
  }

  private takeServerlessVariant(props: ServerlessProductionVariantProps): void {
    this.serverlessVariant = new ServerlessVariant(props);
    hostOn(props.model, () => Processor.CPU);
    this.encryption?.allow(props.model);
  }

  private warnOfProcessor({ model, variantName }: ProductionVariantProps, where: string, processor: Processor | undefined): void {
    const mismatch = processor && model instanceof Model ? processorMismatch(where, processor, model._imageProcessors) : undefined;
    if (mismatch) {
      warn(this, 'imageProcessor', `variant '${variantName}': ${mismatch}`);
    }
  }

  private finish(): string[] {
    if (allWeightsZero(this._variants)) {
      warn(this, 'allWeightsZero', 'each variant has initialVariantWeight 0, so only requests that name a variant are served; give one a weight above 0');
    }
    this.instanceVariants.forEach(({ props, instanceType }) => {
      this.warnOfProcessor(props, `instanceType ${instanceType}`, processorOf(instanceType));
    });
    if (this.serverlessVariant) {
      this.warnOfProcessor(this.serverlessVariant.props, 'serverless inference', Processor.CPU);
    }
    return finishedConfigProblems(this._variants);
  }
}

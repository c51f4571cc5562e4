import {
  Token, TokenComparison, Tokenization, aws_sagemaker as sagemaker,
  type IResource, type ResourceEnvironment, type aws_events as events, type aws_iam as iam, type aws_kms as kms,
} from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { DependencyGroup, type Construct } from 'constructs';
import { registryArn } from './arns';
import driftCheckBaselines from './drift-check-baselines';
import { FutureModel } from './future-model';
import inferenceSpecifications from './inference-specification';
import approvalStatus from './model-approval-status';
import modelMetrics from './model-metrics';
import attributes, { type ModelPackageAttributes } from './model-package-attributes';
import { ModelPackageBase } from './model-package-base';
import modelCard from './model-package-card';
import { archiveUserOf, modelPackageChecks } from './model-package-checks';
import type { ModelPackageGroupBase } from './model-package-group-base';
import type { IModelPackageGroup } from './model-package-group-interface';
import type { ModelPackageProps } from './model-package-props';
import { withoutTags } from './model-package-tags';
import { warnOfPackage } from './model-package-warnings';
import s3File from './s3-file';
import sourceAlgorithm from './source-algorithm';
import validation from './validation-specification';
import { grantOnVersion } from './version-grants';
import { waitForPreviousVersion } from './version-order';
import { checkUse } from './version-use';
import { stateChangeRule } from '../common/state-change-rule';
import type { ImageCuda } from '../model/bound-image';
import { waitForPrerequisites, type IModel } from '../model/model-base';
import type { DefinedModelPackage } from '../model/model-package-contents';
import type { IModelPackage } from '../model/model-package-interface';
import { atSynth } from '../private/at-synth';
import { assertValid, integerAtLeast, problemsOf, required } from '../private/checks';
import { warnOfNames, watchNames } from '../private/dependencies/used-by-name';
import { ValidationError } from '../private/errors';
import { uniqueInStack } from '../private/fixed-names';
import { given, pathOf } from '../private/given';
import { fixedName, importedName, inLowerCase, isFixedName } from '../private/names';
import { MODEL_PACKAGE_GROUP, requiredShape } from '../private/shapes';
import { warn } from '../private/warnings';

/**
 * A model package: the containers, artifacts and metadata that a model is deployed from. In a model package group, it is a version of the
 * model. Outside of a group, it is an unversioned package, such as one for AWS Marketplace.
 *
 * Most changes replace a version: CloudFormation registers a new version, replaces the models that use the old version, and then deletes the
 * old version. A package outside of a group cannot be replaced under the same name; change the ID of the construct and the name together.
 * To keep the old version, call `applyRemovalPolicy` with `RemovalPolicy.RETAIN`.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry.html
 *
 * @example
 * declare const group: sm.registry.IModelPackageGroup;
 * declare const image: sm.ContainerImage;
 * declare const modelData: sm.ModelData;
 *
 * const version = new sm.registry.ModelPackage(this, 'First', {
 *   modelPackageGroup: group,
 *   modelApprovalStatus: sm.registry.ModelApprovalStatus.APPROVED,
 *   inferenceSpecification: {
 *     containers: [{ image, modelData }],
 *     supportedContentTypes: ['application/json'],
 *     supportedResponseMimeTypes: ['application/json'],
 *   },
 * });
 * new sm.Model(this, 'Churn', { containers: [{ modelPackage: version }] });
 */
@propertyInjectable
export class ModelPackage extends ModelPackageBase implements DefinedModelPackage {
  /** The ID that property injectors use to identify this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.registry.ModelPackage';

  /**
   * Imports an existing package by its ARN: a version of a group, a package that does not belong to a group, or a product from AWS Marketplace.
   * Throws if the value is not the ARN of a model package.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param modelPackageArn the ARN of the package
   */
  public static fromModelPackageArn(scope: Construct, id: string, modelPackageArn: string): IModelPackage {
    return ModelPackage.fromModelPackageAttributes(scope, id, { modelPackageArn });
  }

  /**
   * Imports an existing package by its attributes. Use this method to grant the role of a model permission to read the images and artifacts of the
   * package. Throws if the ARN is not that of a model package.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param attrs the attributes of the imported package
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
   */
  public static fromModelPackageAttributes(scope: Construct, id: string, attrs: ModelPackageAttributes): IModelPackage {
    attrs = given('registry.ModelPackageAttributes', attrs, scope, 'attrs');
    assertValid(scope, ...attributes.checks(attrs));
    class Import extends ModelPackageBase {
      public readonly modelPackageArn = attrs.modelPackageArn;
      /** @internal */
      public readonly _grantContents?: DefinedModelPackage['_grantContents'];

      constructor() {
        super(scope, id, { environmentFromArn: attrs.modelPackageArn });
        const contents = attributes.bindContents(this, attrs);
        this._grantContents = contents && ((model) => waitForPrerequisites(model, { grants: [], dependencies: contents.grantTo(model) }));
      }

      /** @internal */
      protected _key(): kms.IKey | undefined {
        return attrs.encryptionKey;
      }
    }
    return new Import();
  }

  /**
   * Imports an existing package in the account and region of the stack by its name. The package must not belong to a group; for a version of
   * a group, use `fromModelPackageVersion`. Throws if the name is not valid.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param modelPackageName the name of the package
   */
  public static fromModelPackageName(scope: Construct, id: string, modelPackageName: string): IModelPackage {
    assertValid(scope, importedName('modelPackageName', modelPackageName, 'model package'));
    return ModelPackage.fromModelPackageArn(scope, id, registryArn(scope, 'model-package', modelPackageName));
  }

  /**
   * Imports an existing version of a group by its number. Throws if the number is not an integer of at least 1.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param group the group that the version belongs to
   * @param version the number of the version, at least 1
   */
  public static fromModelPackageVersion(scope: Construct, id: string, group: IModelPackageGroup, version: number): IModelPackage {
    assertValid(scope,
      requiredShape('group', group, MODEL_PACKAGE_GROUP),
      required('version', version, 'specify the number of the version, at least 1'),
      integerAtLeast('version', version, 1),
    );
    const resourceName = `${inLowerCase(group.modelPackageGroupName)}/${Tokenization.stringifyNumber(version)}`;
    return ModelPackage.fromModelPackageArn(scope, id, registryArn(scope, 'model-package', resourceName, group.env));
  }

  private readonly resource: sagemaker.CfnModelPackage;
  private readonly contents: FutureModel;

  /**
   * Defines a model package. Throws if a property has a value that SageMaker does not accept; the message lists every problem.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the package
   */
  constructor(scope: Construct, id: string, private readonly props: ModelPackageProps) {
    props = given('registry.ModelPackageProps', props, pathOf(scope, id));
    super(scope, id, { physicalName: props.modelPackageName });
    assertValid(this, ...modelPackageChecks(this, props));
    this.contents = new FutureModel(this, 'Contents');
    const specifications = inferenceSpecifications.bind(this.contents, props, archiveUserOf(props));
    const algorithm = props.sourceAlgorithm && sourceAlgorithm.bind(this.contents, props.sourceAlgorithm);
    const boundValidation = props.validationSpecification && validation.bind(this, props.validationSpecification);
    this.resource = new sagemaker.CfnModelPackage(this, 'Resource', {
      modelPackageName: this.physicalName,
      ...renderModelPackage(this, props),
      ...specifications,
      sourceAlgorithmSpecification: algorithm,
      validationSpecification: boundValidation && validation.render(boundValidation),
    });
    this.resource.node.addDependency(this.contents.prerequisites);
    warnOfPackage(this, props);
    const nameCheck = uniqueInStack(this.resource, 'modelPackageName', fixedName(props.modelPackageName));
    watchNames(this.resource);
    atSynth(this, () => {
      warnOfNames(this, this.resource);
      return problemsOf(nameCheck());
    });
    if (boundValidation) {
      validation.grant(this, this.resource, this.contents, boundValidation);
    }
    if (props.modelPackageGroup) {
      this.joinGroup(props.modelPackageGroup);
    } else if (isFixedName(props.modelPackageName)) {
      warn(this, 'fixedModelPackageName', 'modelPackageName is fixed, so CloudFormation cannot replace the package, which a change of its properties requires; '
        + 'change modelPackageName and the ID of the construct with them, or register the package as a version of a group');
    }
  }

  /** The ARN of this model package. */
  public get modelPackageArn(): string {
    return this.getResourceArnAttribute(this.resource.attrModelPackageArn, {
      service: 'sagemaker', resource: 'model-package', resourceName: this.physicalName,
    });
  }

  /**
   * The status of this model package, such as `Completed`.
   *
   * @attribute
   */
  public get modelPackageStatus(): string {
    return this.resource.attrModelPackageStatus;
  }

  /**
   * Adds an EventBridge rule that matches state changes of this model package: it is registered, approved or rejected. To match fewer
   * events, set `options.eventPattern.detail`, such as `{ ModelApprovalStatus: ['Approved'] }`.
   *
   * @param id the ID of the rule, unique within its scope
   * @param options the options of the rule
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
   */
  public onStateChange(id: string, options: events.OnEventOptions = {}): events.Rule {
    options = given('aws_events.OnEventOptions', options, this, 'options');
    return stateChangeRule(this, id, options, 'SageMaker Model Package State Change', { ModelPackageArn: [this.modelPackageArn] });
  }

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    const { modelPackageGroup } = this.props;
    return modelPackageGroup ? grantOnVersion(grantee, actions, this, modelPackageGroup) : super.grant(grantee, ...actions);
  }

  /**
   * Throws for a version that is used in another account or region. The CDK would ask for a physical name, which a version cannot have.
   *
   * @internal
   */
  public _enableCrossEnvironment(): void {
    if (this.props.modelPackageGroup) {
      throw new ValidationError('a model package version cannot be used in a stack of another account or region, because its number is not known '
        + 'at synthesis; import it there, using ModelPackage.fromModelPackageVersion', this);
    }
    super._enableCrossEnvironment();
  }

  /**
   * Grants a model permission to read the images and artifacts of this package.
   *
   * @internal
   */
  public _grantContents(model: IModel, inferenceSpecificationName?: string): void {
    waitForPrerequisites(model, { grants: [], dependencies: this.contents.grantTo(model) });
    checkUse(model, this, this.props, inferenceSpecificationName);
    if (this.props.modelPackageGroup) {
      approvalStatus.warnOfUnapproved(model, this, this.props.modelApprovalStatus);
    }
  }

  /**
   * Returns the CUDA versions of the images of an inference specification.
   *
   * @internal
   */
  public _imageCudaOf(specification: string | undefined): ImageCuda[] {
    return this.contents.cudaOf(specification);
  }

  /** Makes this package a version of a group. */
  private joinGroup(group: IModelPackageGroup): void {
    const { encryptionKey } = this.props;
    withoutTags(this, this.resource);
    // Adds the dependency, because the name of the group is not a reference for CloudFormation. Depends on the resource rather than on the
    // whole construct, because this version can be a child of the group.
    this.resource.node.addDependency(group.node.defaultChild ?? new DependencyGroup());
    waitForPreviousVersion(this.resource, group);
    if (encryptionKey) {
      (group as Partial<ModelPackageGroupBase>)._addVersionKey?.(encryptionKey);
    }
  }

  /** @internal */
  protected _key(): kms.IKey | undefined {
    return this.props.encryptionKey;
  }
}


/** Renders the properties that do not depend on the bound images and artifacts. */
function renderModelPackage({ env }: IResource, props: ModelPackageProps): sagemaker.CfnModelPackageProps {
  const { modelPackageGroup: group, metadataProperties, encryptionKey, samplePayload, skipModelValidation } = props;
  return {
    modelPackageGroupName: group && groupNameSeenFrom(env, group),
    modelPackageDescription: props.description,
    modelApprovalStatus: props.modelApprovalStatus,
    approvalDescription: props.approvalDescription,
    customerMetadataProperties: props.customerMetadataProperties,
    domain: props.domain?.toString(),
    task: props.task?.toString(),
    samplePayloadUrl: samplePayload && s3File.uri(samplePayload),
    sourceUri: props.sourceUri,
    skipModelValidation: skipModelValidation === undefined ? undefined : skipModelValidation ? 'All' : 'None',
    certifyForMarketplace: props.certifyForMarketplace,
    securityConfig: encryptionKey && { kmsKeyId: encryptionKey.keyArn },
    modelCard: props.modelCard && modelCard.render(props.modelCard),
    metadataProperties: metadataProperties && { ...metadataProperties },
    modelMetrics: props.modelMetrics && modelMetrics.render(props.modelMetrics),
    driftCheckBaselines: props.driftCheckBaselines && driftCheckBaselines.render(props.driftCheckBaselines),
  };
}

/** Returns the name of a group, or its ARN if the group is in another account or region. */
function groupNameSeenFrom(env: ResourceEnvironment, group: IModelPackageGroup): string {
  const elsewhere = (['account', 'region'] as const)
    .some((part) => Token.compareStrings(group.env[part], env[part]) === TokenComparison.DIFFERENT);
  return elsewhere ? group.modelPackageGroupArn : group.modelPackageGroupName;
}

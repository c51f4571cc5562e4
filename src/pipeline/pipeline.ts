import { ArnFormat, Resource, Stack, aws_iam as iam, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { assertValid, matches, type Check, type StringRule } from '../private/checks';
import { ValidationError } from '../private/errors';
import { given, pathOf } from '../private/given';
import { importedName, sagemakerArn } from '../private/names';
import { granteeCheck } from '../private/shapes';

/**
 * The attributes of an existing pipeline. Set `pipelineArn` or `pipelineName`.
 *
 * @stable
 * @example
 * declare const starter: iam.IRole;
 *
 * const training = sm.Pipeline.fromPipelineAttributes(this, 'Training', { pipelineName: 'nightly-training', account: '111122223333' });
 * training.grantStartPipelineExecution(starter);
 */
export interface PipelineAttributes {
  /**
   * The ARN of the pipeline.
   *
   * @default - derived from `pipelineName`, `account` and `region`
   */
  readonly pipelineArn?: string;

  /**
   * The name of the pipeline: at most 256 letters, digits and hyphens. Ignored if `pipelineArn` is set.
   *
   * @default - the name in `pipelineArn`
   */
  readonly pipelineName?: string;

  /**
   * The account of the pipeline. Ignored if `pipelineArn` is set.
   *
   * @default - the account of the stack
   */
  readonly account?: string;

  /**
   * The region of the pipeline. Ignored if `pipelineArn` is set.
   *
   * @default - the region of the stack
   */
  readonly region?: string;
}

/**
 * The properties of a pipeline. They are ignored, because a pipeline can only be imported.
 *
 * @stable
 * @example
 * // Pipelines are imported
 * const training = sm.Pipeline.fromPipelineName(this, 'Training', 'nightly-training');
 */
export interface PipelineProps {
  /**
   * The name of the pipeline.
   *
   * @default - the name is ignored in any case, because a pipeline can only be imported
   */
  readonly pipelineName?: string;
}

/** The base class of imported pipelines. */
abstract class PipelineBase extends Resource implements sagemaker.IPipeline {
  public abstract readonly pipelineArn: string;
  public abstract readonly pipelineName: string;

  /** The reference to this pipeline that other constructs use. */
  public get pipelineRef(): sagemaker.PipelineReference {
    return { pipelineName: this.pipelineName };
  }

  /**
   * Grants permission to start executions of this pipeline (`sagemaker:StartPipelineExecution`).
   *
   * @param grantee the principal to grant access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StartPipelineExecution.html
   */
  public grantStartPipelineExecution(grantee: iam.IGrantable): iam.Grant {
    assertValid(this, granteeCheck(grantee));
    return iam.Grant.addToPrincipal({ grantee, actions: ['sagemaker:StartPipelineExecution'], resourceArns: [this.pipelineArn] });
  }
}

/**
 * An existing pipeline of Amazon SageMaker Pipelines. Import it to grant permission to start it.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines.html
 *
 * @example
 * declare const starter: iam.IRole;
 *
 * const training = sm.Pipeline.fromPipelineName(this, 'Training', 'nightly-training');
 * training.grantStartPipelineExecution(starter);
 */
@propertyInjectable
export class Pipeline extends PipelineBase {
  /** The ID that property injectors use to identify this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.Pipeline';

  /**
   * Imports an existing pipeline by its ARN. Throws if the value is not the ARN of a pipeline.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param pipelineArn the ARN of the pipeline
   */
  public static fromPipelineArn(scope: Construct, id: string, pipelineArn: string): sagemaker.IPipeline {
    assertValid(scope, sagemakerArn('pipelineArn', pipelineArn, 'pipeline'));
    return Pipeline.fromPipelineAttributes(scope, id, { pipelineArn });
  }

  /**
   * Imports an existing pipeline in the account and region of the stack by its name. Throws if the name is not valid.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param pipelineName the name of the pipeline
   */
  public static fromPipelineName(scope: Construct, id: string, pipelineName: string): sagemaker.IPipeline {
    assertValid(scope, importedName('pipelineName', pipelineName, 'pipeline', PIPELINE_NAME));
    return Pipeline.fromPipelineAttributes(scope, id, { pipelineName });
  }

  /**
   * Imports an existing pipeline by its ARN, or by its name, account and region. Throws if the ARN or the name is not valid, or if neither
   * is set.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param attrs the attributes of the imported pipeline
   */
  public static fromPipelineAttributes(scope: Construct, id: string, attrs: PipelineAttributes): sagemaker.IPipeline {
    attrs = given('PipelineAttributes', attrs, scope, 'attrs');
    assertValid(scope, ...pipelineChecks(id, attrs));
    const stack = Stack.of(scope);
    const pipelineArn = attrs.pipelineArn ?? stack.formatArn({
      service: 'sagemaker', resource: 'pipeline', resourceName: attrs.pipelineName, account: attrs.account, region: attrs.region,
    });
    class Import extends PipelineBase {
      public readonly pipelineArn = pipelineArn;
      public readonly pipelineName = attrs.pipelineArn === undefined
        ? attrs.pipelineName!
        : stack.splitArn(pipelineArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
    }
    return new Import(scope, id, { environmentFromArn: pipelineArn });
  }

  /** The ARN of this pipeline. */
  public readonly pipelineArn!: string;

  /** The name of this pipeline. */
  public readonly pipelineName!: string;

  /**
   * Throws in any case, because a pipeline can only be imported. Use `fromPipelineArn` or `fromPipelineName` instead.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param _props the properties of the pipeline, which are ignored
   */
  constructor(scope: Construct, id: string, _props: PipelineProps = {}) {
    _props = given('PipelineProps', _props, pathOf(scope, id), '_props');
    super(scope, id);
    throw new ValidationError('a Pipeline cannot be defined, only imported; use Pipeline.fromPipelineArn or Pipeline.fromPipelineName', this);
  }
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreatePipeline.html */
const PIPELINE_NAME: StringRule = {
  pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/,
  maxLength: 256,
  allowed: 'letters, digits and hyphens, with no hyphen at either end',
};

function pipelineChecks(id: string, { pipelineArn, pipelineName }: PipelineAttributes): Check[] {
  return [
    (pipelineArn ?? pipelineName) === undefined
      ? `the pipeline '${id}' has neither pipelineArn nor pipelineName; specify one of them`
      : undefined,
    pipelineArn === undefined
      ? matches('pipelineName', pipelineName, PIPELINE_NAME)
      : sagemakerArn('pipelineArn', pipelineArn!, 'pipeline'),
  ];
}

import { ArnFormat, Resource, Stack, aws_iam as iam, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { assertValid, matches, type Check, type StringRule } from '../private/checks';
import { ValidationError } from '../private/errors';
import { sagemakerArn } from '../private/names';

/**
 * What is known of a pipeline that is defined elsewhere: its ARN or its name.
 */
export interface PipelineAttributes {
  /**
   * The ARN of the pipeline.
   *
   * @default - made of `pipelineName`, `account` and `region`
   */
  readonly pipelineArn?: string;

  /**
   * The name of the pipeline: at most 256 letters, digits and hyphens. Not used when `pipelineArn` is given.
   *
   * @default - taken from `pipelineArn`
   */
  readonly pipelineName?: string;

  /**
   * The account of the pipeline. Not used when `pipelineArn` is given.
   *
   * @default - the account of the stack
   */
  readonly account?: string;

  /**
   * The region of the pipeline. Not used when `pipelineArn` is given.
   *
   * @default - the region of the stack
   */
  readonly region?: string;
}

/**
 * Not used: a pipeline can only be imported.
 */
export interface PipelineProps {
  /**
   * The name of the pipeline.
   *
   * @default - a pipeline can only be imported
   */
  readonly pipelineName?: string;
}

/** The common part of pipelines. */
abstract class PipelineBase extends Resource implements sagemaker.IPipeline {
  public abstract readonly pipelineArn: string;
  public abstract readonly pipelineName: string;

  /** How other constructs refer to this pipeline. */
  public get pipelineRef(): sagemaker.PipelineReference {
    return { pipelineName: this.pipelineName };
  }

  /**
   * Allows a principal to start this pipeline.
   *
   * @param grantee who may
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StartPipelineExecution.html
   */
  public grantStartPipelineExecution(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: ['sagemaker:StartPipelineExecution'], resourceArns: [this.pipelineArn] });
  }
}

/**
 * A pipeline of Amazon SageMaker Pipelines that is defined elsewhere, so that others can be allowed to start it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines.html
 */
@propertyInjectable
export class Pipeline extends PipelineBase {
  /** The id by which property injectors know this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.Pipeline';

  /**
   * A pipeline, by its ARN.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param pipelineArn the ARN of the pipeline
   */
  public static fromPipelineArn(scope: Construct, id: string, pipelineArn: string): sagemaker.IPipeline {
    return Pipeline.fromPipelineAttributes(scope, id, { pipelineArn });
  }

  /**
   * A pipeline in the account and region of the stack, by its name.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param pipelineName the name of the pipeline
   */
  public static fromPipelineName(scope: Construct, id: string, pipelineName: string): sagemaker.IPipeline {
    return Pipeline.fromPipelineAttributes(scope, id, { pipelineName });
  }

  /**
   * A pipeline, by its ARN, or by its name, account and region. Throws when there is neither an ARN nor a name.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param attrs what is known
   */
  public static fromPipelineAttributes(scope: Construct, id: string, attrs: PipelineAttributes): sagemaker.IPipeline {
    assertValid(scope, ...pipelineChecks(id, attrs));
    const stack = Stack.of(scope);
    const pipelineArn = attrs.pipelineArn ?? stack.formatArn({
      service: 'sagemaker', resource: 'pipeline', resourceName: attrs.pipelineName, account: attrs.account, region: attrs.region,
    });
    class Import extends PipelineBase {
      public readonly pipelineArn = pipelineArn;
      public readonly pipelineName = attrs.pipelineArn === undefined
        ? attrs.pipelineName!
        : stack.splitArn(attrs.pipelineArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
    }
    return new Import(scope, id, { environmentFromArn: pipelineArn });
  }

  /** The ARN of this pipeline. */
  public readonly pipelineArn!: string;

  /** The name of this pipeline. */
  public readonly pipelineName!: string;

  /**
   * Always throws: a pipeline can only be imported.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param _props not used
   */
  constructor(scope: Construct, id: string, _props: PipelineProps = {}) {
    super(scope, id);
    throw new ValidationError("a Pipeline can't be defined, only imported; use Pipeline.fromPipelineArn or Pipeline.fromPipelineName", this);
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
    pipelineArn === undefined && pipelineName === undefined
      ? `neither pipelineArn nor pipelineName is given for the pipeline '${id}'; give one of them`
      : undefined,
    pipelineArn === undefined
      ? matches('pipelineName', pipelineName, PIPELINE_NAME)
      : sagemakerArn('pipelineArn', pipelineArn, 'pipeline'),
  ];
}

import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { isUnknown, type Check } from '../private/checks';

/**
 * How far the review of a model card has come.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageModelCard.html
 */
export enum ModelCardStatus {
  /** It is being written. */
  DRAFT = 'Draft',

  /** Somebody has to review it. */
  PENDING_REVIEW = 'PendingReview',

  /** It is approved. */
  APPROVED = 'Approved',

  /** It is done with: its content can't be changed any more. */
  ARCHIVED = 'Archived',
}

/**
 * The model card of a model package: what the model is meant for, how it was trained and evaluated, what is risky about it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html
 */
export interface ModelPackageCard {
  /**
   * The card as JSON text of at most 100000 characters, which follows the schema for model packages: in Python, `json.dumps({...})`.
   * Throws if it is not JSON.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html#model-card-schema
   */
  readonly content: string;

  /**
   * How far the review of the card has come.
   */
  readonly status: ModelCardStatus;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageModelCard.html */
const MAX_CARD_LENGTH = 100000;

function modelCardChecks(card: ModelPackageCard | undefined): Check[] {
  if (!card || isUnknown(card.content)) {
    return [];
  }
  return [
    card.content.length > MAX_CARD_LENGTH
      ? `modelCard.content must have at most ${MAX_CARD_LENGTH} characters, got ${card.content.length}`
      : undefined,
    isJson(card.content) ? undefined : `modelCard.content must be JSON, got '${card.content.slice(0, 40)}'; in Python use json.dumps`,
  ];
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function renderModelCard({ content, status }: ModelPackageCard): sagemaker.CfnModelPackage.ModelCardProperty {
  return { modelCardContent: content, modelCardStatus: status };
}

export default { checks: modelCardChecks, render: renderModelCard };

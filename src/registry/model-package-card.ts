import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { isUnknown, required, type Check } from '../private/checks';

/**
 * The review status of a model card.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageModelCard.html
 *
 * @example
 * declare const content: string; // JSON
 *
 * const modelCard: sm.registry.ModelPackageCard = { status: sm.registry.ModelCardStatus.DRAFT, content };
 */
export enum ModelCardStatus {
  /** The card is a work in progress. */
  DRAFT = 'Draft',

  /** The card is pending review. */
  PENDING_REVIEW = 'PendingReview',

  /** The card is approved. */
  APPROVED = 'Approved',

  /** The card is archived, and its content can no longer be changed. */
  ARCHIVED = 'Archived',
}

/**
 * The model card of a model package. It documents the intended use of the model, its training and evaluation, and its risks.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html
 *
 * @example
 * declare const content: string; // JSON
 *
 * const modelCard: sm.registry.ModelPackageCard = { status: sm.registry.ModelCardStatus.DRAFT, content };
 */
export interface ModelPackageCard {
  /**
   * The content of the card: a JSON string that follows the schema for model packages, at most 100000 characters. In Python, use
   * `json.dumps({...})`. Throws if it is not JSON.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html#model-card-schema
   */
  readonly content: string;

  /**
   * The review status of the card.
   */
  readonly status: ModelCardStatus;
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageModelCard.html */
const MAX_CARD_LENGTH = 100000;

function modelCardChecks(card: ModelPackageCard | undefined): Check[] {
  return card ? [
    required('modelCard.content', card.content, 'specify the JSON of the card'),
    required('modelCard.status', card.status, 'use a member of registry.ModelCardStatus'),
    ...isUnknown(card.content) ? [] : contentChecks(card),
  ] : [];
}

function contentChecks(card: ModelPackageCard): Check[] {
  return [
    card.content.length > MAX_CARD_LENGTH
      ? `modelCard.content must have at most ${MAX_CARD_LENGTH} characters, got ${card.content.length}`
      : undefined,
    isJson(card.content) ? undefined : `modelCard.content must be JSON, got '${card.content.slice(0, 40)}'; in Python, use json.dumps`,
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

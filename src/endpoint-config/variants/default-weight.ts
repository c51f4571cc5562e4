/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
export const DEFAULT_WEIGHT = 1;

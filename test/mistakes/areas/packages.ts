/** A version that is registered elsewhere. */
export const CHURN_PACKAGE = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/4';
/** A product of AWS Marketplace. */
export const PRODUCT = 'arn:aws:sagemaker:us-east-1:985815980388:model-package/detector-1234';
export const OTHER_ACCOUNT = '222222222222';

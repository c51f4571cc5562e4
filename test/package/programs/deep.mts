import * as registry from 'cdk-sagemaker-hosting/lib/registry';

console.log(registry);

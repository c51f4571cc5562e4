import 'cdk-sagemaker-hosting/lib/registry/index.js';

// Prints how many seconds Node.js takes to load a package after the CDK: node load.js cdk-sagemaker-hosting
'use strict';
require('aws-cdk-lib');
require('constructs');

const start = performance.now();
require(process.argv[2]);
console.log((performance.now() - start) / 1000);

// The CDK validates each template that it synthesizes, which takes about a second. The tests that are about that say so themselves.
process.env.CDK_VALIDATION = 'false';
// The CDK keeps where each element of a template was created, which takes a fifth of the time of a test. No test reads it.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });

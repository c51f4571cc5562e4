// The CDK validates each template that it synthesizes, which takes about a second. The tests that are about that say so themselves.
process.env.CDK_VALIDATION = 'false';

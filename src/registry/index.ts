// jsii finds the types of a submodule only through `export *`, which exports everything except the default export of a file. The internal
// functions of a file with public types are therefore its default export.
export * from './drift-check-baselines';
export * from './inference-specification';
export * from './metadata-properties';
export * from './model-approval-status';
export * from './model-metrics';
export * from './model-package';
export * from './model-package-attributes';
export * from './model-package-card';
export * from './model-package-container';
export * from './model-package-domain';
export * from './model-package-events';
export * from './model-package-group';
export * from './model-package-group-interface';
export * from './model-package-group-props';
export * from './model-package-props';
export * from './model-package-task';
export * from './s3-file';
export * from './source-algorithm';
export * from './transform-data';
export * from './transform-job';
export * from './validation-specification';

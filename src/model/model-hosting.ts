/** What decides which endpoint configurations a model fits into. */
export interface ModelHosting {
  readonly inVpc: boolean;
  readonly isolated: boolean;
  readonly containers: number;
  readonly direct: boolean;
  readonly multiModel: boolean;
  /** Whether artifacts are named by `ModelDataSource`. */
  readonly dataSource: boolean;
  readonly privateRegistry: boolean;
  /** An account that is neither the model's nor one of AWS, and has one of the images. */
  readonly foreignRepository?: string;
}

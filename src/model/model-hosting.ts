/** What decides which endpoint configurations a model fits into. */
export interface ModelHosting {
  readonly inVpc: boolean;
  readonly isolated: boolean;
  readonly containers: number;
}

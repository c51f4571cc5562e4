import type { Processor } from './processor';

/** What an image is asked for with. */
export interface ImageQuery {
  readonly framework: string;
  /** '2.6.0', or shorter where AWS has a tag for it. If not given: the newest that fits the rest. */
  readonly version?: string;
  /** If not given: the newest of the version. */
  readonly pythonVersion?: string;
  /** What Hugging Face builds on, such as 'pytorch2.6.0'. Needed where there are several. */
  readonly baseFrameworkVersion?: string;
  /** Needed where there are images for several. */
  readonly processor?: Processor;
}

import { Lazy } from 'aws-cdk-lib';
import { problemWith, versionWith, type PropsIn } from './given';
import { CONTENT_TYPE, RESOURCE_NAME } from '../../src/private/names';

export const NAME = `${RESOURCE_NAME.allowed} (1 to 63 characters)`;
export const DESCRIPTION = 'a string without line breaks and other control characters (0 to 1024 characters)';
export const ONE_LINE = 'a string without line breaks (0 to 1024 characters)';
export const MIME_TYPE = `${CONTENT_TYPE.allowed} (0 to 256 characters)`;
export const SHA256 = "'sha256:' and 64 hexadecimal digits";
export const DIGEST = `sha256:${'0a'.repeat(32)}`;

/** A text with limits: what is tried, what is allowed, what is taken, and what is refused. */
export type Text = [name: string, props: (value: string) => PropsIn, allowed: string, taken: string[], refused: string[]];

/** Tests that each of the texts is taken, refused, or left alone as a token. */
export function describeTexts(texts: Text[]): void {
  describe.each(texts)('%s', (name, props, allowed, taken, refused) => {
    test('takes what SageMaker takes', () => {
      // Also as the end of a URI.
      taken.forEach((value) => expect(JSON.stringify(versionWith(props(value)))).toContain(`${JSON.stringify(value).slice(1)}`));
    });

    test('fails with anything else', () => {
      expect(refused.map((value) => problemWith(props(value)))).toEqual(refused.map((value) => `${name} must be ${allowed}, got '${value}'`));
    });

    test('may be a token', () => {
      expect(() => versionWith((stack) => props(Lazy.string({ produce: () => '#' }))(stack))).not.toThrow();
    });
  });
}

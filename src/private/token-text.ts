/** Matches a token as the CDK encodes it in text, whose number differs from one synthesis to the next. */
const ENCODED = /[$#]\{Token\[[^\]]*\]\}/g;

/** Returns a message in which tokens are legible. */
export function withoutTokens(message: string): string {
  return message.replace(ENCODED, '<token>');
}

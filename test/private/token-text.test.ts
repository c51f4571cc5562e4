import { Token } from 'aws-cdk-lib';
import { withoutTokens } from '../../src/private/token-text';

test('tokens in a message are legible, and the rest is as it was', () => {
  const text = Token.asString({ Ref: 'Name' });
  expect(withoutTokens(`name must be short, got '${text}-${text}'`)).toBe("name must be short, got '<token>-<token>'");
  expect(withoutTokens(`list is '${Token.asList({ Ref: 'Names' })[0]}'`)).toBe("list is '<token>'");
});

test.each(['', 'a', '${Name}', '{Token[a.1]}', '%{Token[a.1]}', '${Token}', '${Token[a}', '$ {Token[a.1]}'])('%p has none', (message) => {
  expect(withoutTokens(message)).toBe(message);
});

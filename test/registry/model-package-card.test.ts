import { CfnParameter } from 'aws-cdk-lib';
import { problemWith, versionWith } from './given';
import * as registry from '../../src/registry';

test('the statuses are those of the API', () => {
  expect(Object.values(registry.ModelCardStatus)).toEqual(['Draft', 'PendingReview', 'Approved', 'Archived']);
});

describe('the model card', () => {
  const card = (content: string) => () => ({ modelCard: { content, status: registry.ModelCardStatus.APPROVED } });

  test('is JSON', () => {
    expect(versionWith(card('{"a": 1}')).ModelCard).toEqual({ ModelCardContent: '{"a": 1}', ModelCardStatus: 'Approved' });
    expect(problemWith(card('churn'))).toBe("modelCard.content must be JSON, got 'churn'; in Python, use json.dumps");
    expect(problemWith(card(`${'x'.repeat(40)}y`))).toBe(`modelCard.content must be JSON, got '${'x'.repeat(40)}'; in Python, use json.dumps`);
  });

  test('has at most 100000 characters', () => {
    expect(versionWith(card(JSON.stringify('a'.repeat(99998)))).ModelCard.ModelCardContent).toHaveLength(100000);
    expect(problemWith(card(JSON.stringify('a'.repeat(99999))))).toBe('modelCard.content must have at most 100000 characters, got 100001');
  });

  test('may be a token', () => {
    expect(versionWith((stack) => card(new CfnParameter(stack, 'Card').valueAsString)()).ModelCard.ModelCardContent).toEqual({ Ref: 'Card' });
  });
});

import { describeTexts } from './texts';

describeTexts([
  [
    'metadataProperties.repository', (value) => () => ({ metadataProperties: { repository: value } }),
    'text without line breaks (0 to 1024 characters)', ['', 'a'.repeat(1024)], ['a\nb', 'a'.repeat(1025)],
  ],
]);

import * as fs from 'fs';
import { region_info as regions } from 'aws-cdk-lib';
import { findImage, type ImageQuery } from '../../src/dlc/image-lookup';

/*
 * What the library says to queries: a JSON list of them on stdin, a list of answers on stdout. An answer is the URI in each region
 * that has the image, or the problems.
 */

type Answer = { readonly uris: { readonly [region: string]: string } } | { readonly problems: string[] };

function answer(query: ImageQuery): Answer {
  const found = findImage(query);
  if ('problems' in found) { return found; }
  const uri = ([region, account]: [string, string]) => [region, `${account}.dkr.ecr.${region}.${suffixOf(region)}/${found.repository}${found.tag && `:${found.tag}`}`];
  return { uris: Object.fromEntries(Object.entries(found.accounts).map(uri)) };
}

/** What `stack.urlSuffix` becomes when CloudFormation deploys there. The CDK does not know the newest regions, which are not in a partition of their own. */
function suffixOf(region: string): string {
  return regions.RegionInfo.get(region).domainSuffix ?? 'amazonaws.com';
}

const queries: ImageQuery[] = JSON.parse(fs.readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(queries.map(answer)));

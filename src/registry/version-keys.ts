import type { aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';

/** Grants permission to use a key. */
type KeyGrant = (key: kms.IKey) => iam.Grant;

/** The keys of the versions of a group that are defined in this app. A grant on the versions covers keys that are added after it, too. */
export class VersionKeys {
  private readonly keys = new Set<kms.IKey>();
  private readonly grants: KeyGrant[] = [];

  /** Adds the key of a version. */
  public add(key: kms.IKey): void {
    if (!this.keys.has(key)) {
      this.keys.add(key);
      this.grants.forEach((grantKey) => grantKey(key));
    }
  }

  /** Adds permission to use the keys to a grant on the versions. */
  public addTo(grant: iam.Grant, grantKey: KeyGrant): iam.Grant {
    this.grants.push(grantKey);
    return [...this.keys].reduce((combined, key) => combined.combine(grantKey(key)), grant);
  }
}

import type { Bucket, ConnectionInfo, Connector } from "../contract/contract.ts";
import type { BucketScope } from "./platform-limiter.ts";

/** Takes nothing by itself; it only holds the pause a platform asked for where no published bucket applies. */
const PAUSE: Bucket = {
  id: "pause",
  scope: "connection",
  rate: 1_000_000,
  burst: 1_000_000,
  source: "throttle answers",
};

export interface ScopeOptions {
  readonly connector: Connector;
  readonly connection: ConnectionInfo;
  readonly scopeKeys: Readonly<Record<Bucket["scope"], string>>;
}

/** The buckets an operation draws from, with the keys of those who share them. Never empty. */
export function scopesOf(options: ScopeOptions, operation: string): readonly BucketScope[] {
  const matching = limitsOf(options).filter((bucket) => applies(bucket, operation));
  return (matching.length > 0 ? matching : [PAUSE]).map((bucket) => scopeOf(options, bucket));
}

/** Every bucket the platform publishes for this connection. */
export function publishedScopes(options: ScopeOptions): readonly BucketScope[] {
  return limitsOf(options).map((bucket) => scopeOf(options, bucket));
}

/** Every bucket a pause may hold: the published ones, and the one for what they do not cover. */
export function pausedScopes(options: ScopeOptions): readonly BucketScope[] {
  return [...limitsOf(options), PAUSE].map((bucket) => scopeOf(options, bucket));
}

const limitsOf = ({ connector, connection }: ScopeOptions) => connector.limits?.(connection) ?? connector.meta.limits;

const scopeOf = ({ connector, scopeKeys }: ScopeOptions, bucket: Bucket): BucketScope => ({
  bucket,
  key: `${connector.meta.id}/${bucket.id}/${bucket.scope}:${scopeKeys[bucket.scope]}`,
});

function applies(bucket: Bucket, operation: string): boolean {
  if (!bucket.operations) return true;
  return bucket.operations.some((pattern) =>
    pattern.endsWith("*") ? operation.startsWith(pattern.slice(0, -1)) : operation === pattern,
  );
}

import type { Bucket, ConnectionInfo, Connector } from "./contract.ts";
import type { Place } from "./limiter.ts";

/** Takes nothing by itself; it only holds the pause a platform asked for where no published bucket applies. */
const PAUSE: Bucket = {
  id: "pause",
  scope: "connection",
  rate: 1_000_000,
  burst: 1_000_000,
  source: "throttle answers",
};

export interface PlacesOptions {
  readonly connector: Connector;
  readonly connection: ConnectionInfo;
  readonly scopeKeys: Readonly<Record<Bucket["scope"], string>>;
}

/** The buckets an operation draws from, with the keys of those who share them. Never empty. */
export function placesOf({ connector, connection, scopeKeys }: PlacesOptions, operation: string): readonly Place[] {
  const limits = connector.limits?.(connection) ?? connector.meta.limits;
  const matching = limits.filter((bucket) => applies(bucket, operation));
  return (matching.length > 0 ? matching : [PAUSE]).map((bucket) => ({
    bucket,
    key: `${connector.meta.id}/${bucket.id}/${bucket.scope}:${scopeKeys[bucket.scope]}`,
  }));
}

function applies(bucket: Bucket, operation: string): boolean {
  if (!bucket.operations) return true;
  return bucket.operations.some((pattern) =>
    pattern.endsWith("*") ? operation.startsWith(pattern.slice(0, -1)) : operation === pattern,
  );
}

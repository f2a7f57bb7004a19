import type { Bucket, ConnectionInfo, Connector } from "../contract/contract.ts";
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
export function placesOf(options: PlacesOptions, operation: string): readonly Place[] {
  const matching = limitsOf(options).filter((bucket) => applies(bucket, operation));
  return (matching.length > 0 ? matching : [PAUSE]).map((bucket) => placeOf(options, bucket));
}

/** Every bucket the platform publishes for this connection. */
export function publishedPlaces(options: PlacesOptions): readonly Place[] {
  return limitsOf(options).map((bucket) => placeOf(options, bucket));
}

/** Every bucket a pause may hold: the published ones, and the one for what they do not cover. */
export function pausedPlaces(options: PlacesOptions): readonly Place[] {
  return [...limitsOf(options), PAUSE].map((bucket) => placeOf(options, bucket));
}

const limitsOf = ({ connector, connection }: PlacesOptions) => connector.limits?.(connection) ?? connector.meta.limits;

const placeOf = ({ connector, scopeKeys }: PlacesOptions, bucket: Bucket): Place => ({
  bucket,
  key: `${connector.meta.id}/${bucket.id}/${bucket.scope}:${scopeKeys[bucket.scope]}`,
});

function applies(bucket: Bucket, operation: string): boolean {
  if (!bucket.operations) return true;
  return bucket.operations.some((pattern) =>
    pattern.endsWith("*") ? operation.startsWith(pattern.slice(0, -1)) : operation === pattern,
  );
}

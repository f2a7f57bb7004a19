/** A delivery about to be stored. */
import type { InboundEvent } from "../../connectors/kit/contract/webhooks.ts";

/** Begins the key of what has no id and no version: only the same bytes make it a duplicate. */
export const HINT_PREFIX = "h:";

export interface DeliveryRow {
  readonly organization: string;
  readonly connection: string;
  readonly kind: InboundEvent["kind"];
  readonly ref: string;
  readonly topic: string;
  readonly dedupKey: string;
  readonly trusted: boolean;
  readonly headers: string;
  readonly body: Buffer;
  readonly versionKind: string | null;
  readonly versionValue: string | null;
  readonly receivedAt: Date;
  readonly traceId: string;
  /** The step that received it; null unless its trace is kept. */
  readonly traceSpan: string | null;
}

/** With the id it is stored under. */
export interface StoredDeliveryRow extends DeliveryRow {
  readonly id: string;
}

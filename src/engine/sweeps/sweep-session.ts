import type { CallLog, OpenConnection } from "../connections/connection-registry.ts";
import type { QueueDelivery } from "../incoming-webhooks/webhook-receiver.ts";
import type { LaneDeps } from "../lanes/lane-result.ts";
import type { Lane } from "../lanes/lanes.ts";

export interface SweepDeps extends LaneDeps {
  /** Stores a message of a queue like a webhook; resolves once it is stored for good. */
  readonly ingest: (fetched: QueueDelivery) => Promise<boolean>;
  readonly onApplied: (lane: Lane) => void;
}

export interface SweepSession {
  readonly deps: SweepDeps;
  readonly lane: Lane;
  readonly open: OpenConnection;
  readonly callLog: CallLog;
  readonly signal: AbortSignal;
  now(): Date;
  /** It has lasted long enough: other stores have their turns. */
  isOver(): boolean;
}

import type { CallTrace, OpenConnection } from "../connection-registry.ts";
import type { LaneDeps } from "../lane-result.ts";
import type { Lane } from "../lanes.ts";
import type { QueueDelivery } from "../webhook-receiver.ts";

export interface SweepDeps extends LaneDeps {
  /** Stores a message of a queue like a webhook; resolves once it is stored for good. */
  readonly ingest: (fetched: QueueDelivery) => Promise<boolean>;
  readonly onApplied: (lane: Lane) => void;
}

export interface SweepSession {
  readonly deps: SweepDeps;
  readonly lane: Lane;
  readonly open: OpenConnection;
  readonly trail: CallTrace;
  readonly signal: AbortSignal;
  now(): Date;
  /** It has lasted long enough: other stores have their turns. */
  isOver(): boolean;
}

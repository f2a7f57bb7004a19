import type { FetchedMessage } from "../door.ts";
import type { Lane } from "../lanes.ts";
import type { OpenConnection, Trail } from "../platform.ts";
import type { TurnDeps } from "../turn.ts";

export interface SweepDeps extends TurnDeps {
  /** Stores a message of a queue like a webhook; resolves once it is stored for good. */
  readonly takeIn: (fetched: FetchedMessage) => Promise<boolean>;
  readonly onApplied: (lane: Lane) => void;
}

export interface SweepTurn {
  readonly deps: SweepDeps;
  readonly lane: Lane;
  readonly open: OpenConnection;
  readonly trail: Trail;
  readonly signal: AbortSignal;
  now(): Date;
}

import type { Context } from "../../connectors/kit/contract/contract.ts";
import type { TenantOptions, Tx } from "../../db/database.ts";
import type { NewSyncEntry } from "../../hub/sync-log/sync-log.ts";
import type { CallLog, OpenConnection, ProvisionalOptions } from "../connections/connection-registry.ts";
import type { ItemFailure } from "../lanes/lane-result.ts";
import type { Lane } from "../lanes/lanes.ts";
import type { Seen } from "./stock/stock-rows.ts";

/** What the drains of one turn share. */
export interface OutboundSession {
  readonly lane: Lane;
  readonly open: OpenConnection;
  readonly callLog: CallLog;
  readonly signal: AbortSignal;
  /** True once a platform call of this turn went well. */
  readonly succeeded: boolean;
  now(): Date;
  /** It has lasted long enough: the lane comes again at once, so that what is more urgent gets its look in between. */
  isOver(): boolean;
  tenant<T>(work: (tx: Tx) => Promise<T>, how?: TenantOptions): Promise<T>;
  /** `tenant`, with what is due then read at its end: a turn that does nothing more does not read it again. */
  tenantWithDue<T>(work: (tx: Tx) => Promise<T>, how?: TenantOptions): Promise<T>;
  /** `tenant`, written only while the lane is this worker's; throws LeaseLost. */
  tenantWithLease<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Takes in numbers that the channel took as they were sent, together with other stores'. */
  confirm(applied: readonly Seen[], entries: readonly NewSyncEntry[]): Promise<void>;
  /** Calls the platform through a fresh context; remembers success. */
  call<T>(work: (ctx: Context) => Promise<T>, how?: Pick<ProvisionalOptions, "beforeChange">): Promise<T>;
  /** Does one of several things that go on at the same time, each with a trail of its own. */
  apart<T>(work: (session: OutboundSession) => Promise<T>): Promise<T>;
  /** Works off the organization's change marks, so that desired values are up to date. */
  propagateChanges(): Promise<void>;
  /** Whether a failed call can be one item's: the platform refused it, or answers others. A turn told to stop throws. */
  answers(error: unknown): Promise<boolean>;
  /**
   * What a failure means for the item. Throws ConnectionUnavailable when it is the connection's. `succeeded` replaces the
   * turn's own when the platform may have gone away in the middle of a batch.
   */
  classifyFailure(error: unknown, attempts: number, succeeded?: boolean): Promise<ItemFailure>;
}

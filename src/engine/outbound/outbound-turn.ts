import type { Context } from "../../connectors/kit/contract.ts";
import type { Tx } from "../../db/database.ts";
import type { Lane } from "../lanes.ts";
import type { OpenConnection, Trail } from "../platform.ts";

/** What the drains of one turn share. */
export interface OutboundTurn {
  readonly lane: Lane;
  readonly open: OpenConnection;
  readonly trail: Trail;
  readonly signal: AbortSignal;
  /** True once a platform call of this turn went well. */
  readonly succeeded: boolean;
  now(): Date;
  tenant<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls the platform through a fresh context; remembers success. */
  call<T>(work: (ctx: Context) => Promise<T>): Promise<T>;
  /** Works off the organization's change marks, so that wishes are up to date. */
  carryChanges(): Promise<void>;
  /** Asks once per turn whether the platform answers at all. */
  probe(ask: () => Promise<boolean>): Promise<boolean>;
}

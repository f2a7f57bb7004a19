/** A connection while a tenant's transaction has it. */
import type pg from "pg";
import type { OrganizationId } from "../commerce/ids.ts";
import { planNameOf } from "./kept-plans.ts";
import { type Answer, inBreaths, type Statement } from "./statement-batch.ts";
import { types } from "./value-types.ts";

/** What carries statements out; several in one text have no values. */
export interface Runner {
  query(statement: string | (Statement & { values: unknown[] })): Promise<Answer>;
}

export interface Line extends Runner {
  /** A statement had values that cannot be written: the server knows nothing of it and would commit the others. */
  hasUnsent(): boolean;
  /** What waits to be sent leaves now. */
  send(): void;
}

/** Statements sent in one breath travel as one piece: what wakes the server and this process comes once. */
export function inOnePiece(client: pg.PoolClient): Line {
  const { query: sent, send } = inBreaths(client, types);
  let isLacking = false;
  const query = async (statement: string | Statement) => {
    if (typeof statement === "string") {
      send();
      return client.query(statement);
    }
    try {
      return await sent(written(statement));
    } catch (error) {
      // Else it says where the answer was read, not who had asked.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    }
  };
  // What fails to be written does so before anything of it leaves: the server would undo nothing.
  const written = (statement: Statement): Statement => {
    try {
      return { ...statement, values: statement.values.map(toWrite) };
    } catch (error) {
      isLacking = true;
      throw error;
    }
  };
  return { query, send, hasUnsent: () => isLacking };
}

/** Objects as JSON, as the driver writes them; all else it writes without fail. */
function toWrite(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value;
  return Array.isArray(value) ? value.map(toWrite) : JSON.stringify(value);
}

/** What a transaction begins with; each as a caller may ask for it. */
interface Beginning {
  readonly organization: OrganizationId;
  readonly kind?: "stored" | "derived" | undefined;
  readonly plans?: "kept" | undefined;
  readonly carries?: boolean | undefined;
  readonly lockWaitMs?: number | undefined;
}

const BEGIN = { text: "begin", values: [], name: "begin" };
export const COMMIT = { text: "commit", values: [], name: "commit" };

/**
 * Settings end with the transaction: the next user of this connection starts without a tenant. Sent with the first
 * statement of the work, not before it: without a transaction there is no tenant, and that statement fails.
 */
export function beginWith(line: Line, { organization, kind, plans, carries, lockWaitMs }: Beginning): Promise<unknown> {
  const settings = [
    ["argosy.organization", organization],
    ...(kind === "derived" ? [["synchronous_commit", "off"]] : []),
    ...(plans === "kept" ? [["plan_cache_mode", "force_generic_plan"]] : []),
    ...(carries ? [["argosy.carries", "on"]] : []),
    ...(lockWaitMs === undefined ? [] : [["lock_timeout", `${Math.round(lockWaitMs)}`]]),
  ];
  const text = `select ${settings.map(([name], n) => `set_config('${name}', $${n + 1}, true)`).join(", ")}`;
  const values = settings.map(([, value]) => value);
  const begun = [line.query(BEGIN), line.query({ text, values, name: planNameOf(text) })];
  return Promise.all(begun);
}

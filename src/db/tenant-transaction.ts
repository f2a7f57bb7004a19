/** Transactions of one organization, and single statements that run as one. */
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { isUuid, type OrganizationId } from "../commerce/ids.ts";
import type { Optional } from "../commerce/optional.ts";
import { isOutdatedPlan } from "./cached-plans.ts";
import { inOnePiece } from "./line.ts";
import { sharesOf } from "./shares.ts";
import { errorCode } from "./start-error.ts";
import { type Tx, txOf } from "./tx.ts";

/**
 * Ends a transaction: what `last` sends at once is the last of it, and the commit travels with it, in one round trip. A
 * statement sent later is refused: `last` sends nothing that depends on an answer.
 */
export type End = <T>(last: () => Promise<T>) => Promise<T>;

export type TenantOptions = Optional<{
  /**
   * `stored` (default): the commit waits for the disk. `derived`: it does not, for what is worked out again from what
   * is stored (the inbox, change marks, a channel's own number): a crash of the database server may undo its last
   * moments, always as whole transactions and in their order. A crash of this process loses nothing either way.
   */
  kind: "stored" | "derived";
  /**
   * `kept`: every statement runs by the plan its connection keeps, made at its first use. For work on the way of a sale,
   * whose statements find what they need by keys, however many: PostgreSQL else plans each for its values five times over
   * on every new connection, or for ever, which takes longer than to run it.
   */
  plans: "kept";
  /** Whoever asks carries what it marks as changed after the commit: other processes are not told of it. */
  carries: boolean;
  /** All of `work` is the end of its transaction, as `End` says. */
  atOnce: boolean;
  /** How long a statement waits for a lock before the work fails; absent: as long as it takes. */
  lockWaitMs: number;
}>;

const ATTEMPTS = 4;

/** Connections a statement runs over, and how it is said there; absent: as it is. */
export interface At {
  readonly pool: pg.Pool;
  readonly asHere?: ((text: string) => string) | undefined;
  /** What a transaction begins with there: it fails where the rows are not there any more. */
  readonly guard?: string | undefined;
  /** What is thrown in place of the failure of a transaction's beginning. */
  readonly refused?: ((error: unknown) => unknown) | undefined;
}

interface Work<T> extends TenantOptions {
  readonly work: (tx: Tx, end: End) => Promise<T>;
}

/** Whether a row was refused because another one has its key. */
export const isTaken = (error: unknown): boolean => errorCode(error) === "23505";

export async function inTenant<T>(at: At, organization: OrganizationId, work: Work<T>): Promise<T> {
  if (!isUuid(organization)) throw new RangeError("An organization id is a lower-case UUID.");
  let hasMet = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await withinShare(at, organization, work);
    } catch (error) {
      const meets: boolean = isTaken(error) && !hasMet;
      hasMet ||= meets;
      const isTransient = meets || ["40001", "40P01"].includes(errorCode(error) ?? "") || isOutdatedPlan(error);
      if (!isTransient || attempt >= ATTEMPTS) throw error;
      await delay(Math.random() * 20 * 2 ** attempt);
    }
  }
}

async function withinShare<T>(at: At, organization: OrganizationId, work: Work<T>): Promise<T> {
  const give = await sharesOf(at.pool).take(organization);
  try {
    return await tenantTransaction(at, organization, work);
  } finally {
    give();
  }
}

function tenantTransaction<T>(at: At, organization: OrganizationId, work: Work<T>): Promise<T> {
  const { kind, plans, carries, lockWaitMs } = work;
  // SET LOCAL ends with the transaction: the next user of this connection starts without a tenant. Sent with the first
  // statement of the work, not before it: without a transaction there is no tenant, and that statement fails.
  const settings = [
    `set local argosy.organization = '${organization}'`,
    ...(kind === "derived" ? ["set local synchronous_commit = off"] : []),
    ...(plans === "kept" ? ["set local plan_cache_mode = force_generic_plan"] : []),
    ...(carries ? ["set local argosy.carries = on"] : []),
    ...(lockWaitMs === undefined ? [] : [`set local lock_timeout = ${Math.round(lockWaitMs)}`]),
  ];
  return inTransaction(at, settings, work);
}

/** Each statement in a transaction of its own, which begins as the place asks for. */
export function statementsAt(at: () => At): Tx {
  const alone = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const once = () => inTransaction(at(), [], { work, atOnce: true });
    try {
      return await once();
    } catch (error) {
      if (!isOutdatedPlan(error)) throw error;
      return once();
    }
  };
  return {
    rows: <T>(text: string, params?: readonly unknown[]) => alone((tx) => tx.rows<T>(text, params)),
    one: <T>(text: string, params?: readonly unknown[]) => alone((tx) => tx.one<T>(text, params)),
    maybe: <T>(text: string, params?: readonly unknown[]) => alone((tx) => tx.maybe<T>(text, params)),
    run: (text, params) => alone((tx) => tx.run(text, params)),
  };
}

async function inTransaction<T>(
  { pool, asHere, guard, refused }: At,
  settings: readonly string[],
  { work, atOnce }: Pick<Work<T>, "work" | "atOnce">,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw refused?.(error) ?? error;
  });
  const line = inOnePiece(client);
  // A connection that breaks between two statements reports it as an event; the next statement fails anyway.
  const ignore = () => undefined;
  client.on("error", ignore);
  let broken: Error | undefined;
  let failure: unknown;
  let isOver = false;
  try {
    const started = line.query(["begin", ...settings, ...(guard === undefined ? [] : [guard])].join("; "));
    // What follows fails too, and says only that the transaction had failed before.
    started.catch((error: unknown) => {
      failure = refused?.(error) ?? error;
    });
    let ended: Promise<pg.QueryResult> | undefined;
    const end: End = (last) => {
      const sent = last();
      isOver = true;
      if (!line.hasUnsent()) {
        ended = line.query("commit");
        ended.catch(ignore);
      }
      return sent;
    };
    const tx = txOf(line, () => isOver, asHere);
    const result = await (atOnce ? end(() => work(tx, end)) : work(tx, end));
    isOver = true;
    await started;
    if (line.hasUnsent())
      throw new Error(
        "The transaction was rolled back: a statement of it could not be sent and the error was ignored.",
      );
    const { command } = await (ended ?? line.query("commit"));
    if (command !== "COMMIT")
      throw new Error("The transaction was rolled back: a statement in it failed and the error was ignored.");
    return result;
  } catch (error) {
    isOver = true;
    await client.query("rollback").catch((unable: Error) => {
      broken = unable;
    });
    throw failure ?? error;
  } finally {
    client.off("error", ignore);
    client.release(broken);
  }
}

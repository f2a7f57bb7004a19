/** Statements over a pool or a client. */
import pg from "pg";
import { forgetPlans, isOutdatedPlan, planNameOf } from "./cached-plans.ts";

/** A transaction, or a pool on which each statement is its own transaction. Parameters are $1, $2... */
export interface Tx {
  rows<T>(text: string, params?: readonly unknown[]): Promise<T[]>;
  /** Throws unless there is exactly one row. */
  one<T>(text: string, params?: readonly unknown[]): Promise<T>;
  /** Throws when there are several rows. */
  maybe<T>(text: string, params?: readonly unknown[]): Promise<T | undefined>;
  /** Number of rows the statement touched. */
  run(text: string, params?: readonly unknown[]): Promise<number>;
}

/**
 * The query methods over a pool or a client. `isOver` ends their use: a statement that came after its transaction
 * would run in whatever the connection's next user does. `asHere`: how statements are said where they run.
 */
export function txOf(
  runner: Pick<pg.ClientBase, "query">,
  isOver: () => boolean = () => false,
  asHere: (text: string) => string = (text) => text,
): Tx {
  const query = async (message: string, params?: readonly unknown[]) => {
    const text = asHere(message);
    if (isOver()) throw new Error("A statement was sent after its transaction had ended.");
    // Several statements in one text have no plan to keep.
    if (!params && text.includes(";")) return runner.query(text);
    const name = planNameOf(text);
    const values = [...(params ?? [])];
    try {
      return await runner.query({ text, values, ...(name && { name }) });
    } catch (error) {
      if (!isOutdatedPlan(error)) throw error;
      forgetPlans();
      // On a pool the statement is its own transaction, of which nothing was done.
      if (runner instanceof pg.Pool) return runner.query({ text, values });
      throw error;
    }
  };
  const atMostOne = async (text: string, params?: readonly unknown[]) => {
    const { rows } = await query(text, params);
    if (rows.length > 1) throw new Error(`Expected at most one row, got ${rows.length}: ${text}`);
    return rows[0];
  };
  return {
    rows: async (text, params) => (await query(text, params)).rows,
    maybe: atMostOne,
    async one(text, params) {
      const row = await atMostOne(text, params);
      if (row === undefined) throw new Error(`Expected a row, got none: ${text}`);
      return row;
    },
    run: async (text, params) => (await query(text, params)).rowCount ?? 0,
  };
}

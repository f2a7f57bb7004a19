/**
 * The columns of a row that is written as JSON, each declared once: its SQL type, the type of its value and, where it
 * may name somebody, what it holds of people. `note: text<string | null>("person")`.
 */

/** A buyer's own data, texts that may name a buyer, or nothing of people. */
export type Holds = "person" | "words" | "none";

export interface Column<Value> {
  readonly sql: string;
  readonly holds: Holds | null;
  /** Never set: the type of its values. */
  readonly value?: Value;
}
type Columns = Readonly<Record<string, Column<unknown>>>;

/** The row that has these columns. */
export type RowOf<Declared extends Columns> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Column<infer Value> ? Value : never;
};

const plain =
  (sql: string) =>
  <Value>(): Column<Value> => ({ sql, holds: null });
const naming =
  (sql: string) =>
  <Value>(holds: Holds): Column<Value> => ({ sql, holds });

export const uuid = plain("uuid");
export const bigint = plain("bigint");
export const numeric = plain("numeric");
export const boolean = plain("boolean");
export const time = plain("timestamptz");
export const text = naming("text");
export const texts = naming("text[]");
export const json = naming("jsonb");

export const sqlTypes = (declared: Columns): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(declared).map(([name, { sql }]) => [name, sql]));

/** The columns that hold this of people, separated by a space. */
export const columnsHolding = (declared: Columns, holds: Holds): string =>
  Object.keys(declared)
    .filter((name) => declared[name]?.holds === holds)
    .join(" ");

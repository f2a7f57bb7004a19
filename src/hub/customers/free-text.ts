import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { jsonWithoutTraces, tracePatterns, withoutTraces } from "../customer-identity/traces.ts";
import { jsonRows } from "../json-column.ts";

/** Columns in which words about a person may stand. */
export interface FreeText {
  readonly table: string;
  readonly keys: Readonly<Record<string, "uuid" | "text" | "timestamptz" | "int">>;
  readonly columns: Readonly<Record<string, "text" | "text[]" | "jsonb">>;
}

/** Which of its rows to look at: a condition on the columns, with parameters from $1 on. */
export interface Scope {
  readonly where: string;
  readonly params: readonly unknown[];
}

/** Takes the words out of the rows of a scope; answers how many rows held any. */
export async function eraseWords(tx: Tx, text: FreeText, scope: Scope, words: readonly string[]): Promise<number> {
  if (words.length === 0) return 0;
  const { table, keys, columns } = text;
  const names = Object.keys(columns);
  const searched = names.map((name) => `coalesce(${name}::text, '')`).join(" || ' ' || ");
  const patterns = `$${scope.params.length + 1}`;
  const rows = await tx.rows<Record<string, Json>>(
    `select ${Object.keys(keys).map((key) => `${key}::text`)}, ${names.join(", ")} from ${table}
     where organization_id = argosy.tenant() and (${scope.where}) and lower(${searched}) like any(${patterns}::text[])`,
    [...scope.params, tracePatterns(words)],
  );
  const changed = rows.flatMap((row) => {
    const next = Object.fromEntries(names.map((name) => [name, clean(row[name] ?? null, words)]));
    return JSON.stringify(next) === JSON.stringify(pick(row, names)) ? [] : [{ ...row, ...next }];
  });
  await writeBack(tx, text, changed);
  return changed.length;
}

function clean(value: Json, words: readonly string[]): Json {
  return typeof value === "string" ? withoutTraces(value, words) : jsonWithoutTraces(value, words);
}

function pick(row: Readonly<Record<string, Json>>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

async function writeBack(tx: Tx, { table, keys, columns }: FreeText, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const record = [...Object.entries(keys), ...Object.entries(columns)].map(([name, type]) => `${name} ${type}`);
  // A recordset reads JSON's null as no value at all; a column that held it keeps it.
  const kept = (name: string) => `case when t.${name} is not null then coalesce(n.${name}, 'null') end`;
  const sets = Object.entries(columns).map(
    ([name, type]) => `${name} = ${type === "jsonb" ? kept(name) : `n.${name}`}`,
  );
  const same = Object.keys(keys).map((key) => `t.${key} = n.${key}`);
  await tx.run(
    `update ${table} t set ${sets.join(", ")} from json_to_recordset($1) as n(${record.join(", ")})
     where t.organization_id = argosy.tenant() and ${same.join(" and ")}`,
    [jsonRows(rows)],
  );
}

import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { jsonWithoutTraces, tracePatterns, withoutTraces } from "../customer-identity/traces.ts";
import { jsonRows } from "../json-column.ts";
import { wordColumns } from "./personal-columns.ts";

/** A table in which words about a person may stand: in the columns that personal-columns.ts says. */
export interface FreeText {
  readonly table: string;
  /** Of a row. */
  readonly keys: readonly string[];
}

/** Which of its rows to look at: a condition on the columns, with parameters from $1 on. */
export interface Scope {
  readonly where: string;
  readonly params: readonly unknown[];
}

/** Takes the words out of the rows of a scope; answers how many rows held any. */
export async function eraseTerms(tx: Tx, text: FreeText, scope: Scope, terms: readonly string[]): Promise<number> {
  if (terms.length === 0) return 0;
  const { table, keys } = text;
  const names = wordColumns(table);
  const searched = names.map((name) => `coalesce(${name}::text, '')`).join(" || ' ' || ");
  const patterns = `$${scope.params.length + 1}`;
  const rows = await tx.rows<Record<string, Json>>(
    `select ${keys.map((key) => `${key}::text`)}, ${names.join(", ")} from argosy.${table}
     where organization_id = argosy.tenant() and (${scope.where}) and lower(${searched}) like any(${patterns}::text[])`,
    [...scope.params, tracePatterns(terms)],
  );
  const changed = rows.flatMap((row) => {
    const next = Object.fromEntries(names.map((name) => [name, clean(row[name] ?? null, terms)]));
    return JSON.stringify(next) === JSON.stringify(pick(row, names)) ? [] : [{ ...row, ...next }];
  });
  await writeBack(tx, text, changed);
  return changed.length;
}

function clean(value: Json, terms: readonly string[]): Json {
  return typeof value === "string" ? withoutTraces(value, terms) : jsonWithoutTraces(value, terms);
}

function pick(row: Readonly<Record<string, Json>>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

async function writeBack(tx: Tx, { table, keys }: FreeText, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const names = wordColumns(table);
  const json = await tx.rows<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attname = any($2) and atttypid = 'jsonb'::regtype`,
    [`argosy.${table}`, names],
  );
  // A row made from JSON reads JSON's null as no value at all; a column that held it keeps it.
  const kept = (name: string) => `case when t.${name} is not null then coalesce(n.${name}, 'null') end`;
  const sets = names.map((name) => `${name} = ${json.some((each) => each.name === name) ? kept(name) : `n.${name}`}`);
  const same = keys.map((key) => `t.${key} = n.${key}`);
  await tx.run(
    `update argosy.${table} t set ${sets.join(", ")} from json_populate_recordset(null::argosy.${table}, $1) as n
     where t.organization_id = argosy.tenant() and ${same.join(" and ")}`,
    [jsonRows(rows)],
  );
}

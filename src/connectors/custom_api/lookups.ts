/** One record by its id, or what a shop answers to a question. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { call, jsonObject } from "./client.ts";
import { evaluateAll } from "./expressions.ts";
import { withDetails } from "./lists.ts";
import type { Manifest } from "./manifest.ts";
import type { Lookup, Mapping } from "./manifest-parts.ts";
import { type KindName, type Kinds, readOne } from "./records.ts";
import { manifestOf, scopeOf } from "./settings.ts";
import { message } from "./words.ts";

type LookupName = keyof Manifest["lookups"];

/** The shop's record as it came; null when it knows none. */
export async function askRecord(
  name: LookupName,
  input: Readonly<Record<string, Json | undefined>>,
  ctx: Context,
): Promise<Json | null> {
  const lookup = lookupOf(name, ctx);
  const where = `lookups.${name}`;
  try {
    const seen = await call(lookup, { name: where, input }, ctx);
    const [record] = await evaluateAll(
      [lookup.record],
      jsonObject({ ...seen, input: jsonObject(input) }),
      scopeOf(ctx),
      `${where}.record`,
    );
    if (record === undefined || record === null || (Array.isArray(record) && record.length === 0)) return null;
    const [whole] = await withDetails(lookup, [record], where, ctx);
    return whole ?? null;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "not_found") return null;
    throw error;
  }
}

export function lookupOf(name: LookupName, ctx: Pick<Context, "connection">): Lookup {
  const lookup = manifestOf(ctx).lookups[name];
  if (lookup) return lookup;
  throw new ConnectorError({ kind: "unsupported" }, message("error.shopDescriptionDeclaresNoLookup", { name }));
}

/** The record mapped like its list; null when the shop knows none. */
export async function find<K extends KindName>(
  kind: K,
  name: LookupName,
  input: Readonly<Record<string, Json | undefined>>,
  ctx: Context,
): Promise<Kinds[K] | null> {
  const record = await askRecord(name, input, ctx);
  if (record === null) return null;
  return readOne(kind, `lookups.${name}`, { mapping: mapOf(kind, name, ctx), record }, ctx);
}

/** The lookup's own map, else the list's. */
function mapOf(kind: KindName, name: LookupName, ctx: Pick<Context, "connection">): Mapping {
  const map = lookupOf(name, ctx).map ?? manifestOf(ctx).reads[kind]?.map;
  if (map !== undefined) return map;
  throw new ConnectorError({ kind: "unsupported" }, message("error.lookupNoMap", { name }));
}

/** As the shop's result of a write tells it, mapped by the write's own expression; undefined when it declares none. */
export async function resultOf(
  write: { readonly result?: Mapping | undefined },
  name: string,
  seen: Parameters<typeof jsonObject>[0],
  ctx: Context,
): Promise<Json | undefined> {
  if (write.result === undefined) return undefined;
  const [result] = await evaluateAll([write.result], jsonObject(seen), scopeOf(ctx), `writes.${name}.result`);
  return result;
}

/** An object's field as text; undefined when it is not there. */
export function textIn(value: Json | undefined, field: string): string | undefined {
  const reported =
    value !== null && typeof value === "object"
      ? Object.entries(value).find(([name]) => name === field)?.[1]
      : undefined;
  return typeof reported === "string" || typeof reported === "number" ? String(reported) : undefined;
}

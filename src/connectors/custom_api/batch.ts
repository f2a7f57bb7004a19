/** Stock and prices on their way to the shop: many items a call where its description says how, else one by one. */

import { z } from "zod";
import type { HubText as Text } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, type ErrorKind, isConnectorError } from "../kit/contract/errors.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { complaints, shownUnits } from "../kit/hub-shapes/own-shop-shapes.ts";
import { idText } from "../kit/parse/parse.ts";
import { jsonObject, type Seen, write } from "./client.ts";
import { evaluateAll } from "./expressions.ts";
import { textIn } from "./lookups.ts";
import type { BatchWrite } from "./manifest-parts.ts";
import { scopeOf } from "./settings.ts";
import { message } from "./words.ts";

/** What a shop says of one item of a batch, in our words. */
const reportedSchema = z
  .array(
    z.strictObject({
      key: idText,
      location: idText.nullish(),
      outcome: z.enum(["applied", "conflict", "rejected"]).default("applied"),
      available: z.union([z.string(), z.number()]).nullish(),
      code: idText.nullish(),
      text: z.string().nullish(),
    }),
  )
  .transform((rows, context) =>
    rows.map(({ available, ...row }) => {
      if (available === null || available === undefined) return { ...row, available: null, exact: null };
      const units = shownUnits.safeParse(available);
      if (!units.success) context.addIssue({ code: "custom", message: complaints(units.error).join("; ") });
      return { ...row, available: units.data ?? null, exact: Number(available) };
    }),
  );

type Reported = z.output<typeof reportedSchema>[number];

export interface Aspect<V> {
  readonly name: "stock.set" | "price.set";
  readonly operation: BatchWrite;
  inputOf(item: PushItem<V>): Readonly<Record<string, Json>>;
  /** The value an answer shows, when it shows one. */
  observed(item: PushItem<V>, reported: Reported | undefined): V;
}

type Items<V> = readonly PushItem<V>[];

/** Sends items; each is answered for itself. Throws ConnectorError for what concerns the whole call. */
export async function sendItems<V>(aspect: Aspect<V>, items: Items<V>, ctx: Context): Promise<PushResult<V>[]> {
  if (aspect.operation.batch) return sendBatch(aspect, items, ctx);
  const results: PushResult<V>[] = [];
  for (const item of items) results.push(await sendOne(aspect, item, ctx));
  return results;
}

/** What the hub knows of an item: its key and what the product list told with it. */
export function itemInput<V>({ key, location, ext, idempotencyKey }: PushItem<V>): Record<string, Json> {
  return {
    key,
    location,
    idempotencyKey,
    sku: textIn(ext, "sku") ?? null,
    productId: textIn(ext, "product") ?? null,
  };
}

async function sendOne<V>(aspect: Aspect<V>, item: PushItem<V>, ctx: Context): Promise<PushResult<V>> {
  const { key, location, seq } = item;
  try {
    await write(aspect.operation, { name: `writes.${aspect.name}`, input: aspect.inputOf(item) }, ctx);
    return { key, location, seq, outcome: "applied", observed: aspect.observed(item, undefined) };
  } catch (error) {
    const refused = refusalOf(error);
    if (refused === null) throw error;
    return { key, location, seq, outcome: "rejected", ...refused };
  }
}

/** What the shop showed exactly of items whose number is no whole one, by `seq`. */
type Exact = ReadonlyMap<bigint, number>;

/**
 * A batch that fails as a whole is halved until the bad item stands alone. Items sold by measure are sent once more, with
 * what the shop compares them with.
 */
async function sendBatch<V>(aspect: Aspect<V>, items: Items<V>, ctx: Context, exact?: Exact): Promise<PushResult<V>[]> {
  const [first] = items;
  if (!first) return [];
  const again = exact ? "-exact" : "";
  const inputOf = (item: PushItem<V>) => {
    const input = { ...aspect.inputOf(item), idempotencyKey: `${item.idempotencyKey}${again}` };
    return exact ? { ...input, expected: exact.get(item.seq) ?? null } : input;
  };
  const input = { items: items.map(inputOf), idempotencyKey: `${first.idempotencyKey}${again}` };
  let seen: Seen;
  try {
    seen = await write(aspect.operation, { name: `writes.${aspect.name}`, input }, ctx);
  } catch (error) {
    const refused = refusalOf(error);
    if (refused === null) throw error;
    if (items.length === 1)
      return items.map(({ key, location, seq }) => ({ key, location, seq, outcome: "rejected", ...refused }));
    const half = Math.ceil(items.length / 2);
    const before = await sendBatch(aspect, items.slice(0, half), ctx, exact);
    return [...before, ...(await sendBatch(aspect, items.slice(half), ctx, exact))];
  }
  const reported = await reportedOf(aspect, seen, input, ctx);
  const results = items.map((item) => resultOf(aspect, item, reported));
  const shown: Exact = new Map(items.flatMap((item) => exactBehind(item, reported) ?? []));
  if (exact || shown.size === 0) return results;
  const measured = items.filter(({ seq }) => shown.has(seq));
  return [...results.filter(({ seq }) => !shown.has(seq)), ...(await sendBatch(aspect, measured, ctx, shown))];
}

/** Goods sold by measure: the shop compares with 8.25 where the hub counts 8 whole units. Null: that is not why. */
function exactBehind<V>(item: PushItem<V>, all: ReadonlyMap<string, Reported>): readonly [bigint, number][] | null {
  const reported = reportedFor(item, all);
  if (reported?.outcome !== "conflict" || reported.exact === null || Number.isInteger(reported.exact)) return null;
  return reported.available === item.expected ? [[item.seq, reported.exact]] : null;
}

const reportedFor = (
  { key, location }: Pick<PushItem<unknown>, "key" | "location">,
  all: ReadonlyMap<string, Reported>,
) => all.get(locationOf(key, location)) ?? all.get(locationOf(key, ""));

/** Why one item or a batch was refused; null for what concerns the whole connection. */
function refusalOf(error: unknown): { code: string; text: Text } | null {
  if (!isConnectorError(error)) return null;
  const kinds: readonly ErrorKind["kind"][] = ["rejected", "not_found", "conflict"];
  if (!kinds.includes(error.kind)) return null;
  const { info } = error;
  return { code: (info.kind === "rejected" ? info.code : undefined) ?? info.kind, text: error.userMessage };
}

async function reportedOf<V>(
  aspect: Aspect<V>,
  seen: Seen,
  input: Json,
  ctx: Context,
): Promise<ReadonlyMap<string, Reported>> {
  const path = `writes.${aspect.name}.batch.results`;
  const [list] = await evaluateAll(
    [aspect.operation.batch?.results ?? "[]"],
    jsonObject({ ...seen, input }),
    scopeOf(ctx),
    path,
  );
  const rows = reportedSchema.safeParse(list === undefined ? [] : Array.isArray(list) ? list : [list]);
  if (rows.success)
    return new Map(rows.data.map((reported) => [locationOf(reported.key, reported.location), reported]));
  ctx.drift({ path, problem: complaints(rows.error).slice(0, 5).join("; "), value: seen.body });
  throw new ConnectorError({ kind: "ambiguous" }, message("error.shopAnswerCannotReadItem", { name: aspect.name }));
}

const locationOf = (key: string, location: string | null | undefined) => JSON.stringify([key, location ?? ""]);

function resultOf<V>(aspect: Aspect<V>, item: PushItem<V>, all: ReadonlyMap<string, Reported>): PushResult<V> {
  const { key, location, seq } = item;
  const reported = reportedFor(item, all);
  if (!reported)
    return {
      key,
      location,
      seq,
      outcome: "retry",
      error: { kind: "ambiguous" },
      text: message("refused.shopAnswerNotSpeakItem"),
    };
  if (reported.outcome === "rejected")
    return {
      key,
      location,
      seq,
      outcome: "rejected",
      code: reported.code ?? "rejected",
      text: reported.text ?? message("refused.shopRefusesItem"),
    };
  const observed = aspect.observed(item, reported);
  if (reported.outcome === "conflict") return { key, location, seq, outcome: "conflict", observed };
  return { key, location, seq, outcome: "applied", observed };
}

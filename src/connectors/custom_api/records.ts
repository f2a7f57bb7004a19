/** From a page of the shop's records to ours: mapped, checked field by field, and what is bad set apart with its reason. */
import type { z } from "zod";
import type { OrderPart, ReportedPerson } from "../../commerce/order.ts";
import type { ChannelCategory, ChannelProduct, Json } from "../../commerce/product.ts";
import { createSlices } from "../../commerce/slices.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { InboundChange } from "../kit/contract/webhooks.ts";
import { orderProblem, toOrderPart } from "../kit/hub-shapes/own-shop-order.ts";
import { toChannelProduct, toLevel, variantProblem } from "../kit/hub-shapes/own-shop-product.ts";
import {
  complaints,
  ESSENTIAL_OF_OWN_SHOP_ORDER,
  ownShopCategory,
  ownShopCustomer,
  ownShopLevel,
  ownShopOrder,
  ownShopProduct,
} from "../kit/hub-shapes/own-shop-shapes.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { parseTolerantly, toleratedNote } from "../kit/parse/tolerant.ts";
import { rowId } from "../kit/pull/read-each.ts";
import { jsonObject } from "./client.ts";
import { decides } from "./essential.ts";
import { mapRecords } from "./expressions.ts";
import type { Answer } from "./expressions-job.ts";
import type { Mapping } from "./manifest-parts.ts";
import { defaultsOf, manifestOf, scopeOf } from "./settings.ts";
import { message } from "./words.ts";

export type ReportedLevel = Extract<InboundChange, { as: "levels" }>["levels"][number];

export interface ReportedCustomer extends ReportedPerson {
  readonly key: string;
  readonly raw: Json;
}

export interface Kinds {
  readonly orders: OrderPart;
  readonly products: ChannelProduct;
  readonly inventory: ReportedLevel;
  readonly categories: ChannelCategory;
  readonly customers: ReportedCustomer;
}

export type KindName = keyof Kinds;

type Checked<T> = { readonly item: T } | { readonly problems: readonly string[] };

interface Reading {
  readonly ctx: Context;
  readonly raw: Json;
}

const READERS: { readonly [K in KindName]: (mapped: Json, reading: Reading) => Checked<Kinds[K]> } = {
  orders: readOrder,
  products: (mapped, { ctx, raw }) => {
    const { currency } = defaultsOf(ctx);
    return checked(ownShopProduct, mapped, (product) => {
      const problem = variantProblem(product);
      if (problem !== null) return { problems: [problem] };
      return { item: toChannelProduct(product, { currency, fetchedAt: ctx.clock.now(), raw }) };
    });
  },
  inventory: (mapped, { ctx }) => checked(ownShopLevel, mapped, (level) => ({ item: toLevel(level, ctx.clock.now()) })),
  categories: (mapped, { raw }) =>
    checked(ownShopCategory, mapped, ({ externalId, parentId, name }) => ({
      item: { key: externalId, parentKey: parentId, name, raw },
    })),
  customers: (mapped, { ctx, raw }) =>
    checked(ownShopCustomer, withoutStrange("customers", mapped, ctx), ({ externalId, phone, ...rest }) => ({
      item: {
        ...rest,
        key: externalId,
        phone: phone && (normalisePhone(phone, defaultsOf(ctx).phoneCountry) ?? phone),
        raw,
      },
    })),
};

function checked<S extends z.ZodType, T>(
  schema: S,
  mapped: Json,
  make: (value: z.output<S>) => Checked<T>,
): Checked<T> {
  const result = schema.safeParse(mapped);
  return result.success ? make(result.data) : { problems: complaints(result.error) };
}

const TEXTS = [
  { field: "status", known: ORDER_STATUSES, instead: "on_hold" },
  { field: "financial", known: FINANCIAL_STATUSES, instead: "pending" },
  { field: "fulfilment", known: FULFILMENT_STATUSES, instead: undefined },
] as const;

/** A status the manifest gives no meaning never loses the order: it waits for a person, and the word is reported. */
function readOrder(mapped: Json, { ctx, raw }: Reading): Checked<OrderPart> {
  const { currency, phoneCountry } = defaultsOf(ctx);
  const fields = new Map(Object.entries(objectOf(mapped)));
  let word: string | undefined;
  for (const { field, known, instead } of TEXTS) {
    const reported = fields.get(field);
    if ((known as readonly unknown[]).includes(reported) || (reported === undefined && field !== "status")) continue;
    ctx.drift({
      path: `orders.${field}`,
      problem: "a status the connection description gives no meaning",
      value: reported ?? raw,
    });
    const own = typeof reported === "string" ? reported : fields.get("platformStatus");
    if (field === "status" && typeof own === "string") word = own;
    if (instead === undefined) fields.delete(field);
    else fields.set(field, instead);
  }
  return checked(ownShopOrder, withoutStrange("orders", Object.fromEntries(fields), ctx), (order) => {
    const problem = orderProblem(order, { currency });
    if (problem !== null) return { problems: [problem] };
    const { ordersTakeStock } = manifestOf(ctx);
    const context = { currency, phoneCountry, fetchedAt: ctx.clock.now(), raw, takesStock: ordersTakeStock };
    return { item: { ...toOrderPart(order, context), unknownStatus: word } };
  });
}

const TOLERANT = {
  orders: { schema: ownShopOrder, essential: ESSENTIAL_OF_OWN_SHOP_ORDER },
  customers: { schema: ownShopCustomer, essential: ["externalId"] },
};

/** What does not decide over the record and cannot be read is left out; a misspelt field stays, to be named. */
function withoutStrange(kind: keyof typeof TOLERANT, mapped: Json, ctx: Pick<Context, "drift">): Json {
  const { schema, essential } = TOLERANT[kind];
  const { error } = schema.safeParse(mapped);
  if (!error || error.issues.some(({ code }) => code === "unrecognized_keys")) return mapped;
  const result = parseTolerantly<typeof ownShopOrder | typeof ownShopCustomer>(schema, mapped, essential);
  if ("issue" in result) return mapped;
  for (const one of result.leftOut)
    ctx.drift({ path: `${kind}.${one.path}`, problem: toleratedNote(one), value: one.value });
  return result.read;
}

function objectOf(value: Json | undefined): { readonly [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}

export interface BadRecord {
  /** From 0, in its page. */
  readonly index: number;
  readonly problems: readonly string[];
  /** By which the shop is asked for it again; undefined where not even that can be read. */
  readonly key: string | undefined;
  readonly raw: Json;
}

export interface Mapped<T> {
  /** In the order of the records; null where one is bad. */
  readonly items: readonly (T | null)[];
  readonly bad: readonly BadRecord[];
}

/** Maps and checks a page's records. Throws only when the mapping as a whole was stopped. */
export async function readRecords<K extends KindName>(
  kind: K,
  mapping: Mapping,
  records: readonly Json[],
  ctx: Context,
): Promise<Mapped<Kinds[K]>> {
  const { allowFloatMoney } = manifestOf(ctx);
  const answers = kind === "orders" ? await mapOrders(mapping, records, ctx) : await mapAll(mapping, records, ctx);
  const bad: BadRecord[] = [];
  const keys = await keysOf(mapping, records, answers, ctx);
  const slice = createSlices();
  const items: (Kinds[K] | null)[] = [];
  const read = (raw: Json, index: number): Kinds[K] | null => {
    const answer = answers[index] ?? { problem: "it was not mapped" };
    const mapped = "value" in answer ? (answer.value ?? null) : null;
    const result: Checked<Kinds[K]> =
      "problem" in answer
        ? { problems: [answer.problem] }
        : READERS[kind](allowFloatMoney ? withoutFloats(mapped) : mapped, { ctx, raw });
    if ("item" in result) return result.item;
    bad.push({ index, problems: result.problems, key: rowId(mapped, "externalId") ?? keys.get(raw), raw });
    return null;
  };
  for (const [index, raw] of records.entries()) {
    await slice();
    items.push(read(raw, index));
  }
  return { items, bad };
}

const mapAll = (mapping: Mapping, records: readonly Json[], ctx: Context): Promise<Answer> =>
  mapRecords(mapping, records, scopeOf(ctx));

/** As many expressions of a mapping as may fail over one record. */
const MOST_FAILING = 10;

/** An order whose note or address fails its expression is mapped without it. */
async function mapOrders(mapping: Mapping, records: readonly Json[], ctx: Context): Promise<Answer> {
  const answers = [...(await mapAll(mapping, records, ctx))];
  const left = new Map<number, Mapping>();
  for (let times = 0; times < MOST_FAILING; times += 1) {
    const failed = answers.flatMap((answer, index) => {
      const [, field = ""] = "problem" in answer ? (/^([\w.]+): /.exec(answer.problem) ?? []) : [];
      const isLeft = field !== "" && "problem" in answer && !decides(field.split("."));
      return isLeft ? [{ index, field, problem: answer.problem }] : [];
    });
    if (failed.length === 0) break;
    for (const { index, field, problem } of failed) {
      ctx.drift({ path: `orders.${field}`, problem: `left out: ${problem}` });
      const rest = without(left.get(index) ?? mapping, field.split("."));
      left.set(index, rest);
      const [again] = await mapAll(rest, records.slice(index, index + 1), ctx);
      if (again) answers[index] = again;
    }
  }
  return answers;
}

/** A mapping without one of its fields. */
function without(mapping: Mapping, [field = "", ...inner]: readonly string[]): Mapping {
  if (typeof mapping === "string") return mapping;
  return Object.fromEntries(
    Object.entries(mapping).flatMap(([name, one]): [string, Mapping][] => {
      if (name !== field) return [[name, one]];
      return inner.length === 0 ? [] : [[name, without(one, inner)]];
    }),
  );
}

/** Of records that could not be mapped as a whole, the keys, where at least those can be told. */
async function keysOf(
  mapping: Mapping,
  records: readonly Json[],
  answers: Answer,
  ctx: Context,
): Promise<ReadonlyMap<Json, string>> {
  const unmapped = records.filter((_raw, index) => !("value" in (answers[index] ?? {})));
  const own = typeof mapping === "string" ? undefined : mapping["externalId"];
  if (own === undefined) return new Map();
  const reported = await mapRecords({ externalId: own }, unmapped, scopeOf(ctx));
  return new Map(
    unmapped.flatMap((raw, index) => {
      const answer = reported[index];
      const key = answer !== undefined && "value" in answer ? rowId(answer.value ?? null, "externalId") : undefined;
      return key === undefined ? [] : [[raw, key] as const];
    }),
  );
}

/** The manifest allows it: fractions as the shop's own arithmetic made them. */
function withoutFloats(value: Json): Json {
  if (typeof value === "number") return Number.isInteger(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(withoutFloats);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutFloats(inner)]));
}

/** Records of a page that are shown as they came; of the others the reason says enough. */
const MOST_SHOWN = 20;

/** Reports what was set apart, so that people see the reason and the record as it came. */
export function quarantine(what: string, bad: readonly BadRecord[], ctx: Pick<Context, "drift">): void {
  for (const [n, { problems, raw }] of bad.entries())
    ctx.drift({
      path: what,
      problem: `${idIn(raw)}${problems.slice(0, 5).join("; ")}`,
      ...(n < MOST_SHOWN && { value: jsonObject({ record: raw }) }),
    });
}

function idIn(raw: Json): string {
  const found = Object.entries(objectOf(raw)).find(([name]) =>
    /^(?:id|uuid|number|order_?no|sku|code)$/i.test(name),
  )?.[1];
  return typeof found === "string" || typeof found === "number" ? `record ${found}: ` : "";
}

/** The one record of a lookup or an event. Throws ConnectorError drift that names every wrong field. */
export async function readOne<K extends KindName>(
  kind: K,
  what: string,
  given: { readonly mapping: Mapping; readonly record: Json },
  ctx: Context,
): Promise<Kinds[K]> {
  const { items, bad } = await readRecords(kind, given.mapping, [given.record], ctx);
  const [item] = items;
  if (item) return item;
  quarantine(what, bad, ctx);
  const [problem] = bad[0]?.problems ?? [];
  const [, field = what, wrong = problem] = /^([\w.]+): (.+)$/s.exec(problem ?? "") ?? [];
  throw new ConnectorError(
    { kind: "drift", path: field, problem: wrong },
    message("error.shopRecordCannotReadKept", {
      what,
      problem: bad[0]?.problems.slice(0, 5).join("; ") ?? "it is empty",
    }),
  );
}

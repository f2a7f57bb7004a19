/** A shop's own API described without code: what can be called, how its answers are read, what its words mean. */
import { z } from "zod";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { isPushed } from "../kit/hub-shapes/inbound.ts";
import { complaints } from "../kit/hub-shapes/own-shop-shapes.ts";
import { unknownNames } from "./inputs.ts";
import {
  bodyScheme,
  commonFields,
  dotted,
  headerScheme,
  isOfCourier,
  jsonOf,
  refuse,
  standardScheme,
} from "./manifest-common.ts";
import { batchWriteSchema, lookupSchema, mapping, readSchema, writeSchema } from "./manifest-parts.ts";

const event = z.strictObject({
  kind: z.enum(["order", "order_deleted", "product", "product_deleted", "inventory"]),
  ref: dotted.default("data.id").describe("where the id of the thing stands in the body"),
  at: dotted.default("data").describe("where the whole record stands in the body"),
  map: mapping.optional().describe('the body holds the whole record; "@reads.orders.map" uses that map'),
  fetch: z.boolean().default(false).describe("the body holds an id only; the record is fetched"),
  version: dotted.optional().describe("where the time of the change (ISO 8601) stands, to put events in order"),
});

const events = { typeAt: dotted.default("type"), events: z.record(z.string().min(1).max(100), event) };

const webhooks = z.discriminatedUnion("scheme", [
  standardScheme.extend(events),
  bodyScheme.extend(events),
  headerScheme.extend(events),
]);

const statusesIn = <const S extends readonly string[]>(texts: S) => z.record(z.string(), z.enum(texts)).default({});

const manifestSchema = z.strictObject({
  ...commonFields,
  ordersTakeStock: z.boolean().default(true).describe("the shop lowers its own number when an order is placed"),
  reads: z
    .strictObject({
      products: readSchema.optional(),
      categories: readSchema.optional(),
      inventory: readSchema.optional(),
      orders: readSchema.optional(),
      customers: readSchema.optional(),
    })
    .default({}),
  lookups: z
    .strictObject({
      "product.byId": lookupSchema.optional(),
      "product.bySku": lookupSchema.optional(),
      "order.byId": lookupSchema.optional(),
      "inventory.byId": lookupSchema.optional(),
      "discount.validate": lookupSchema.optional(),
      "giftCard.balance": lookupSchema.optional(),
    })
    .default({}),
  writes: z
    .strictObject({
      "product.upsert": writeSchema.optional(),
      "product.create": writeSchema.optional(),
      "product.update": writeSchema.optional(),
      "product.delete": writeSchema.optional(),
      "category.upsert": writeSchema.optional(),
      "category.delete": writeSchema.optional(),
      "stock.set": batchWriteSchema.optional(),
      "price.set": batchWriteSchema.optional(),
      "order.create": writeSchema.optional(),
      "order.status": writeSchema.optional(),
      "order.cancel": writeSchema.optional(),
      "order.refund": writeSchema
        .extend({
          movesMoney: z
            .boolean()
            .default(true)
            .describe("false: the shop books the refund and the buyer is paid back by hand"),
        })
        .optional(),
      "order.note": writeSchema.optional(),
      "fulfilment.create": writeSchema.optional(),
      "tracking.update": writeSchema.optional(),
      "giftCard.redeem": writeSchema.optional(),
    })
    .default({}),
  statusMap: z
    .strictObject({
      order: statusesIn(ORDER_STATUSES),
      financial: statusesIn(FINANCIAL_STATUSES),
      fulfilment: statusesIn(FULFILMENT_STATUSES),
    })
    .default({ order: {}, financial: {}, fulfilment: {} }),
  statusMapOut: z
    .partialRecord(z.enum(ORDER_STATUSES), z.string().nullable())
    .default({})
    .describe("our word -> the shop's; null refuses"),
  webhooks: webhooks.optional(),
  inbound: z.boolean().default(false).describe("the shop may also push records by the hub's inbound API"),
});

export type Manifest = z.output<typeof manifestSchema>;
export type Webhooks = NonNullable<Manifest["webhooks"]>;
export type EventSpec = Webhooks["events"][string];

/** The manifest's JSON Schema, for editors. */
export const manifestJsonSchema = (): object =>
  z.toJSONSchema(manifestSchema, { io: "input", unrepresentable: "any", reused: "ref" });

const MAX_STORED = 200;
const cached = new Map<string, Manifest>();

/** The manifest in a form field's text. Throws ConnectorError rejected that names every wrong place. */
export function parseManifest(text: string): Manifest {
  const cachedValue = cached.get(text);
  if (cachedValue) return cachedValue;
  const value = jsonOf(text);
  if (isOfCourier(value))
    throw refuse(["describes: this is the description of a courier; connect it as your own courier"]);
  const result = manifestSchema.safeParse(value);
  if (!result.success) throw refuse(complaints(result.error));
  const problems = contradictions(result.data);
  if (problems.length > 0) throw refuse(problems);
  if (cached.size >= MAX_STORED) cached.clear();
  cached.set(text, result.data);
  return result.data;
}

/** What the schema cannot say. */
function contradictions(manifest: Manifest): string[] {
  const { reads, lookups, writes, webhooks: hooks } = manifest;
  const problems: string[] = [];
  const declared = [reads, lookups, writes].some((group) => Object.values(group).some((one) => one !== undefined));
  if (!declared && !hooks && !manifest.inbound)
    problems.push("reads, writes and webhooks are all empty: there is nothing to connect");
  if (declared && !manifest.check) problems.push("check: missing; it is the call that proves the credentials");
  for (const [name, list] of [
    ["product", "products"],
    ["order", "orders"],
    ["inventory", "inventory"],
  ] as const)
    if (lookups[`${name}.byId`] && !lookups[`${name}.byId`]?.map && !reads[list])
      problems.push(`lookups.${name}.byId.map: missing, and there is no reads.${list} to take it from`);
  if ((writes["stock.set"] || writes["price.set"]) && !reads.products)
    problems.push("reads.products: missing; stock and prices are written to the items it lists");
  for (const [type, { kind, map, fetch }] of Object.entries(hooks?.events ?? {})) {
    const path = `webhooks.events.${type}`;
    if (isPushed(type)) problems.push(`${path}: names that begin with "inbound." are the inbound API's`);
    if (typeof map === "string" && map.startsWith("@") && !mapNamed(manifest, map))
      problems.push(`${path}.map: "${map}" names no map of this manifest`);
    if (kind !== "order" && kind !== "product") continue;
    const canFetch = kind === "order" ? lookups["order.byId"] || reads.orders : reads.products;
    if (canFetch) continue;
    if (hooks?.scheme === "shared_header")
      problems.push(
        `${path}: a shared header signs nothing, so that the record has to be fetched, and no read or lookup does`,
      );
    else if (fetch || map === undefined)
      problems.push(`${path}: declare "map" for the record in the body, or a read or lookup to fetch it by`);
  }
  return [...problems, ...unknownNames({ check: manifest.check, reads, lookups, writes })];
}

/** The map a reference such as "@reads.orders.map" stands for. */
export function mapNamed({ reads }: Manifest, reference: string): Read["map"] | undefined {
  const name = /^@reads\.(\w+)\.map$/.exec(reference)?.[1];
  return name !== undefined && Object.hasOwn(reads, name) ? reads[name as keyof typeof reads]?.map : undefined;
}

type Read = NonNullable<Manifest["reads"]["orders"]>;

/** A description tried on the shop: its lists are read and mapped, its writes are only made up. */
import type { Json, ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { OrderForChannel } from "../kit/contract/ports.ts";
import type { Trial, TriedRead, TriedRecord, TriedWrite } from "../kit/contract/trial.ts";
import { parseOwnJson, stringifyJson } from "../kit/parse/json.ts";
import { call, requestOf } from "./client.ts";
import { mapRecords } from "./expressions.ts";
import { fetchPage, readOf } from "./lists.ts";
import type { Manifest } from "./manifest.ts";
import { orderJson } from "./order-create.ts";
import { productJson } from "./products.ts";
import type { KindName } from "./records.ts";
import { baseUrlOf, manifestOf, scopeOf } from "./settings.ts";
import { firstState } from "./sweeps.ts";

const SHOWN = 3;

/** Throws ConnectorError when the description is not right or the shop refuses the credentials. */
export async function tryOut(ctx: Context): Promise<Trial> {
  const manifest = manifestOf(ctx);
  if (manifest.check) await call(manifest.check, { name: "check" }, ctx);
  const reads: TriedRead[] = [];
  for (const kind of Object.keys(manifest.reads) as KindName[])
    if (manifest.reads[kind]) reads.push(await triedRead(kind, ctx));
  const writes: TriedWrite[] = [];
  for (const name of Object.keys(manifest.writes) as (keyof Manifest["writes"])[])
    if (manifest.writes[name]) writes.push(await triedWrite(name, ctx));
  return { reads, writes };
}

async function triedRead(kind: KindName, ctx: Context): Promise<TriedRead> {
  const name = `reads.${kind}`;
  try {
    const page = await fetchPage(kind, { place: "", state: firstState(kind, ctx) }, ctx);
    const raw = page.records.slice(0, SHOWN);
    const mapped = await mapRecords(readOf(kind, ctx).map, raw, scopeOf(ctx));
    const records = raw.map((record, index): TriedRecord => {
      const answer = mapped[index];
      const bad = page.bad.find((one) => one.index === index);
      return {
        raw: record,
        mapped: answer && "value" in answer ? (answer.value ?? null) : null,
        problems: bad?.problems ?? [],
      };
    });
    return { name, count: page.records.length, records, problem: null };
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "forbidden", "not_found", "drift"].includes(error.kind)) throw error;
    return { name, count: 0, records: [], problem: error.message };
  }
}

async function triedWrite(name: keyof Manifest["writes"], ctx: Context): Promise<TriedWrite> {
  const where = `writes.${name}`;
  const operation = manifestOf(ctx).writes[name];
  if (!operation) return { name: where, request: null, problem: null };
  const isBatch = "batch" in operation && operation.batch !== undefined;
  const example = EXAMPLES[name];
  const input = isBatch ? { items: [example], idempotencyKey: example.idempotencyKey } : example;
  try {
    const { method, url, query = [], headers, json, form } = await requestOf(operation, { name: where, input }, ctx);
    const parameters = query.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join("&");
    const body: Json = json ?? (form ? Object.fromEntries(form) : null);
    return {
      name: where,
      request: {
        method,
        url: `${baseUrlOf(ctx)}${url}${parameters === "" ? "" : `?${parameters}`}`,
        headers: { ...headers },
        // What is shown is what would be sent: amounts and large ids as text.
        body: parseOwnJson(stringifyJson(body)),
      },
      problem: null,
    };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return { name: where, request: null, problem: error.message };
  }
}

const ORDER = { id: "1001", number: "1001", currency: "EUR", idempotencyKey: "example-key" };
const LINES = [{ lineId: "1", quantity: 1, restock: true }];
const ITEM = { key: "501", sku: "MUG-1", productId: "50", location: "", idempotencyKey: "example-key" };
const PARCEL = {
  carrier: "DHL",
  trackingNumber: "JD014600",
  trackingNumbers: ["JD014600"],
  trackingUrl: "https://tracking.example/JD014600",
  notifyCustomer: false,
  lines: LINES,
};
// Made by what makes the real ones, so that nothing is shown that would never be sent.
const PRODUCT: ProductForChannel = {
  title: "Mug",
  descriptionHtml: "<p>White, 300 ml</p>",
  active: true,
  categoryKeys: [],
  images: [],
  variants: [
    {
      id: "variant-1",
      sku: "MUG-1",
      options: [],
      price: "12.50",
      levels: [{ location: "", available: 12 }],
    },
  ],
};
const CREATED = { id: null, key: null, idempotencyKey: "example-key", product: productJson(PRODUCT) };
const UPDATED = { ...CREATED, id: "50", key: "50" };
const PLACED: OrderForChannel = {
  currency: "EUR",
  taxIncluded: true,
  lines: [
    {
      variantKey: "501",
      sku: "MUG-1",
      title: "Mug",
      quantity: 1,
      unitPrice: "12.50",
      subtotalMinor: 1250n,
      discountMinor: 0n,
      totalMinor: 1250n,
    },
  ],
  shippingMinor: 0n,
  taxMinor: null,
  totalMinor: 1250n,
  paid: true,
  customer: { name: "Ana", email: "ana@example.com", phone: "+306900000000" },
  shippingAddress: { name: "Ana", line1: "Odos 1", city: "Athens", postcode: "10431", country: "GR" },
};

/** One made-up input for each operation; the names are those of `INPUTS`. */
const EXAMPLES: Readonly<Record<keyof Manifest["writes"], { readonly [name: string]: Json }>> = {
  "product.upsert": UPDATED,
  "product.create": CREATED,
  "product.update": UPDATED,
  "product.delete": { id: "50", key: "50" },
  "category.upsert": { id: null, key: null, name: "Mugs", parentId: null },
  "category.delete": { id: "7", key: "7" },
  "stock.set": { ...ITEM, available: 12, expected: 14 },
  "price.set": { ...ITEM, price: "12.50", priceMinor: "1250", compareAtPrice: null, currency: "EUR" },
  "order.create": { idempotencyKey: "example-key", reference: "example-key", order: orderJson(PLACED) },
  "order.status": { ...ORDER, status: "processing", ourStatus: "processing" },
  "order.cancel": { ...ORDER, reason: "customer", restock: true, notifyCustomer: false, note: "" },
  "order.refund": { ...ORDER, amount: "12.50", amountMinor: "1250", reason: "", moveMoney: true, lines: LINES },
  "order.note": { ...ORDER, text: "A note", visibleToCustomer: false },
  "fulfilment.create": { ...ORDER, ...PARCEL },
  "tracking.update": { ...ORDER, ...PARCEL, fulfilmentId: "1" },
  "giftCard.redeem": {
    code: "GIFT-1",
    amount: "5.00",
    currency: "EUR",
    idempotencyKey: "example-key",
    reference: "1001",
  },
};

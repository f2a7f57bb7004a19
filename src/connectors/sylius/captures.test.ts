import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { replay } from "../../sandboxes/sylius/fidelity.ts";
import { ON_PURPOSE } from "../../sandboxes/sylius/fidelity-setup.ts";
import { parseJson } from "../kit/parse/json.ts";
import { specsDir } from "../kit/testing/specs.ts";
import type { WholeOrder } from "./order-mapping.ts";
import { toOrderPart } from "./order-mapping.ts";
import { toProduct } from "./product-mapping.ts";
import * as schemas from "./schemas.ts";
import { shopTime } from "./time.ts";

const dir = specsDir();
const shop = {
  channel: "WEB",
  currency: "EUR",
  locale: "en_US",
  locales: ["en_US"],
  taxCategory: "",
  countriesWithProvinces: ["US"],
  codMethods: ["cash_on_delivery"],
};
const connection = { account: { externalId: "" }, facts: { utcOffsetMinutes: 120 }, settings: {} };
const time = shopTime({ connection, secret: () => "", hasSecret: () => false });

type Fields = { readonly [key: string]: Json };

/** Every object of the captures that the shop calls by this type, in lists and alone. */
function captured(type: string): Fields[] {
  const found: Fields[] = [];
  const readNow = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(readNow);
    else if (value !== null && typeof value === "object") {
      const fields: Fields = Object.fromEntries(Object.entries(value));
      if (fields["@type"] === type) found.push(fields);
      Object.values(fields).forEach(readNow);
    }
  };
  const folder = join(dir ?? "", "sylius/live-2.1.6/traffic");
  for (const file of readdirSync(folder)) {
    const { exchanges } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    for (const { request, response } of exchanges)
      if (String(request.path).includes("/admin/")) readNow(parseJson(JSON.stringify(response.body ?? null)));
  }
  return found;
}

/** The log shortens long texts to a word on their length. */
function isWhole(row: Fields): boolean {
  return typeof row.translations !== "string";
}

function wholeOf(raw: Fields, adjustments: readonly Fields[] = []): WholeOrder {
  return {
    order: schemas.orderSchema.parse(raw),
    raw,
    payments: null,
    shipments: [],
    adjustments: adjustments.map((row) => schemas.adjustmentSchema.parse(row)),
    customer: null,
    provinces: new Map(),
    readAtMicros: 1n,
  };
}

describe.skipIf(dir === null)("answers of a running shop", () => {
  test("every captured order is understood, without drift, and adds up to the cent", () => {
    const orders = captured("Order").filter((raw) => Array.isArray(raw.items));
    expect(orders.length).toBeGreaterThan(30);
    for (const raw of orders) {
      const drifts: unknown[] = [];
      const part = toOrderPart(wholeOf(raw), { shop, time, ctx: { drift: (report) => void drifts.push(report) } });
      const { subtotalMinor, discountMinor, taxMinor, shippingMinor, feesMinor, totalMinor, taxIncluded } = part.totals;
      const tax = taxIncluded ? 0n : (taxMinor ?? 0n);
      const sum = (subtotalMinor ?? 0n) - (discountMinor ?? 0n) + tax + (shippingMinor ?? 0n) + (feesMinor ?? 0n);
      expect([drifts, sum, feesMinor]).toEqual([[], totalMinor, 0n]);
      expect(part.placedAt).toMatch(/^2026-11-(14|20)T0[78]:/);
    }
  });

  test("an order with tax on top, tax inside and a discount is taken apart as its adjustments say", () => {
    const [raw] = captured("Order").filter((one) => one.number === "000000001" && Array.isArray(one.items));
    const order = String(raw?.["@id"]);
    const items = captured("Adjustment").filter(
      (row) => row.order === order || /units\/[1-6]$/.test(String(row.orderItemUnit)),
    );
    const rows = [...new Map(items.map((row) => [String(row["@id"]), row])).values()].filter(
      (row) => Number(row.id) >= 63,
    );
    const part = toOrderPart(wholeOf(raw ?? {}, rows), { shop, time, ctx: { drift: () => undefined } });
    expect(part.totals).toMatchObject({
      subtotalMinor: 12_387n,
      discountMinor: 1_061n,
      taxMinor: 2_070n,
      shippingMinor: 599n,
      totalMinor: 11_925n,
      taxIncluded: true,
    });
    expect(part.lines.map((line) => [line.sku, line.discountMinor, line.taxMinor, line.totalMinor])).toEqual([
      ["MUG-1", 450n, 851n, 4_901n],
      ["TS-S-RED", 490n, 926n, 5_336n],
      ["POSTER-1", 121n, 189n, 1_089n],
    ]);
    expect(part).toMatchObject({
      buyerNote: "Please ring twice",
      payment: { kind: "unknown", paymentMethod: "bank_transfer" },
    });
  });

  test("every captured product, variant, taxon, customer, payment, shipment and coupon is understood", () => {
    const read = [
      ["Product", schemas.productSchema, "translations"],
      ["ProductVariant", schemas.variantSchema, "onHold"],
      ["Taxon", schemas.taxonSchema, "translations"],
      ["Customer", schemas.customerSchema, "email"],
      ["Payment", schemas.paymentSchema, "amount"],
      ["Shipment", schemas.shipmentSchema, "units"],
      ["Channel", schemas.channelSchema, "baseCurrency"],
      ["Country", schemas.countrySchema, "provinces"],
      ["Promotion", schemas.promotionSchema, "actions"],
      ["PromotionCoupon", schemas.couponSchema, "expiresAt"],
    ] as const;
    for (const [type, schema, whole] of read) {
      // The log holds some resources with a few fields of interest only.
      const rows = captured(type).filter(
        (row) => isWhole(row) && whole in row && "code" in row === "code" in schema.shape,
      );
      expect(rows.length, type).toBeGreaterThan(0);
      for (const row of rows) expect(schema.safeParse(row).error, `${type} ${String(row["@id"])}`).toBeUndefined();
    }
    for (const raw of captured("Product").filter((row) => isWhole(row) && "translations" in row && "code" in row)) {
      const product = schemas.productSchema.parse(raw);
      const reported = toProduct({ raw, product, variants: [], options: new Map(), readAtMicros: 1n }, shop);
      expect(reported.title.length).toBeGreaterThan(0);
    }
  });

  test("the emulated shop answers the logged calls alike", async () => {
    const calls = await replay(dir ?? "");
    expect(calls.length).toBeGreaterThan(100);
    expect(calls.filter((one) => one.result === "differs").map((one) => [one.call, one.details[0]])).toEqual([]);
    const meant = calls.filter((one) => one.result === "on purpose").map((one) => one.call);
    expect(Object.keys(ON_PURPOSE).sort(), "no longer different").toEqual(meant.sort());
  });
});

/** What a running 2.18.0 answered, read as the connector reads it; runs where its captures lie. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { toOrderPart } from "./order-mapping.ts";
import { toProduct } from "./product-mapping.ts";
import { shopOf } from "./shop.ts";

const shop = shopOf({ facts: { currency: "EUR", stockLocations: ["sloc_01M7YKC100K08X027G608X7XB7"] }, settings: {} });
const ctx = { drift: () => undefined };
type Doc = { readonly [key: string]: Json };
const isDoc = (value: Json | undefined): value is Doc =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const dir = specsDir();

/** Every record under `name` in the answers of a file that has all of these fields. */
function recordsIn(file: string, name: string, fields: readonly string[]): Doc[] {
  const exchanges = parseJson(readFileSync(join(dir ?? "", `medusa/live/${file}.json`), "utf8"));
  const rows = (Array.isArray(exchanges) ? exchanges : []).flatMap((exchange: Json) => {
    const answer = isDoc(exchange) ? exchange.answer : null;
    const reported = isDoc(answer) ? (answer[name] ?? answer[`${name}s`]) : null;
    return Array.isArray(reported) ? reported : [reported ?? null];
  });
  return rows.filter((row): row is Doc => isDoc(row) && fields.every((field) => field in row));
}

describe.skipIf(dir === null)("captures of a running shop", () => {
  test("orders with all their relations are read, and their figures add up", () => {
    const whole = recordsIn("order-full", "order", ["currency_code", "payment_collections", "fulfillments"]);
    const parts = whole.flatMap((raw) => toOrderPart(raw, { shop, ctx, readAtMs: 0 }) ?? []);
    expect(parts.length).toBeGreaterThan(1);
    for (const { totals, lines } of parts) {
      const itemsTotal = lines.reduce((sum, line) => sum + line.totalMinor, 0n);
      expect(itemsTotal).toBe((totals.subtotalMinor ?? 0n) - (totals.discountMinor ?? 0n));
      expect(itemsTotal + (totals.shippingMinor ?? 0n) + (totals.taxIncluded ? 0n : (totals.taxMinor ?? 0n))).toBe(
        totals.totalMinor,
      );
    }
    const [first]: readonly (OrderPart | undefined)[] = parts;
    expect([first?.number, first?.totals.totalMinor, first?.totals.taxMinor, first?.financial]).toEqual([
      "2",
      2725n,
      473n,
      "paid",
    ]);
    const [raw] = whole;
    const items = (Array.isArray(raw?.items) ? raw.items : []).map((item) => ({
      ...(isDoc(item) ? item : {}),
      metadata: { Engraving: "For Anna", _key: "x", size: 5 },
      adjustments: [{ code: "SAVE10", amount: 0 }],
    }));
    const chosen = toOrderPart({ ...raw, items }, { shop, ctx, readAtMs: 0 });
    expect([chosen?.lines[0]?.options, chosen?.discountCodes]).toEqual([
      [
        { label: "Engraving", value: "For Anna" },
        { label: "size", value: "5" },
      ],
      ["SAVE10"],
    ]);
    expect(first?.shippingAddress).toMatchObject({ name: "Nora de Vries", city: "Amsterdam", country: "NL" });
  });

  test("products are read with their options, prices and images", () => {
    const made = recordsIn("product", "product", ["variants", "options", "images", "sales_channels"]);
    const reported = made.map((raw) => toProduct(raw, shop, ctx, 0));
    const coat = reported.find(({ title }) => title === "Coat");
    expect(coat?.images.map(({ url }) => url)).toEqual(["https://img.example/a.png", "https://img.example/b.png"]);
    expect(coat?.variants[0]).toMatchObject({
      sku: "COAT-S-Red",
      price: "10.50",
      options: [
        { name: "Size", value: "S" },
        { name: "Colour", value: "Red" },
      ],
    });
  });
});

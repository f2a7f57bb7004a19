/** What a running 3.7.3 answered, read as the connector reads it; runs where its captures lie. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { toOrderPart } from "./order-mapping.ts";
import { shopOf } from "./shop.ts";

const shop = shopOf({ facts: { currency: "EUR", pricesIncludeTax: true }, settings: { codMethods: "paid-later" } });
const ctx = { drift: () => undefined };
type Doc = { readonly [key: string]: Json };
const isDoc = (value: Json | undefined): value is Doc =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const docs = (value: Json | undefined): readonly Doc[] => (Array.isArray(value) ? value.filter(isDoc) : []);

const dir = specsDir();

/** With what the captured question left out. */
function orders(): ReadonlyMap<string, Doc> {
  const folder = join(dir ?? "", "vendure/capture");
  const names = readdirSync(folder).filter((file) => /^order-[a-z]+[A-Z]?\w*\.json$/.test(file));
  const read = names.flatMap((file): [string, Doc][] => {
    const exchange = parseJson(readFileSync(join(folder, file), "utf8"));
    const answer = isDoc(exchange) ? exchange["responseBody"] : null;
    const data = isDoc(answer) ? answer["data"] : null;
    const order = isDoc(data) ? data["order"] : null;
    if (!isDoc(order) || !("lines" in order)) return [];
    const lines = docs(order["lines"]).map(({ productVariant, ...line }) => ({
      ...line,
      productVariant: { ...(isDoc(productVariant) ? productVariant : {}), productId: "1" },
    }));
    const shippingLines = docs(order["shippingLines"]).map((line) => ({
      ...line,
      discounts: docs(line["discounts"]).flatMap(({ description }) =>
        docs(order["discounts"]).filter((whole) => whole["description"] === description),
      ),
    }));
    return [[file.slice("order-".length, -".json".length), { ...order, channels: [], lines, shippingLines }]];
  });
  return new Map(read);
}

describe.skipIf(dir === null)("captures of a running shop", () => {
  const read = (raw: Doc) => toOrderPart(raw, { shop, ctx, readAtMs: 0 });

  test("coupon codes are read", () => {
    const paid = orders().get("paidTwoLines") ?? {};
    expect(read({ ...paid, couponCodes: ["SAVE10"] })?.discountCodes).toEqual(["SAVE10"]);
  });

  test("orders in every state are read, a cart is none, and their figures add up", () => {
    const states = [...orders()].map(([name, raw]) => {
      const part = read(raw);
      return [name, part === null ? null : [part.status, part.financial, part.fulfilment].join(" ")];
    });
    expect(Object.fromEntries(states)).toMatchInlineSnapshot(`
      {
        "authorised": "confirmed authorized unfulfilled",
        "authorisedCustomer": "confirmed authorized unfulfilled",
        "authorisedThenSettled": "confirmed paid unfulfilled",
        "cancelledAuthorised": "cancelled voided unfulfilled",
        "cancelledPaid": "cancelled paid unfulfilled",
        "delivered": "completed paid delivered",
        "paidAbroad": "confirmed paid unfulfilled",
        "paidCoupon": "confirmed paid unfulfilled",
        "paidCustomer": "confirmed paid unfulfilled",
        "paidFixedCoupon": "confirmed paid unfulfilled",
        "paidFreeShipping": "confirmed paid unfulfilled",
        "paidLarge": "confirmed paid unfulfilled",
        "paidOneLine": "confirmed paid unfulfilled",
        "paidTwoLines": "confirmed paid unfulfilled",
        "partlyShipped": "processing paid partial",
        "refundedPart": "confirmed partially_refunded unfulfilled",
        "refundedWhole": "confirmed refunded unfulfilled",
        "returned": "cancelled refunded delivered",
        "shipped": "processing paid in_transit",
        "unpaidCart": null,
      }
    `);
    for (const raw of orders().values()) {
      const { totals, lines } = read(raw) ?? {};
      if (!totals || !lines) continue;
      const itemsTotal = lines.reduce((sum, line) => sum + line.totalMinor, 0n);
      expect(itemsTotal + (totals.shippingMinor ?? 0n)).toBe(totals.totalMinor);
    }
  });
});

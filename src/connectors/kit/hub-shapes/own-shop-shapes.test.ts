import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autoAdvancingClock } from "../testing/connection.ts";
import { checkPushed, interpretPushed, PUSHED_SCHEMAS, pushedTopic, readPushed } from "./inbound.ts";
import { toOrderPart } from "./own-shop-order.ts";
import { toChannelProduct, variantProblem } from "./own-shop-product.ts";
import { complaints, ownShopOrder, ownShopProduct } from "./own-shop-shapes.ts";

const ORDER = {
  externalId: "1",
  placedAt: "2026-11-20T09:30:00+02:00",
  status: "confirmed",
  total: "30.00",
  shipping: "5.00",
  lines: [{ title: "Mug", sku: "M", quantity: 2, unitPrice: "12.50" }],
};
const CONTEXT = { currency: "EUR", phoneCountry: "EG", takesStock: true, fetchedAt: 1_000, raw: null };
const partOf = (more: object, context: object = {}) =>
  toOrderPart(ownShopOrder.parse({ ...ORDER, ...more }), { ...CONTEXT, ...context });

describe("an order in the hub's own shape", () => {
  test("an order has exact totals, a version and the units the shop took", () => {
    expect(partOf({ updatedAt: "2026-11-20T07:31:00Z" })).toMatchObject({
      placedAt: "2026-11-20T07:30:00.000Z",
      version: { kind: "time" },
      totals: { currency: "EUR", subtotalMinor: 2_500n, shippingMinor: 500n, totalMinor: 3_000n },
      quality: "exact",
      fulfilment: "unfulfilled",
      lines: [{ key: "1", channelTook: 2, totalMinor: 2_500n }],
    });
    expect(partOf({ version: 7 }).version).toEqual({ kind: "sequence", value: 7n });
    expect(partOf({}).version).toEqual({ kind: "fetchStart", value: 1_000_000n });
  });

  test("a cancelled order gives back what was not shipped", () => {
    const lines = [{ title: "Mug", quantity: 3, fulfilledQuantity: 1, unitPrice: "1" }];
    expect(partOf({ lines, status: "cancelled" }).lines).toMatchObject([{ quantity: 1, channelTook: 1 }]);
    expect(partOf({ lines }, { takesStock: false }).lines).toMatchObject([{ channelTook: 0 }]);
    expect(partOf({ lines: [{ ...lines[0], stockTaken: 2 }] }).lines).toMatchObject([{ channelTook: 2 }]);
  });

  test("an order's parcels or completion tell what was shipped, where lines name no units", () => {
    const lines = [{ externalId: "1", title: "Mug", quantity: 3, unitPrice: "10.00" }];
    const parcel = { externalId: "p", trackingNumbers: [], lines: [{ lineId: "1", quantity: 2 }] };
    const shipped = (more: object) => {
      const part = partOf({ lines, ...more });
      return [part.lines[0]?.fulfilledQuantity, part.fulfilment];
    };
    expect(shipped({ fulfilments: [parcel] })).toEqual([2, "partial"]);
    expect(shipped({ fulfilments: [parcel], fulfilment: "unfulfilled" })).toEqual([2, "partial"]);
    expect(shipped({ fulfilments: [{ ...parcel, lines: [] }], fulfilment: "fulfilled" })).toEqual([3, "fulfilled"]);
    expect(shipped({ status: "completed", financial: "paid" })).toEqual([3, "fulfilled"]);
    expect(shipped({ status: "completed", financial: "refunded" })).toEqual([0, "unfulfilled"]);
  });

  test("an order spreads a discount of the whole to the cent", () => {
    const lines = [1, 2, 3].map((id) => ({ externalId: id, title: "x", quantity: 1, unitPrice: "10.00" }));
    const part = partOf({ lines, discount: "10.00", total: "25.00" });
    expect([part.quality, part.lines.map((line) => line.totalMinor)]).toEqual(["exact", [666n, 667n, 667n]]);
  });

  test("an order that does not add up is stored as reported and marked", () => {
    expect(partOf({ total: "31.00" })).toMatchObject({ quality: "estimated", totals: { totalMinor: 3_100n } });
  });

  test("an order adds up to the cent whatever its figures", () => {
    const cents = fc.bigInt({ min: 0n, max: 1_000_000n });
    const text = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`;
    const line = fc.record({ price: cents, quantity: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        cents,
        fc.integer({ min: 0, max: 100 }),
        (rows, shipping, percent) => {
          const itemsTotal = rows.reduce((sum, row) => sum + row.price * BigInt(row.quantity), 0n);
          const discount = (itemsTotal * BigInt(percent)) / 100n;
          const lines = rows.map((row) => ({ title: "x", quantity: row.quantity, unitPrice: text(row.price) }));
          const part = partOf({
            lines,
            discount: text(discount),
            shipping: text(shipping),
            total: text(itemsTotal - discount + shipping),
          });
          expect(part.quality).toBe("exact");
          expect(part.lines.reduce((sum, one) => sum + one.totalMinor, 0n)).toBe(itemsTotal - discount);
        },
      ),
    );
  });

  test.each([
    ["a float", { total: 12.5 }, "total: an amount"],
    ["a time without a zone", { placedAt: "2026-11-20 09:30" }, "placedAt: not a moment"],
    ["a day that does not exist", { placedAt: "2026-02-30T09:30:00Z" }, "placedAt: not a moment"],
    ["a status of nobody", { status: "shipped" }, "status:"],
    ["a misspelt field", { totl: "1" }, 'Unrecognized key: "totl"'],
    ["a currency in words", { currency: "Euro" }, "currency: not an ISO 4217 code"],
    ["an id beyond what a number holds", { externalId: 2 ** 60 }, "externalId:"],
  ])("an order with %s is refused by field", (_what, more, index) => {
    const result = ownShopOrder.safeParse({ ...ORDER, ...more });
    expect(result.success ? "" : complaints(result.error).join("\n")).toContain(index);
  });
});

describe("a product in the hub's own shape", () => {
  const product = (variants: readonly object[]) => ownShopProduct.parse({ externalId: 9, title: "Mug", variants });

  test("a product names its items by their own id, their SKU, or itself", () => {
    const reported = toChannelProduct(
      product([
        { externalId: 1, sku: "A" },
        { sku: "B", stock: 4 },
      ]),
      CONTEXT,
    );
    expect(reported.variants.map(({ key, inventoryKey, levels }) => [key, inventoryKey, levels])).toEqual([
      ["1", "A", undefined],
      ["B", "B", [{ location: "", available: 4 }]],
    ]);
    expect(toChannelProduct(product([{}]), CONTEXT).variants[0]?.key).toBe("9");
    expect(new Set(reported.variants.map((variant) => variant.options[0]?.value)).size).toBe(2);
  });

  test("a product with indistinguishable items is refused", () => {
    expect(variantProblem(product([{ sku: "A" }, { sku: "A" }]))).toContain("variants.1: another variant");
    expect(variantProblem(product([{ title: "a" }, { title: "b" }]))).toContain("variants.0: needs");
  });
});

describe("pushed records", () => {
  const bodyOf = (item: unknown) => Buffer.from(JSON.stringify(item));
  const read = (kind: Parameters<typeof pushedTopic>[0], item: unknown) =>
    readPushed({ topic: pushedTopic(kind), body: bodyOf(item) });

  test("a pushed record becomes an event of its thing, with a version where it has one", () => {
    expect(read("orders", { ...ORDER, updatedAt: "2026-11-20T07:30:00Z" })).toMatchObject({
      kind: "order",
      ref: "1",
      version: { kind: "time" },
    });
    expect(read("orders", ORDER).version).toBeUndefined();
    expect(read("orders", { externalId: "1", deleted: true })).toMatchObject({ kind: "order_deleted", ref: "1" });
    expect(read("products", { externalId: "9", deleted: true })).toMatchObject({ kind: "product_deleted", ref: "9" });
    expect(read("stock", { sku: "M", location: "L", available: 3 })).toMatchObject({ kind: "stock", ref: "M@L" });
  });

  test("a pushed record gets its problems, or none when it can be taken", () => {
    expect(checkPushed("orders", ORDER, CONTEXT)).toEqual([]);
    expect(checkPushed("orders", ORDER, { ...CONTEXT, currency: undefined })).toEqual([
      expect.stringContaining("currency: missing"),
    ]);
    expect(checkPushed("orders", { externalId: "1", deleted: "yes" }, CONTEXT)).toHaveLength(1);
    expect(checkPushed("stock", { available: 3 }, CONTEXT)).toEqual(["needs variantId or sku"]);
    expect(checkPushed("stock", { sku: "M", available: 1.5 }, CONTEXT)).toEqual([]);
    expect(checkPushed("stock", { sku: "M", available: "a few" }, CONTEXT)).toHaveLength(1);
  });

  test("a pushed record that passed the check is understood, whatever it holds", () => {
    const item = fc.oneof(
      fc.jsonValue(),
      fc.constant(ORDER),
      fc.record({ externalId: fc.string(), title: fc.string(), variants: fc.array(fc.record({ sku: fc.string() })) }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(PUSHED_SCHEMAS) as (keyof typeof PUSHED_SCHEMAS)[])),
        item,
        (kind, value) => {
          const json = JSON.parse(JSON.stringify(value)) as never;
          if (checkPushed(kind, json, CONTEXT).length > 0) return;
          const body = bodyOf(json);
          expect(read(kind, json).ref.length).toBeGreaterThan(0);
          expect(
            interpretPushed({ topic: pushedTopic(kind), body }, CONTEXT, { clock: autoAdvancingClock() }).as,
          ).not.toBe("nothing");
        },
      ),
      { numRuns: 300 },
    );
  });
});

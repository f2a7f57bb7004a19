/** What a register does by itself: find products, tell a scanner from fingers, count a basket, and send what waits. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  counted,
  emptyBasket,
  withItem,
  withLineReduction,
  withPrice,
  withQuantity,
} from "../web/src/register/device/basket.ts";
import type { CatalogItem } from "../web/src/register/device/catalog-item.ts";
import { HubAway, HubFailed, Refused, SignedOut } from "../web/src/register/device/hub.ts";
import { type OutboxPort, type SaleAnswer, upload } from "../web/src/register/device/outbox.ts";
import { saleOf } from "../web/src/register/device/sale.ts";
import { folded, searchIndex } from "../web/src/register/device/search-index.ts";
import type { Setup } from "../web/src/register/device/setup.ts";
import type { Outbound } from "../web/src/register/device/store.ts";
import { waiting as waitingEntry } from "../web/src/register/device/store.ts";
import { catalogItem } from "../web/src/register/device/testing.ts";
import { NO_KEYS, takeKey } from "../web/src/register/device/wedge.ts";

const item = (n: number, title: string, more: Partial<CatalogItem> = {}): CatalogItem =>
  catalogItem({
    variantId: `v${n}`,
    productId: `p${n}`,
    title,
    sku: `SKU-${n}`,
    barcode: `40000000000${n}`,
    ...more,
  });

const setup: Setup = {
  register: {
    id: "r",
    name: "Front",
    prefix: "R1",
    locationId: "l",
    locationName: "Shop",
    currency: "EUR",
    pricesIncludeTax: true,
    taxPer: "line",
    taxMode: "half_up",
    cashUnit: 1,
    cashMode: "half_up",
    paymentKinds: ["cash", "card"],
    receiptHeader: "",
    receiptFooter: "",
    lastRun: 0,
    discountLimit: 100,
    mayOverride: true,
    mayRefundWithoutReceipt: false,
  },
  seller: { name: "Shop", taxId: null },
  location: { address: {} },
  place: {},
  locations: [],
  staff: [],
  taxRates: [],
  denominations: [],
  session: null,
  promotions: [],
};
const how = { setup, at: "2026-11-20T12:00:00Z", titles: { line: "Discount", basket: "Discount" } };

describe("the index of products", () => {
  const words = ["red", "Blue", "café", "ab-12", "shirt", "shoe", "أحمر", "12"];
  const title = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((each) => each.join(" "));
  const naive = (items: readonly CatalogItem[], typed: string) =>
    items.filter((each) => {
      const own = folded(`${each.title} ${each.sku} ${each.barcode}`).match(/[\p{L}\p{N}]+/gu) ?? [];
      const asked = folded(typed).match(/[\p{L}\p{N}]+/gu) ?? [];
      return asked.every((word) => own.some((mine) => mine.startsWith(word)));
    });

  test("finds what a plain walk over all products finds, also after changes", () => {
    fc.assert(
      fc.property(
        fc.array(title, { minLength: 1, maxLength: 30 }),
        fc.array(title, { maxLength: 10 }),
        fc.array(fc.constantFrom("r", "sh", "cafe", "AB", "ab-1", "12", "احم", "red sh", "sku 1"), {
          minLength: 1,
          maxLength: 4,
        }),
        (first, later, asked) => {
          const items = new Map(first.map((each, n) => [`v${n}`, item(n, each)]));
          const index = searchIndex([...items.values()]);
          for (const [n, each] of later.entries()) {
            const changed = item(n * 2, each);
            items.set(changed.variantId, changed);
            index.change([changed], n % 3 === 0 ? [`v${n * 2 + 1}`] : []);
            if (n % 3 === 0) items.delete(`v${n * 2 + 1}`);
            if (n === 5) index.settle();
          }
          for (const typed of asked) {
            const found = index.find(typed, 1_000).map(({ variantId }) => variantId);
            expect(found.sort()).toEqual(
              naive([...items.values()], typed)
                .map(({ variantId }) => variantId)
                .sort(),
            );
          }
          expect(index.size).toBe(items.size);
        },
      ),
    );
  });

  test("a code is found as it stands, by barcode before SKU; an old one is not", () => {
    const index = searchIndex([item(1, "Soap"), item(2, "Lamp", { sku: "400000000001" })]);
    expect(index.byCode("400000000001")?.title).toBe("Soap");
    expect(index.byCode("sku-1")?.title).toBe("Soap");
    index.change([item(1, "Soap", { barcode: "77" })], []);
    expect(index.byCode("77")?.title).toBe("Soap");
    expect(index.byCode("400000000001")?.title).toBe("Lamp");
  });

  test("what is typed whole comes first", () => {
    const index = searchIndex([
      item(1, "Big soap"),
      item(2, "Soap dish"),
      item(3, "Soap"),
      item(4, "x", { sku: "soap" }),
    ]);
    expect(index.find("soap", 10).map(({ variantId }) => variantId)).toEqual(["v4", "v3", "v2", "v1"]);
  });

  test("an item that begins as typed in its title and its SKU stands among the titles, also when renamed", () => {
    const index = searchIndex([
      item(1, "Lamp", { sku: "SOAP-1" }),
      item(2, "Soap bar", { sku: "SOAP-2" }),
      item(3, "Bar", { sku: "B" }),
    ]);
    const found = () => index.find("soap", 10).map(({ variantId }) => variantId);
    expect(found()).toEqual(["v2", "v1"]);
    index.change([item(3, "Soap dish", { sku: "B" })], []);
    expect(found().slice(0, 2).sort()).toEqual(["v2", "v3"]);
    index.change([], ["v2"]);
    expect(found()).toEqual(["v3", "v1"]);
  });
});

describe("a scanner that types", () => {
  const type = (text: string, everyMs: number) => {
    let [keys, at] = [NO_KEYS, 1_000];
    let code: string | null = null;
    for (const key of [...text, "Enter"]) {
      ({ keys, code } = takeKey(keys, key, at));
      at += everyMs;
    }
    return code;
  };

  test("is told from fingers by its pace", () => {
    expect(type("4006381333931", 8)).toBe("4006381333931");
    expect(type("4006381333931", 120)).toBeNull();
    expect(type("12", 8)).toBeNull();
  });

  test("begins anew after a pause", () => {
    const slow = takeKey(NO_KEYS, "x", 0).keys;
    expect(takeKey(slow, "4", 500).keys.text).toBe("4");
  });
});

describe("a basket", () => {
  test("counts the same item on one line, and another price on its own", () => {
    let basket = withItem(emptyBasket("b"), item(1, "Soap"), { key: "1", price: 1000n });
    basket = withItem(basket, item(1, "Soap"), { key: "2", price: 1000n });
    expect(basket.lines).toMatchObject([{ key: "1", quantity: 2 }]);
    basket = withPrice(basket, "1", { unit: 800n, reason: "Damaged" });
    basket = withItem(basket, item(1, "Soap"), { key: "3", price: 1000n });
    expect(basket.lines).toHaveLength(2);
    expect(counted(basket, how).totals.total).toBe(2600n);
    expect(withQuantity(basket, "1", 0).lines).toHaveLength(1);
  });

  test("never takes off more than a line costs, whatever is typed", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 100 }),
        fc.bigInt({ min: 0n, max: 10_000_000n }),
        (price, quantity, percent, off) => {
          let basket = withItem(emptyBasket("b"), item(1, "Soap"), { key: "1", price });
          basket = withQuantity(basket, "1", quantity);
          basket = withLineReduction(basket, "1", { kind: "percent", percent: String(percent) });
          const { totals } = counted({ ...basket, reduction: { kind: "amount", amount: off } }, how);
          expect(totals.total).toBeGreaterThanOrEqual(0n);
          expect(totals.total).toBeLessThanOrEqual(price * BigInt(quantity));
        },
      ),
    );
  });

  test("becomes a sale with the register's number", () => {
    const basket = withItem(emptyBasket("b"), item(1, "Soap"), { key: "1", price: 1000n });
    const paid = {
      ...basket,
      payments: [{ key: "p", kind: "cash" as const, amount: 1000n, given: 2000n, change: 1000n }],
    };
    const facts = { setup, sessionId: "s", staffId: "h", run: 7, soldAt: how.at, isOffline: true };
    const sale = saleOf(paid, counted(paid, how), facts);
    expect(sale).toMatchObject({ id: "b", number: "R1-000007", rounding: 0n, totals: { total: 1000n }, offline: true });
  });
});

describe("what waits for the hub", () => {
  const waiting = (id: string): Outbound => ({
    seq: Number(id),
    ...waitingEntry({ kind: "sale", id, sale: { id } as never }),
  });
  const done = (id: string): SaleAnswer => ({
    id,
    state: "done",
    orderId: `o${id}`,
    orderNumber: id,
    short: 0,
    code: null,
    text: null,
  });

  function device(ids: readonly string[], answer: OutboxPort["sales"]) {
    const kept = new Map(ids.map((id) => [id, waiting(id)]));
    const port: OutboxPort = {
      waiting: async () => [...kept.values()].filter(({ state }) => state === "waiting"),
      settle: async (entries) => {
        for (const entry of entries) kept.set(entry.what.id, entry);
      },
      sales: answer,
      send: async () => undefined,
    };
    return { kept, port };
  }

  test("is sent until all of it is there; a hub that is away or a sign-in that ran out loses nothing", async () => {
    let falls = 0;
    const { kept, port } = device(["1", "2", "3"], async (sales) => {
      falls += 1;
      if (falls === 1) throw new HubAway("away");
      if (falls === 2) throw new SignedOut();
      return sales.map(({ id }) => done(id));
    });
    expect(await upload(port)).toBe("away");
    expect(await upload(port)).toBe("signed_out");
    expect([...kept.values()].every(({ state }) => state === "waiting")).toBe(true);
    expect(await upload(port)).toBe("done");
    expect([...kept.values()].map(({ orderId }) => orderId)).toEqual(["o1", "o2", "o3"]);
  });

  test("one that cannot be read stays with its reason and keeps no other here", async () => {
    const { kept, port } = device(["1", "2", "3"], async (sales) => {
      if (sales.some(({ id }) => id === "2")) throw new Refused(400, "VALIDATION", "quantity: This is no number");
      return sales.map(({ id }) => done(id));
    });
    expect(await upload(port)).toBe("done");
    expect([...kept.values()].map(({ state, code }) => [state, code])).toEqual([
      ["sent", null],
      ["refused", "VALIDATION"],
      ["sent", null],
    ]);
  });

  test("one the hub fails over waits for the next upload and keeps no other here", async () => {
    let isMended = false;
    const { kept, port } = device(["1", "2", "3"], async (sales) => {
      if (!isMended && sales.some(({ id }) => id === "2")) throw new HubFailed("500");
      return sales.map(({ id }) => done(id));
    });
    expect(await upload(port)).toBe("away");
    expect([...kept.values()].map(({ state }) => state)).toEqual(["sent", "waiting", "sent"]);
    isMended = true;
    expect(await upload(port)).toBe("done");
    expect(kept.get("2")?.orderId).toBe("o2");
  });

  test("a sale the answer leaves out is not taken for sent", async () => {
    const { kept, port } = device(["1", "2"], async (sales) => sales.slice(1).map(({ id }) => done(id)));
    expect(await upload(port)).toBe("away");
    expect(kept.get("1")?.state).toBe("waiting");
  });
});

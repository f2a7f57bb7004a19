import { describe, expect, test } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import type { StoredRule } from "../../sandboxes/magento/state.ts";
import { collect } from "../kit/conformance/bench.ts";
import type { Basket } from "../kit/contract/promotions.ts";
import { portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { classify, filledMessage, refusalOf } from "./classify.ts";
import { type Bench, mug, openShop } from "./testing.ts";

const row = ({ sandbox }: Bench, sku: string) => [...sandbox.state.products.values()].find((one) => one.sku === sku);

describe("prices", () => {
  const push = (shop: Bench, ...prices: readonly (readonly [sku: string, price: string, compareAt?: string])[]) =>
    portOf(shop.connection, "prices").push.send(
      prices.map(([sku, price, compareAt], index) => ({
        key: String(row(shop, sku)?.id ?? 999),
        location: "",
        seq: BigInt(index + 1),
        want: { price: parseMoney(price, "USD"), ...(compareAt ? { compareAt: parseMoney(compareAt, "USD") } : {}) },
        expected: null,
        ext: { sku },
        idempotencyKey: `price-${index}`,
      })),
      shop.connection.ctx,
    );

  test("a refused row of a 200 is refused with its words, and the good ones are kept", async () => {
    await using shop = await openShop();
    for (const sku of ["A", "FAMILY", "B"]) shop.sandbox.shop.addProduct(mug(sku));
    Object.assign(row(shop, "FAMILY") ?? {}, { typeId: "configurable" });
    const results = await push(shop, ["A", "9.95"], ["FAMILY", "1.00"], ["B", "8.00"], ["GHOST", "1.00"]);
    const bySeq = results.toSorted((a, b) => Number(a.seq - b.seq));
    expect(bySeq.map((result) => result.outcome)).toEqual(["applied", "rejected", "applied", "rejected"]);
    expect(bySeq[1]).toMatchObject({ text: textWith("Invalid attribute SKU = FAMILY.") });
    expect(bySeq[3]).toMatchObject({ code: "unknown" });
    expect([shop.sandbox.shop.priceOf("A"), shop.sandbox.shop.priceOf("B")]).toEqual(["9.95", "8"]);
  });

  test("a SKU changed in the shop since the last look is priced under its new name, also when another took the old one", async () => {
    await using shop = await openShop();
    const { key } = shop.sandbox.shop.addProduct(mug("OLD"));
    Object.assign(row(shop, "OLD") ?? {}, { sku: "NEW" });
    shop.sandbox.shop.addProduct(mug("OLD"));
    const [result] = await portOf(shop.connection, "prices").push.send(
      [
        {
          key,
          location: "",
          seq: 1n,
          want: { price: parseMoney("9.95", "USD") },
          expected: null,
          ext: { sku: "OLD" },
          idempotencyKey: "renamed",
        },
      ],
      shop.connection.ctx,
    );
    expect(result).toMatchObject({ outcome: "applied" });
    expect([shop.sandbox.shop.priceOf("NEW"), shop.sandbox.shop.priceOf("OLD")]).toEqual(["9.95", "12.50"]);
  });

  test("a price to compare with makes a special price from now on; without it the special price is removed by its own row", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("A"));
    await push(shop, ["A", "7.50", "10.00"]);
    expect(row(shop, "A")).toMatchObject({
      price: "10",
      special: { price: "7.5", from: expect.stringMatching(/^2026-11-20 11:0\d:\d\d$/), to: null },
    });
    await push(shop, ["A", "7.50", "10.00"]);
    await push(shop, ["A", "9.00"]);
    expect(row(shop, "A")).toMatchObject({ price: "9", special: null });
    expect(shop.sandbox.calls.some((call) => call.requestBody.includes('"special_price"'))).toBe(false);
  });

  test("a merchant's special price of last summer gives way", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("A"));
    Object.assign(row(shop, "A") ?? {}, {
      special: { price: "5", from: "2026-06-01 00:00:00", to: "2026-06-30 23:59:59" },
    });
    await push(shop, ["A", "7.50", "10.00"]);
    expect(row(shop, "A")?.special).toMatchObject({ price: "7.5", to: null });
  });

  test("another currency is refused, and lists are as long as the merchant's limit", async () => {
    await using shop = await openShop();
    const skus = Array.from({ length: 45 }, (_, index) => `M${index}`);
    for (const sku of skus) shop.sandbox.shop.addProduct(mug(sku));
    shop.sandbox.state.limits.items = 20;
    const results = await push(shop, ...skus.map((sku) => [sku, "3.00"] as const));
    expect(results.every((result) => result.outcome === "applied")).toBe(true);
    const euro = { ...parseMoney("3.00", "EUR") };
    const [refused] = await portOf(shop.connection, "prices").push.send(
      [
        {
          key: "1",
          location: "",
          seq: 1n,
          want: { price: euro },
          expected: null,
          ext: { sku: "M1" },
          idempotencyKey: "x",
        },
      ],
      shop.connection.ctx,
    );
    expect(refused).toMatchObject({ outcome: "rejected", code: "currency" });
  });
});

describe("coupons", () => {
  const basket = (quantity: number, price = "12.50"): Basket => ({
    currency: "USD",
    lines: [{ sku: "A", quantity, unitPrice: parseMoney(price, "USD") }],
  });
  const ask = (shop: Bench, code: string, of = basket(2)) =>
    portOf(shop.connection, "discounts").validate({ code, basket: of }, shop.connection.ctx);

  async function withRule(more: Partial<StoredRule>) {
    const shop = await openShop();
    shop.sandbox.shop.addDiscount?.({ code: "SAVE", kind: "percent", value: "10" });
    const [rule] = shop.sandbox.state.rules.values();
    Object.assign(rule ?? {}, more);
    return shop;
  }

  test.each([
    ["letter case does not count", {}, "save", { valid: true, code: "SAVE", percent: "10", discount: { minor: 250n } }],
    ["an amount an item", { action: "by_fixed", amount: "2.00" }, "SAVE", { valid: true, discount: { minor: 400n } }],
    [
      "an amount a basket, never more than the goods",
      { action: "cart_fixed", amount: "99" },
      "SAVE",
      { valid: true, discount: { minor: 2_500n } },
    ],
    [
      "buy one get one is for the shop to work out",
      { action: "buy_x_get_y" },
      "SAVE",
      { valid: true, kind: "other", discount: null },
    ],
    [
      "free shipping",
      { amount: "0", freeShipping: "2" },
      "SAVE",
      { valid: true, kind: "free_shipping", discount: null },
    ],
    [
      "a rule with a wrong word for its coupons is dead",
      { couponType: "0" },
      "SAVE",
      { valid: false, reason: "not_active" },
    ],
    ["switched off", { isActive: false }, "SAVE", { valid: false, reason: "not_active" }],
    ["another website's", { websiteIds: [2] }, "SAVE", { valid: false, reason: "not_active" }],
    ["from tomorrow", { fromDate: "2026-11-21" }, "SAVE", { valid: false, reason: "not_yet" }],
    ["until today, in the shop's day", { toDate: "2026-11-20" }, "SAVE", { valid: true }],
    ["until yesterday", { toDate: "2026-11-19" }, "SAVE", { valid: false, reason: "expired" }],
    ["a condition", { minimum: "50" }, "SAVE", { valid: false, reason: "conditions", text: textWith(/>= 50 USD/) }],
    ["unknown", {}, "NOPE", { valid: false, reason: "unknown" }],
    ["empty", {}, "  ", { valid: false, reason: "unknown" }],
  ] as const)("%s", async (_name, more, code, expected) => {
    await using shop = await withRule(more as Partial<StoredRule>);
    expect(await ask(shop, code)).toMatchObject(expected);
  });

  test("the rule's limits count, not the coupon's; what cannot be checked is told", async () => {
    await using shop = await withRule({ usesPerCoupon: 3, usesPerCustomer: 1, groupIds: [1] });
    expect(await ask(shop, "SAVE")).toMatchObject({
      valid: true,
      warnings: [textWith(/Once per customer/), textWith(/customer groups/)],
    });
    for (const coupon of shop.sandbox.state.coupons.values()) coupon.timesUsed = 3;
    expect(await ask(shop, "SAVE")).toMatchObject({ valid: false, reason: "used_up" });
  });
});

describe("gift cards", () => {
  test("a gift card is found through an empty cart on Adobe Commerce; Open Source has none", async () => {
    await using open = await openShop();
    expect(open.connection.ports.giftCards).toBeUndefined();
    await using commerce = await openShop({
      prepare: ({ state }) => void state.modules.push("Magento_GiftCardAccount"),
    });
    commerce.sandbox.shop.addGiftCard?.({ code: "GIFT/1 é", balance: "12.50" });
    const cards = portOf(commerce.connection, "giftCards");
    expect(await cards.balance(" GIFT/1 é ", commerce.connection.ctx)).toEqual({
      balance: parseMoney("12.50", "USD"),
      state: "active",
    });
    expect(await cards.balance("NOPE", commerce.connection.ctx)).toBeNull();
    expect(await cards.balance("  ", commerce.connection.ctx)).toBeNull();
    expect(cards.redeem).toBeUndefined();
  });
});

describe("customers and categories", () => {
  test("customers come by their time of change, with the phone of an address", async () => {
    await using shop = await openShop();
    const { state } = shop.sandbox;
    const add = (id: number, phone: string | null) =>
      state.customers.set(id, {
        id,
        email: `c${id}@example.test`,
        first: "Noor",
        last: "Visser",
        phone,
        country: "NL",
        createdAt: state.now(),
        updatedAt: state.now(),
      });
    for (let id = 1; id <= 120; id += 1) add(id, id === 1 ? "06 12345678" : null);
    const [sweep] = portOf(shop.connection, "customers").sweeps;
    if (!sweep) throw new Error("no sweep");
    const { items, pages, cursor } = await collect(sweep, shop.connection.ctx);
    expect([items.length, pages, items[0]?.phone, items[0]?.name]).toEqual([120, 2, "+31612345678", "Noor Visser"]);
    // Rows may come late for a while, and are asked for again; told is what is new or differs.
    await shop.clock.sleep(20 * 60_000);
    const existing = state.customers.get(7);
    if (existing) existing.last = "Bakker";
    const again = await collect(sweep, shop.connection.ctx, { cursor });
    expect(again.items.map((one) => one.name)).toEqual(["Noor Bakker"]);
    add(121, null);
    const last = await collect(sweep, shop.connection.ctx, { cursor: again.cursor });
    expect(last.items.map((one) => one.key)).toEqual(["121"]);
  });

  test("categories are those below the website's root; one of the same name is adopted, renamed and moved", async () => {
    await using shop = await openShop();
    const port = portOf(shop.connection, "categories");
    const put = (key: string | null, name: string, parentKey?: string) =>
      port.put?.({ key, name, parentKey }, shop.connection.ctx);
    const mugs = (await put(null, "Mugs")) ?? "";
    const blue = (await put(null, "Blue", mugs)) ?? "";
    expect(await put(null, "Mugs")).toBe(mugs);
    await put(blue, "Blue mugs");
    const { items } = await collect(port.sweep, shop.connection.ctx);
    expect(items.map((one) => [one.key, one.name, one.parentKey])).toEqual([
      [mugs, "Mugs", undefined],
      [blue, "Blue mugs", undefined],
    ]);
  });

  test("a category whose name has no plain letters gets an address of its own, and one whose address is taken another", async () => {
    await using shop = await openShop();
    const port = portOf(shop.connection, "categories");
    const put = (name: string) => port.put?.({ key: null, name }, shop.connection.ctx);
    const [shirts, mugs] = [await put("قمصان"), await put("Mugs")];
    expect(await put("MUGS")).not.toBe(mugs);
    const { items } = await collect(port.sweep, shop.connection.ctx);
    expect(items.map((one) => [one.key, one.name]).slice(0, 2)).toEqual([
      [shirts, "قمصان"],
      [mugs, "Mugs"],
    ]);
  });
});

describe("refusals", () => {
  const answer = (status: number, text: string, headers: Record<string, string> = {}) => ({
    status,
    headers,
    text,
    url: "",
  });
  const kind = (status: number, text: string, headers: Record<string, string> = {}, method: "GET" | "POST" = "GET") =>
    classify(answer(status, text, headers), { method, url: "", operation: "x" })?.kind ?? null;

  test.each([
    [200, "[]", {}, null],
    [200, "<!doctype html><html></html>", { "content-type": "text/html" }, "transient"],
    [202, "{}", {}, null],
    [301, "", {}, "transient"],
    [400, '{"message":"x"}', {}, "rejected"],
    [401, '{"message":"The signature is invalid. Verify and try again."}', {}, "auth_revoked"],
    [
      401,
      '{"message":"The consumer isn\'t authorized to access %resources.","parameters":{"resources":"Magento_Sales::ship"}}',
      {},
      "forbidden",
    ],
    [401, '{"message":"An error occurred validating the nonce"}', {}, "transient"],
    [401, '{"message":"Oauth token is not valid"}', {}, "auth_expired"],
    [402, "", {}, "suspended"],
    [403, "<html>Blocked</html>", { "content-type": "text/html" }, "forbidden"],
    [404, '{"message":"Request does not match any route."}', {}, "unsupported"],
    [404, '{"message":"No such entity."}', {}, "not_found"],
    [405, "", {}, "unsupported"],
    [409, "", {}, "conflict"],
    [429, '{"message":"Too Many Requests"}', {}, "throttled"],
    [500, "An error has happened during application run.", {}, "transient"],
    [503, "<html>Maintenance</html>", { "content-type": "text/html" }, "transient"],
    [503, "", { "retry-after": "60" }, "throttled"],
  ] as const)("%i %s", (status, text, headers, expected) => {
    expect(kind(status, text, headers)).toBe(expected);
  });

  test("a web page after a write leaves open what became of it", () => {
    expect(kind(200, "<!doctype html><html></html>", {}, "POST")).toBe("ambiguous");
  });

  test("the gaps of the shop's sentences are filled, by name and by number", () => {
    const filled = (body: object) => {
      const refusal = refusalOf(JSON.stringify(body));
      return refusal && filledMessage(refusal);
    };
    expect(
      filled({
        message: "No such entity with %fieldName = %fieldValue",
        parameters: { fieldName: "id", fieldValue: 7 },
      }),
    ).toBe("No such entity with id = 7");
    expect(filled({ message: "Signature method %1 is not supported", parameters: ["HMAC-SHA1"] })).toBe(
      "Signature method HMAC-SHA1 is not supported",
    );
    expect(filled({ message: "Invalid attribute %fieldName = %fieldValue.", parameters: ["SKU", "NOPE"] })).toBe(
      "Invalid attribute SKU = NOPE.",
    );
    expect(filled({ message: "100% sure" })).toBe("100% sure");
    expect(refusalOf("<html>")).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantMicros } from "../../commerce/version.ts";
import { find, insert, rowsOf, text, textsOf, where } from "../../sandboxes/prestashop/state.ts";
import { moneyOf } from "./order-money.ts";
import { NEEDS } from "./permissions.ts";
import { detailSchema, orderSchema } from "./schemas.ts";
import { openShop, order } from "./testing.ts";

const inParis = (startMs: number) =>
  openShop({
    startMs,
    values: { timeZone: "Europe/Paris" },
    prepare: (state) => Object.assign(state, { timeZone: "Europe/Paris" }),
  });

describe("reading", () => {
  test("times are the shop's wall clock, before and after the clocks change", async () => {
    await using open = await openShop({ values: { timeZone: "Europe/Paris" } });
    const key = order(open);
    const stored = find(open.state, "orders", key);
    Object.assign(stored?.values ?? {}, { date_add: "2026-07-01 12:00:00", date_upd: "2026-11-10 12:00:00" });
    const part = await open.read(key);
    expect([part.placedAt, part.version.value]).toEqual([
      "2026-07-01T10:00:00.000Z",
      instantMicros("2026-11-10T11:00:00Z"),
    ]);
  });

  test("tax inside, shipping, a voucher that frees the shipping: all of it adds up", async () => {
    await using open = await openShop({ prepare: (state) => Object.assign(state, { vatPercent: 21 }) });
    const key = order(open, "paid", 3);
    const stored = find(open.state, "orders", key);
    Object.assign(stored?.values ?? {}, {
      total_discounts_tax_incl: "6.050000",
      total_paid_tax_incl: "45.380000",
      total_paid_tax_excl: "37.500000",
    });
    insert(open.state, "order_cart_rules", {
      id_order: key,
      id_cart_rule: "1",
      name: "Free",
      value: "6.050000",
      free_shipping: "1",
    });
    const { totals, lines, quality } = await open.read(key);
    expect([totals, quality]).toEqual([
      {
        currency: "EUR",
        subtotalMinor: 4_538n,
        discountMinor: 0n,
        taxMinor: 788n,
        shippingMinor: 0n,
        feesMinor: 0n,
        totalMinor: 4_538n,
        taxIncluded: true,
      },
      "exact",
    ]);
    expect(lines.map((line) => [line.unitPrice, line.totalMinor, line.taxMinor])).toEqual([["15.125", 4_538n, 788n]]);
  });

  test("a buyer's text for a product and the voucher's code are read; a key without the right costs only them", async () => {
    await using open = await openShop();
    const key = order(open, "paid", 1);
    const field = insert(open.state, "product_customization_fields", {
      id_product: "1",
      type: "1",
      name: textsOf(open.state, "Engraving"),
    });
    const typed = insert(
      open.state,
      "customizations",
      { id_cart: "1", id_product: "1", quantity: "1" },
      { customized_data_text_fields: [{ id_customization_field: String(field.id), value: "For Anna, 12.5." }] },
    );
    const [detail] = where(open.state, "order_details", { id_order: key });
    Object.assign(detail?.values ?? {}, { id_customization: String(typed.id) });
    const voucher = insert(open.state, "cart_rules", { name: textsOf(open.state, "Spring"), code: "SPRING" });
    insert(open.state, "order_cart_rules", {
      id_order: key,
      id_cart_rule: String(voucher.id),
      name: "Spring",
      value: "1",
    });
    Object.assign(find(open.state, "orders", key)?.values ?? {}, { total_discounts_tax_incl: "1.000000" });
    const part = await open.read(key);
    expect([part.lines[0]?.options, part.discountCodes]).toEqual([
      [{ label: "Engraving", value: "For Anna, 12.5." }],
      ["SPRING"],
    ]);
    const [[name, key0] = ["", undefined]] = open.state.keys;
    const mayNot = ["customizations", "cart_rules"];
    const permissions = Object.fromEntries(
      NEEDS.map((need) => [need.resource, ["GET"]] as const).filter(([resource]) => !mayNot.includes(resource)),
    );
    if (key0) open.state.keys.set(name, { ...key0, permissions });
    const without = await open.read(key);
    expect([without.lines[0]?.title, without.lines[0]?.options, without.discountCodes]).toEqual([
      part.lines[0]?.title,
      [],
      [],
    ]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])(
    "the shop's own rounding is its figure, not an estimate (%i pieces)",
    async (quantity) => {
      await using open = await openShop({
        prepare: (state) => Object.assign(state, { vatPercent: 21, roundType: "3" }),
      });
      for (const [index, price] of ["10.326543", "3.339999", "7.777777"].entries())
        open.shop.addProduct({ title: "A", variants: [{ sku: `R-${index}`, price, stock: 99 }] });
      const key = open.shop.placeOrder({ lines: [0, 1, 2].map((index) => ({ sku: `R-${index}`, quantity })) });
      // Shipping of its own fraction, so that the parts need not add up.
      Object.assign(find(open.state, "orders", key)?.values ?? {}, { total_shipping_tax_incl: "6.060000" });
      const { totals, quality, lines } = await open.read(key);
      expect([quality, totals.feesMinor]).toEqual(["exact", 0n]);
      expect(lines.reduce((sum, line) => sum + line.totalMinor, 0n)).toBe(totals.subtotalMinor);
    },
  );

  test("an order edited by hand whose sum is not its total keeps its total, and says that it is estimated", async () => {
    await using open = await openShop();
    const key = order(open);
    Object.assign(find(open.state, "orders", key)?.values ?? {}, { total_paid_tax_incl: "1.000000" });
    const { totals, quality } = await open.read(key);
    expect([totals.totalMinor, quality]).toEqual([100n, "estimated"]);
  });

  test("no secret of the customer is asked for or kept", async () => {
    await using open = await openShop();
    const key = order(open);
    const part = await open.read(key);
    const { customers } = open.ports;
    const reported = [part.raw];
    for await (const page of customers?.sweeps[0]?.run({ cursor: null }, open.ctx) ?? [])
      reported.push(...page.items.map(({ raw }) => raw));
    expect(JSON.stringify([reported, open.sandbox.calls.map(({ path }) => path)])).not.toMatch(
      /passwd|secure_key|\$2y/,
    );
    const requests = open.sandbox.calls.filter(({ path }) => path.includes("/customers"));
    for (const { path } of requests) expect(path).not.toContain("display=full");
  });

  test("an order without customer, address or rows is told, as incomplete", async () => {
    await using open = await openShop();
    const key = order(open);
    for (const table of ["customers", "addresses", "order_details"]) rowsOf(open.state, table).clear();
    expect(await open.read(key)).toMatchObject({ complete: false, lines: [], contact: { quality: "absent" } });
  });

  test("digits of other scripts, names of one word, regions", async () => {
    await using open = await openShop();
    open.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 9 }] });
    const customer = { name: "مريم", phone: "٠١٠٠١٢٣٤٥٦٧" };
    const key = open.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], customer });
    const address = [...rowsOf(open.state, "addresses").values()].at(-1);
    Object.assign(address?.values ?? {}, { id_country: "2", id_state: "1" });
    expect(await open.read(key)).toMatchObject({
      contact: { name: "مريم", phone: "+201001234567" },
      shippingAddress: { country: "EG", region: "New York" },
    });
  });

  test("orders of one cart share a payment: each has its part, to the cent", async () => {
    await using open = await openShop();
    const [one, two, three] = [order(open, "paid", 1), order(open, "paid", 2), order(open, "paid", 4)];
    const reference = text(find(open.state, "orders", one), "reference");
    const all = [one, two, three].map((key) => find(open.state, "orders", key));
    for (const stored of all) if (stored) stored.values.reference = reference;
    rowsOf(open.state, "order_payments").clear();
    insert(open.state, "order_payments", {
      order_reference: reference,
      id_currency: "1",
      amount: "102.49",
      payment_method: "Card",
    });
    const parts = [await open.read(one), await open.read(two), await open.read(three)];
    expect(parts.map(({ orderKey, number }) => [orderKey, number])).toEqual(
      [one, two, three].map((key) => [key, reference]),
    );
    const paid = parts.map(({ transactions }) => transactions?.map(({ amountMinor }) => amountMinor));
    expect(paid).toEqual([[1_750n], [3_000n], [5_499n]]);
    const keys = parts.flatMap(({ transactions }) => transactions?.map(({ key }) => key) ?? []);
    expect(new Set(keys).size).toBe(3);
  });

  test("a paid order that is cancelled keeps its money; a slip gives it back", async () => {
    await using open = await openShop();
    const key = order(open, "paid", 2);
    open.shop.cancelOrder(key);
    expect(await open.read(key)).toMatchObject({ status: "cancelled", financial: "paid", refunds: [] });
    insert(open.state, "order_slip", {
      id_order: key,
      id_customer: "1",
      total_products_tax_incl: "25.000000",
      total_shipping_tax_incl: "5.000000",
      partial: "0",
    });
    expect(await open.read(key)).toMatchObject({ status: "cancelled", financial: "refunded" });
  });

  test("one order that cannot be read does not hold up the others, and stays in sight", async () => {
    await using open = await openShop();
    const keys = [order(open), order(open), order(open)];
    const stored = find(open.state, "orders", keys[1] ?? "");
    if (stored) stored.values.total_paid_tax_incl = "many";
    const [sweep] = open.orders.sweeps;
    const pages = [];
    for await (const page of sweep?.run({ cursor: null }, open.ctx) ?? []) pages.push(page);
    expect(pages.flatMap(({ items }) => items.map(({ orderKey }) => orderKey))).toEqual([keys[0], keys[2]]);
    expect(pages.map(({ unreadKeys }) => unreadKeys?.length)).toEqual([1]);
  });

  test("an order on 8.x that left its error by an unlogged state holds no units", async () => {
    await using open = await openShop({ prepare: (state) => Object.assign(state, { version: "8.2.1" }) });
    const key = order(open, "pending");
    for (const to of [8, 10, 2]) {
      const id = insert(open.state, "order_histories", { id_order: key, id_order_state: String(to) });
      const { placeHistory } = await import("../../sandboxes/prestashop/orders.ts");
      placeHistory(open.state, id, false);
    }
    expect(open.shop.stockOf("MUG-1")).toBe(100);
    expect((await open.read(key)).lines[0]?.channelTook).toBe(0);
  });
});

describe("finding changes", () => {
  const run = async (open: Awaited<ReturnType<typeof openShop>>, cursor: string | null, since?: string) => {
    const [sweep] = open.orders.sweeps;
    let last = "";
    const keys: string[] = [];
    for await (const page of sweep?.run({ cursor, since }, open.ctx) ?? []) {
      keys.push(...page.items.map(({ orderKey }) => orderKey));
      last = page.cursor;
    }
    return { keys, cursor: last };
  };

  test("the cursor is the shop's own wall clock, ten minutes back, and every date goes with date=1", async () => {
    await using open = await openShop();
    order(open);
    const { cursor } = await run(open, null);
    // 11:00 in Cairo, two hours ahead of UTC.
    expect(new Date(JSON.parse(cursor.split("~")[1] ?? "").from).toISOString()).toMatch(/^2026-11-20T10:50:0/);
    await run(open, cursor);
    const requests = open.sandbox.calls.filter(({ path }) => path.includes("date_upd"));
    expect(requests.every(({ path }) => path.includes("date=1"))).toBe(true);
    expect(decodeURIComponent(requests.at(-1)?.path ?? "").replaceAll("+", " ")).toContain(
      "filter[date_upd]=>[2026-11-20 10:4",
    );
  });

  test("the hour that comes twice is read twice when the clocks are set back", async () => {
    // Paris: at 03:00 summer time it is 02:00 again.
    await using open = await inParis(Date.UTC(2026, 9, 25, 0, 50));
    const first = order(open);
    const { cursor } = await run(open, null);
    await open.clock.sleep(30 * 60_000);
    const second = order(open);
    expect(
      text(find(open.state, "orders", second), "date_upd") < text(find(open.state, "orders", first), "date_upd"),
    ).toBe(true);
    expect((await run(open, cursor)).keys).toContain(second);
  });

  test("a moment before the clocks are set back is asked for by the earlier reading", async () => {
    await using open = await inParis(Date.UTC(2026, 9, 25, 1, 20));
    // 02:20 for the second time; the hub asks from 02:55 for the first.
    const key = order(open);
    expect((await run(open, null, "2026-10-25T00:55:00Z")).keys).toEqual([key]);
  });

  test("the day before is read whole once a day: what was saved behind the cursor is found", async () => {
    await using open = await openShop();
    const first = order(open);
    const { cursor } = await run(open, null);
    const late = order(open);
    const stored = find(open.state, "orders", late);
    if (stored) stored.values.date_upd = "2026-11-20 10:40:00";
    const next = await run(open, cursor);
    expect(next.keys).not.toContain(late);
    await open.clock.sleep(20 * 3_600_000);
    expect((await run(open, next.cursor)).keys).not.toContain(late);
    await open.clock.sleep(4.1 * 3_600_000);
    const whole = await run(open, next.cursor);
    expect(whole.keys).toEqual(expect.arrayContaining([first, late]));
    expect((await run(open, whole.cursor)).keys).not.toContain(late);
  });

  test("a moment given by the hub becomes the shop's wall clock", async () => {
    await using open = await openShop();
    const key = order(open);
    expect((await run(open, null, "2026-11-20T08:30:00Z")).keys).toEqual([key]);
    expect((await run(open, null, "2026-11-20T09:30:00Z")).keys).toEqual([]);
  });

  test("a multistore's sweep reads only the shop's own orders", async () => {
    await using open = await openShop({
      values: { idShop: "2" },
      prepare: (state) => void insert(state, "shops", { name: "Outlet", active: "1", id_category: "2" }),
    });
    const [other, own] = [order(open), order(open)];
    const stored = find(open.state, "orders", own);
    if (stored) stored.values.id_shop = "2";
    expect((await run(open, null)).keys).toEqual([own]);
    expect((await open.read(other)).site).toBe("1");
  });

  test("a filter the shop ignores is drift, not a walk through everything", async () => {
    await using open = await openShop();
    order(open);
    const body = JSON.stringify({ orders: [{ id: 1, date_upd: "2020-01-01 00:00:00" }] });
    open.sandbox.faults.add({
      fault: { kind: "status", status: 200, body, headers: { "content-type": "application/json" } },
    });
    await expect(run(open, "2026-11-20T10:00:00.000Z|1")).rejects.toMatchObject({ kind: "drift" });
  });
});

test("lines and totals add up to the shop's total, whatever the rows' rounding", () => {
  const price = fc.integer({ min: 0, max: 10_000_000 }).map((micros) => (micros / 1_000_000).toFixed(6));
  const row = fc.record({ unit: price, quantity: fc.integer({ min: 1, max: 9 }) });
  const detail = ({ unit, quantity }: { unit: string; quantity: number }, index: number) =>
    detailSchema.parse({
      id: index + 1,
      id_order: 1,
      product_name: "x",
      product_quantity: quantity,
      unit_price_tax_incl: unit,
      total_price_tax_incl: (Number(unit) * quantity).toFixed(6),
      total_price_tax_excl: "0",
    });
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 6 }),
      price,
      price,
      price,
      fc.boolean(),
      fc.constantFrom("EUR", "JPY", "KWD"),
      (rows, discount, shipping, off, frees, currency) => {
        const details = rows.map(detail);
        const itemsTotal = rows.reduce((sum, one) => sum + Number(one.unit) * one.quantity, 0);
        const total = (Math.max(0, itemsTotal - Number(discount)) + Number(shipping) + Number(off)).toFixed(6);
        const reported = orderSchema.parse({
          id: 1,
          reference: "R",
          id_currency: 1,
          date_add: "",
          date_upd: "",
          total_paid_tax_incl: total,
          total_paid_tax_excl: total,
          total_paid_real: "0",
          total_products_wt: itemsTotal.toFixed(6),
          total_discounts_tax_incl: discount,
          total_shipping_tax_incl: shipping,
          total_wrapping_tax_incl: "0",
        });
        const { totals, lines } = moneyOf(reported, details, currency, frees);
        const { subtotalMinor, discountMinor, shippingMinor, feesMinor, totalMinor } = totals;
        const sum = (subtotalMinor ?? 0n) - (discountMinor ?? 0n) + (shippingMinor ?? 0n) + (feesMinor ?? 0n);
        const rest = (totalMinor ?? 0n) - sum;
        expect((rest < 0n ? -rest : rest) <= BigInt(rows.length + 4)).toBe(true);
        if (details.length > 0)
          expect([...lines.values()].reduce((sum, line) => sum + line.totalMinor, 0n)).toBe(
            (subtotalMinor ?? 0n) - (discountMinor ?? 0n),
          );
      },
    ),
  );
});

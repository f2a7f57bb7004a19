/** Registers through the interface: setting up, selling, counting the drawer. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PosHub, posHub } from "./testing-pos.ts";

let hub: PosHub["hub"];
let ana: PosHub["ana"];
let ok: PosHub["ok"];
let shop: PosHub["shop"];

beforeAll(async () => {
  ({ hub, ana, ok, shop } = await posHub());
});
afterAll(() => hub[Symbol.asyncDispose]());

describe("a register", () => {
  test("a register has what it needs to sell offline: rates, staff with verifiers, coins, its session [B17]", async () => {
    const { register, staff, session } = await shop({ prefix: "SET" });
    await ok("POST", "/pos/tax-rates", { tax: "VAT", rate: "19", country: "DE" });
    const setup = await ok("GET", `/pos/setup?registerId=${register.id}`);
    expect(setup).toMatchObject({
      register: { prefix: "SET", cashUnit: 1, discountLimit: 100, lastRun: 0 },
      place: { country: "DE" },
      taxRates: [{ tax: "VAT", rate: "19", taxClass: "standard" }],
      session: { id: session.id, floatMinor: 10_000 },
    });
    expect(setup.staff.find(({ id }: { id: string }) => id === staff.id).pin).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
    expect(setup.denominations.slice(0, 2)).toEqual([50_000, 20_000]);
    const swiss = await ok("POST", "/pos/registers", { name: "Basel", prefix: "CH1", currency: "CHF" });
    expect(swiss).toMatchObject({ cashUnit: 5, cashMode: "half_up" });
    const again = await ana.call("POST", "/api/pos/registers", { name: "Basel", prefix: "CH1" });
    expect([again.status, again.json.code]).toEqual([409, "POS_PREFIX_TAKEN"]);
    const twice = await ana.call("POST", "/api/pos/tax-rates", { tax: "VAT", rate: "20", country: "DE" });
    expect(twice.json.code).toBe("POS_TAX_RATE_EXISTS");
  });

  test("a register takes a PIN, and none for five minutes after five wrong ones", async () => {
    const staff = await ok("POST", "/pos/staff", { name: "Omar", pin: "1234" });
    const check = (pin: string) => ana.call("POST", `/api/pos/staff/${staff.id}/check`, { pin });
    expect((await check("1234")).json).toEqual({ isRight: true });
    for (let n = 0; n < 5; n++) expect((await check("9999")).json).toEqual({ isRight: false });
    expect((await check("1234")).json.code).toBe("POS_PIN_LOCKED");
    await hub.clock.advance(5 * 60_000 + 1);
    expect((await check("1234")).json).toEqual({ isRight: true });
    expect((await ana.call("POST", "/api/pos/staff", { name: "X", pin: "12a4" })).status).toBe(400);
    const together = await Promise.all(Array.from({ length: 20 }, () => check("9999")));
    const codes = together.map(({ json }) => json.code ?? json.isRight);
    expect(
      codes.filter((code) => code === false),
      "many at once are no more tries",
    ).toHaveLength(5);
    expect(codes.filter((code) => code === "POS_PIN_LOCKED")).toHaveLength(15);
  });
});

test("a manager's PIN has six digits, also of one who becomes a manager", async () => {
  const short = await ana.call("POST", "/api/pos/staff", { name: "Nour", pin: "4711", isManager: true });
  expect([short.status, short.json.code, short.json.details[0].field]).toEqual([422, "POS_PIN_SHORT", "pin"]);
  const staff = await ok("POST", "/pos/staff", { name: "Nour", pin: "4711" });
  const change = (body: object) => ana.call("PATCH", `/api/pos/staff/${staff.id}`, body);
  for (const body of [{ isManager: true }, { isManager: true, pin: "4712" }])
    expect((await change(body)).json.code).toBe("POS_PIN_SHORT");
  expect((await change({ isManager: true, pin: "471142" })).json.isManager).toBe(true);
  expect((await change({ name: "Nour A." })).status).toBe(200);
  expect((await change({ pin: "4711" })).json.code).toBe("POS_PIN_SHORT");
});

describe("the settings of a register", () => {
  test("the rounding of tax and cash decides what the server counts", async () => {
    const differences = async (fields: object, sale: object) => {
      const at = await shop(fields);
      const lines = [1, 2, 3].map(() => ({ ...at.line(1, { unitPrice: 99 }), variantId: null }));
      const [{ sale: stored }] = await at.send(at.sale(lines, sale));
      return stored.differences.map(({ figure }: { figure: string }) => figure);
    };
    // 0.99 with 19 %: 0.16 a line, 0.47 of 2.97 together.
    const totals = (tax: number) => ({ totals: { subtotal: 297, discount: 0, tax, total: 297 } });
    expect(await differences({ taxPer: "line" }, totals(48))).toEqual([]);
    expect(await differences({ taxPer: "receipt" }, totals(48))).toEqual(["tax"]);
    expect(await differences({ taxPer: "receipt" }, totals(47))).toEqual([]);
    const rounded = { ...totals(48), rounding: -2, payments: [{ key: "1", kind: "cash", amount: 295 }] };
    expect(await differences({ cashUnit: 5 }, rounded)).toEqual([]);
    expect(await differences({ cashUnit: 1 }, rounded)).not.toEqual([]);
  });

  test("a discount a sale used is counted once; one that was used up meanwhile is kept and told", async () => {
    const at = await shop();
    const { id: promotionId } = await ok("POST", "/discounts", {
      ...{ code: `ONE${at.register.prefix}`, title: "Once", limits: { uses: 1, perCustomer: null } },
      effect: { kind: "percent_basket", percent: "10", most: null },
    });
    const sale = () => {
      const discounts = [{ source: "coupon", promotionId, title: "Once", amount: 119 }];
      const paid = { payments: [{ key: "1", kind: "cash", amount: 1071 }] };
      return at.sale([at.line(1, { discounts })], {
        ...paid,
        totals: { subtotal: 1190, discount: 119, tax: 171, total: 1071 },
      });
    };
    const first = sale();
    expect((await at.send(first, first))[0].sale.differences).toEqual([]);
    expect((await ok("GET", `/discounts/${promotionId}`)).uses).toBe(1);
    const [{ sale: second }] = await at.send(sale());
    expect(second.differences).toMatchObject([{ figure: "discount", shown: "Once" }]);
    expect((await ok("GET", `/discounts/${promotionId}`)).uses).toBe(2);
  });
});

describe("a sale", () => {
  test("a sale is an order, paid and handed over, with its tax; its units leave the register's location [B17, E4.5]", async () => {
    const at = await shop();
    const sale = at.sale([at.line(2)], { customer: { name: "Mona", email: "mona@example.test" } });
    const [{ sale: stored }] = await at.send(sale);
    expect(stored).toMatchObject({ id: sale.id, short: [], differences: [], breaches: [] });
    expect(stored.orderNumber).toMatch(/^POS-\d+$/);
    const order = await ok("GET", `/orders/${stored.orderId}`);
    expect(order).toMatchObject({
      ...{ status: "completed", financial: "paid", fulfilment: "fulfilled", totalMinor: 2380, taxMinor: 380 },
      ...{ customerName: "Mona", tags: ["point-of-sale"] },
      lines: [{ quantity: 2, fulfilledQuantity: 2, taxMinor: 380, totalMinor: 2380 }],
      transactions: [{ kind: "sale", gateway: "cash", amountMinor: 2380 }],
    });
    expect(await at.onHand()).toBe(8);
    expect((await ok("GET", `/pos/registers/${at.register.id}`)).lastRun).toBe(1);
  });

  test("a sale counts once, however often and in whatever sequence it is sent [B17]", async () => {
    const at = await shop({}, 100);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 }),
        async (count, order) => {
          const before = await at.onHand();
          const sales = Array.from({ length: count }, () => at.sale([at.line(1)]));
          const sent = [...order.map((n) => sales[n % count] ?? sales[0]), ...sales];
          const answers = await Promise.all(sent.map((sale) => at.send(sale ?? {})));
          const ids = new Map<string, Set<string>>();
          for (const [{ sale }] of answers) ids.set(sale.id, (ids.get(sale.id) ?? new Set()).add(sale.orderId));
          expect([...ids.values()].map((orders) => orders.size)).toEqual(sales.map(() => 1));
          expect(await at.onHand()).toBe(before - count);
        },
      ),
      { numRuns: 6 },
    );
    expect(await ok("GET", `/pos/registers/${at.register.id}/journal/check`)).toMatchObject({ brokenAt: null });
  });

  test("a sale of the last unit, twice and offline, is stored twice; the second is flagged short with an alert [B17]", async () => {
    const at = await shop({}, 1);
    const [first, second] = [at.sale([at.line(1)], { offline: true }), at.sale([at.line(1)], { offline: true })];
    const [one, two] = await at.send(first, second);
    expect(one.sale.short).toEqual([]);
    expect(two.sale.short).toMatchObject([{ variantId: at.variantId, units: 1 }]);
    expect(await at.onHand()).toBe(-1);
    expect((await ok("GET", `/orders/${two.sale.orderId}`)).tags).toEqual(["point-of-sale", "oversold"]);
    const alerts = (await ok("GET", "/alerts?state=open")).items;
    expect(alerts.find(({ subjectId }: { subjectId: string }) => subjectId === two.sale.orderId)).toMatchObject({
      kind: "order_short",
      text: expect.stringContaining("1 × BAG-"),
    });
  });

  test("a sale counted otherwise on the device is stored, its order as the server counts, with an alert", async () => {
    const at = await shop({ discountLimit: 10, mayOverride: false });
    const off = { source: "line", title: "Scratched", amount: 190 };
    const sale = at.sale([at.line(1, { discounts: [off], priceBefore: 1290 })], {
      payments: [{ key: "1", kind: "card", amount: 1000, reference: "slip 7" }],
      totals: { subtotal: 1190, discount: 190, tax: 70, total: 1000 },
    });
    const [{ sale: stored }] = await at.send(sale);
    expect(stored.differences).toEqual([{ figure: "tax", shown: 70, counted: 160 }]);
    expect(stored.breaches).toEqual(["discount_limit", "price_override"]);
    expect(await ok("GET", `/orders/${stored.orderId}`)).toMatchObject({
      totalMinor: 1000,
      taxMinor: 160,
      discountMinor: 190,
    });
    const alerts = (await ok("GET", "/alerts?state=open")).items;
    expect(alerts.find(({ subjectId }: { subjectId: string }) => subjectId === stored.orderId)?.kind).toBe(
      "order_total_differs",
    );
  });

  test("a sale of something that does not exist is refused alone, and the others are stored", async () => {
    const at = await shop();
    const [existing, strange] = [at.sale([at.line(1)]), at.sale([at.line(1)], { sessionId: randomUUID() })];
    const unreadable = { ...at.sale([at.line(1)]), lines: "none" };
    const results = await at.send(existing, strange, unreadable);
    expect(results.map((each: { ok: boolean; error?: { code: string } }) => each.error?.code ?? each.ok)).toEqual([
      true,
      "POS_SESSION_NOT_FOUND",
      "REQUEST_INVALID",
    ]);
  });

  test("a sale that is sent from another location waits there to be shipped", async () => {
    const at = await shop();
    const there = await shop();
    await ok("POST", "/inventory/levels", {
      items: [{ variantId: at.variantId, locationId: there.location.id, onHand: 3 }],
    });
    const address = { line1: "Harbour 1", city: "Bremen", country: "DE" };
    const sale = at.sale([at.line(2)], { deliverFrom: { locationId: there.location.id, address } });
    const [{ sale: stored }] = await at.send(sale);
    const order = await ok("GET", `/orders/${stored.orderId}`);
    expect(order).toMatchObject({ status: "confirmed", financial: "paid", fulfilment: "unfulfilled" });
    expect(await at.onHand()).toBe(10);
    const level = await ok("GET", `/inventory/levels?variantId=${at.variantId}&locationId=${there.location.id}`);
    expect(level.items[0]).toMatchObject({ onHand: 3, reserved: 2 });
  });
});

describe("a session", () => {
  test("a session is counted blind and closed with its difference; what comes late is not in its Z report [B17]", async () => {
    const at = await shop();
    await at.send(
      at.sale([at.line(1)]),
      at.sale([at.line(1)], { payments: [{ key: "1", kind: "card", amount: 1190 }] }),
    );
    const move = { id: randomUUID(), direction: "out", amountMinor: 500, reason: "Milk", staffId: at.staff.id };
    for (let n = 0; n < 2; n++) await ok("POST", `/pos/sessions/${at.session.id}/cash`, move);
    const counts = [
      { value: 5000, count: 2 },
      { value: 200, count: 3 },
    ];
    const close = { staffId: at.staff.id, counts };
    const closed = await ok("POST", `/pos/sessions/${at.session.id}/close`, close);
    expect(closed).toMatchObject({
      ...{ zNumber: 1, expectedMinor: 10_690, countedMinor: 10_600, differenceMinor: -90 },
      report: { salesCount: 2, sales: 2380, tax: 380, paidOut: 500, payments: [{ kind: "cash" }, { kind: "card" }] },
    });
    expect(await ok("POST", `/pos/sessions/${at.session.id}/close`, close)).toMatchObject({ zNumber: 1 });
    const [{ sale: late }] = await at.send(at.sale([at.line(1)], { offline: true }));
    expect(late.isLate).toBe(true);
    const after = await ok("GET", `/pos/sessions/${at.session.id}`);
    expect(after).toMatchObject({ lateCount: 1, report: { salesCount: 2 } });
    const again = await ana.call("POST", `/api/pos/sales/${late.id}/void`, { staffId: at.staff.id, reason: "Late" });
    expect(again.json.code).toBe("POS_SESSION_CLOSED");
    const next = { ...at.session, id: randomUUID() };
    await ok("POST", "/pos/sessions", next);
    const second = await ana.call("POST", "/api/pos/sessions", { ...next, id: randomUUID() });
    expect(second.json.code).toBe("POS_SESSION_OPEN");
  });

  test("a session has a journal that shows where it was changed behind its back", async () => {
    const at = await shop();
    await at.send(at.sale([at.line(1)]), at.sale([at.line(1)]));
    const check = () => ok("GET", `/pos/registers/${at.register.id}/journal/check`);
    expect(await check()).toEqual({ entries: 3, brokenAt: null });
    const { owner } = hub.db;
    const change =
      "update argosy.pos_journal set data = replace(data, '1190', '190') where register_id = $1 and seq = 2";
    await expect(owner.run(change, [at.register.id])).rejects.toThrow("never changed");
    await owner.run("alter table argosy.pos_journal disable trigger pos_journal_stays");
    await owner.run(change, [at.register.id]);
    await owner.run("alter table argosy.pos_journal enable trigger pos_journal_stays");
    expect(await check()).toEqual({ entries: 1, brokenAt: 2 });
  });
});

/** Billing cycles as settlements: what the operator transfers, and what of it each order brought. */
import { describe, expect, test } from "vitest";
import { differencesOf } from "../../commerce/reconciliation.ts";
import type { ChannelSettlement } from "../../commerce/settlement.ts";
import { collect } from "../kit/conformance/bench.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { mugs, openShop, partOf } from "./testing.ts";

type Shop = Awaited<ReturnType<typeof openShop>>;

const cyclesOf = ({ connection }: Shop, cursor?: string) =>
  collect(must(portOf(connection, "fees").settlements?.[0]), connection.ctx, cursor === undefined ? {} : { cursor });

/** A turn that ends after one page. */
async function cyclePage({ connection }: Shop, cursor: string | null) {
  const sweep = must(portOf(connection, "fees").settlements?.[0]);
  for await (const page of sweep.run({ cursor }, connection.ctx)) return page;
  throw new Error("a sweep has a page");
}

const sumOf = ({ lines }: ChannelSettlement): bigint =>
  lines.reduce((sum, { kind, amount }) => (kind === "payout" ? sum : sum + amount.minor), 0n);

function settledOrder({ sandbox }: Shop, quantity = 3): string {
  const key = sandbox.shop.placeOrder({ ...mugs(quantity), payment: "paid" });
  must(sandbox.shop.refundOrder)(key, [{ sku: "MUG-1", quantity: 1, restock: false }]);
  must(sandbox.shop.settleOrder)(key);
  return key;
}

describe("a billing cycle", () => {
  test("a settlement with taxes the operator remits is paid to the cent, and its order differs in nothing", async () => {
    for (const taxMode of ["TAX_EXCLUDED", "TAX_INCLUDED"] as const) {
      await using shop = await openShop({ taxMode, remitsTaxes: true });
      const key = settledOrder(shop);
      const [cycle] = (await cyclesOf(shop)).items;
      expect(sumOf(must(cycle))).toBe(cycle?.amount.minor);
      expect(cycle?.paidAt).toBeDefined();
      const { totals, refunds } = await partOf(shop, key);
      const [refund] = refunds;
      const withheld = cycle?.lines.filter(({ kind }) => kind === "withheld_tax").map(({ amount }) => amount.minor);
      // 3 x 12.50 and shipping of 5.00, a fifth of each as tax on top, a sixth in it; of one unit it comes back. The tax
      // is in none of the seller's figures.
      expect([totals.totalMinor, refund?.amountMinor, withheld]).toEqual(
        taxMode === "TAX_EXCLUDED" ? [4_250n, 1_250n, [-750n, -100n, 250n]] : [3_542n, 1_042n, [-625n, -83n, 208n]],
      );
      const lines = must(cycle).lines.filter(({ orderKey }) => orderKey === key);
      const order = { ...{ platformPaidMinor: 0n, addedTaxMinor: 0n, isOver: false, isLate: true, expectedFees: [] } };
      const { totalMinor } = totals;
      const refundedMinor = must(refund).amountMinor;
      const figures = lines.map(({ kind, amount }) => ({ kind, amountMinor: amount.minor }));
      expect(differencesOf({ ...order, totalMinor, refundedMinor, lines: figures }, 0n)).toEqual([]);
    }
  });

  test("a settlement comes again until it is paid, and then no more", async () => {
    await using shop = await openShop();
    settledOrder(shop);
    const [stored] = shop.sandbox.state.cycles;
    must(stored).state = "FAILED";
    const first = await cyclesOf(shop);
    expect(first.items.map(({ paidAt }) => paidAt)).toEqual([undefined]);
    must(stored).state = "PAID";
    await shop.clock.sleep(86_400_000);
    const second = await cyclesOf(shop, must(first.cursor));
    expect(second.items.map(({ key, paidAt }) => [key, paidAt !== undefined])).toEqual([[stored?.id, true]]);
    await shop.clock.sleep(86_400_000);
    expect((await cyclesOf(shop, must(second.cursor))).items).toEqual([]);
  });

  test("a settlement is read whole or not at all, and a stopped reading goes on behind what it reported", async () => {
    await using shop = await openShop();
    for (let count = 0; count < 3; count += 1) settledOrder(shop, 2);
    const sweep = must(portOf(shop.connection, "fees").settlements?.[0]);
    const cursors: string[] = [];
    for await (const { items, cursor, safeToSave } of sweep.run({ cursor: null }, shop.connection.ctx)) {
      expect(safeToSave).toBe(true);
      if (items.length > 0) cursors.push(cursor);
      if (cursors.length === 2) break;
    }
    const ids = shop.sandbox.state.cycles.map(({ id }) => id);
    const rest = await cyclesOf(shop, must(cursors[1]));
    expect(rest.items.map(({ key }) => key)).toEqual(ids.slice(2));
    const [cycle] = rest.items;
    expect(cycle && sumOf(cycle)).toBe(cycle?.amount.minor);
  });

  test("a settlement reports shipping the operator pays as a cost, and names what it does not know", async () => {
    await using shop = await openShop();
    const key = settledOrder(shop);
    const { transactions } = shop.sandbox.state;
    const [one] = transactions;
    for (const [type, minor] of [
      ["OPERATOR_PAID_ORDER_SHIPPING_AMOUNT", -500n],
      ["RESERVE_FUNDING", -100n],
      ["SOMETHING_NEW", -1n],
    ] as const)
      transactions.push({ ...must(one), id: type, type, minor, orderId: key });
    const [cycle] = (await cyclesOf(shop)).items;
    expect(cycle?.lines.slice(-3).map(({ kind }) => kind)).toEqual(["shipping_forward", "reserve", "other"]);
    expect(shop.connection.drifts.map(({ value }) => value)).toContain("SOMETHING_NEW");
  });

  test("a first reading over many turns asks for the list of cycles once, and for each cycle once", async () => {
    await using shop = await openShop();
    for (let count = 0; count < 9; count += 1) settledOrder(shop, 1);
    const keys: string[] = [];
    let cursor: string | null = null;
    for (let turn = 0; turn < 11; turn += 1) {
      const page = await cyclePage(shop, cursor);
      keys.push(...page.items.map(({ key }) => key));
      cursor = page.cursor;
    }
    expect(keys).toEqual(shop.sandbox.state.cycles.map(({ id }) => id));
    expect(shop.sandbox.calls.filter(({ path }) => path.includes("seller-billing-cycles"))).toHaveLength(1);
  });

  test("a right the key lacks ends the day's reading and is named, and cycles are read from the first one once it is there", async () => {
    for (const [path, right] of [
      ["/api/seller-billing-cycles", "administrator (SBC11)"],
      ["/api/sellerpayment/transactions_logs", "accountancy (TL02)"],
    ] as const) {
      await using shop = await openShop();
      for (let count = 0; count < 3; count += 1) settledOrder(shop, 1);
      shop.sandbox.faults.add({ path, fault: { kind: "status", status: 403 } });
      const first = await cyclesOf(shop);
      expect(first.items).toEqual([]);
      expect(shop.connection.drifts.map(({ value }) => value)).toEqual([right]);
      expect(shop.sandbox.calls.filter((call) => call.path.startsWith(path))).toHaveLength(1);
      shop.sandbox.faults.clear();
      await shop.clock.sleep(86_400_000);
      expect((await cyclesOf(shop, must(first.cursor))).items).toHaveLength(3);
    }
  });
});

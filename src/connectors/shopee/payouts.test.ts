import { expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { withdrawals } from "./payouts.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const at = (hour: number) => NOW / 1000 - 48 * 3_600 + hour * 3_600;

interface Row {
  readonly transaction_type: string;
  readonly amount: number;
  readonly current_balance: number;
  readonly create_time: number;
  readonly order_sn?: string;
  readonly withdrawal_id?: number;
}

/** A shop whose wallet has these entries; `isOffset`: page_no is the entry to begin from. */
function shop(rows: readonly Row[], { isOffset = false, size = 100 } = {}) {
  const calls: string[] = [];
  const json = async ({ query = [] }: { query?: readonly (readonly [string, string])[] }) => {
    const reported = Object.fromEntries(query);
    const [from, to, page] = ["create_time_from", "create_time_to", "page_no"].map((name) => Number(reported[name]));
    const found = rows.filter(({ create_time: time }) => time >= (from ?? 0) && time <= (to ?? 0)).toReversed();
    const begin = isOffset ? (page ?? 0) : (page ?? 0) * size;
    calls.push(String(page));
    const body = { transaction_list: found.slice(begin, begin + size), more: found.length > begin + size };
    return { status: 200, headers: {}, body: { error: "", response: body } as unknown as Json };
  };
  const connection = { facts: { currency: "SGD" }, settings: {} };
  return {
    calls,
    ctx: { connection, http: { json }, shopNow: () => NOW, drift: () => undefined, log: console } as unknown as Context,
  };
}

async function told(ctx: Context, cursor: string | null = null) {
  const sweep = withdrawals(async ({ key }) => [
    {
      key: `${key}:commission_fee`,
      orderKey: key,
      kind: "commission",
      amount: { minor: 100n, currency: "SGD" },
      at: "",
      text: "Commission",
      raw: {},
    },
  ]);
  const settlements = new Map<string, { amount: bigint; paid: bigint; lines: string[] }>();
  let last = cursor ?? "";
  for await (const page of sweep.run({ cursor }, ctx)) {
    if (page.safeToSave) last = page.cursor;
    for (const { key, amount, lines } of page.items) {
      const cached = settlements.get(key) ?? { amount: amount.minor, paid: 0n, lines: [] };
      for (const line of lines) {
        if (line.kind !== "payout") cached.paid += line.amount.minor;
        cached.lines.push(`${line.kind} ${line.orderKey ?? "-"} ${line.amount.minor}`);
      }
      settlements.set(key, cached);
    }
  }
  return { settlements, cursor: last };
}

const order = (sn: string, amount: number, balance: number, hour: number): Row => ({
  ...{ transaction_type: "ESCROW_VERIFIED_ADD", amount, current_balance: balance, create_time: at(hour), order_sn: sn },
});
const withdrawal = (id: number, amount: number, balance: number, hour: number): Row => ({
  ...{ transaction_type: "WITHDRAWAL_CREATED", amount: -amount, current_balance: balance, create_time: at(hour) },
  withdrawal_id: id,
});

test("a withdrawal is what came in since the one before, with the balances at both ends", async () => {
  const adjustment = { transaction_type: "ADJUSTMENT_MINUS", amount: -2, current_balance: 12, create_time: at(2) };
  const rows = [order("A", 9, 14, 1), adjustment, withdrawal(7, 10, 2, 3), order("B", 4, 6, 4), withdrawal(8, 6, 0, 5)];
  const { settlements, cursor } = await told(shop(rows).ctx);
  expect([...settlements].map(([key, { amount, paid }]) => [key, amount, paid])).toEqual([
    ["7", 1_000n, 1_000n],
    ["8", 600n, 600n],
  ]);
  // The order's 9 are its price of 10 less a commission of 1; 5 lay there before and 2 stay.
  expect(settlements.get("7")?.lines).toEqual([
    ...["sale A 1000", "commission A -100", "adjustment - -200", "payout - -1000", "reserve - 500", "reserve - -200"],
  ]);
  expect(cursor).toBe(String(at(5) + 1));
  expect((await told(shop(rows).ctx, cursor)).settlements.size).toBe(0);
});

test.each([true, false])("all pages are read, also where page_no is an entry to begin from: %s", async (isOffset) => {
  const rows = Array.from({ length: 250 }, (_, n) => order(`O${n}`, 1, n + 1, n / 100));
  const { ctx, calls } = shop([...rows, withdrawal(9, 250, 0, 10)], { isOffset });
  const { settlements } = await told(ctx);
  expect(settlements.get("9")).toMatchObject({ amount: 25_000n, paid: 25_000n });
  expect(settlements.get("9")?.lines.filter((line) => line.startsWith("sale"))).toHaveLength(250);
  expect(calls.length).toBeLessThan(15);
});

test("money in the wallet that is not paid out yet waits for its withdrawal", async () => {
  const { settlements, cursor } = await told(shop([order("A", 9, 9, 1)]).ctx);
  expect(settlements.size).toBe(0);
  expect(Number(cursor)).toBeLessThan(at(1));
});

test("an entry nobody can read is set aside by its time, what it came to is a line of its own, and the next withdrawal is read", async () => {
  const odd = { ...order("B", 4, 6, 4), amount: "4,00" as unknown as number };
  const { ctx } = shop([order("A", 9, 9, 1), withdrawal(7, 9, 0, 2), odd, order("C", 1, 5, 5), withdrawal(8, 5, 0, 6)]);
  const drifts: string[] = [];
  const noted = { ...ctx, drift: ({ path }: { readonly path: string }) => void drifts.push(path) };
  const { settlements } = await told(noted);
  expect([...settlements].map(([key, { amount, paid }]) => [key, amount, paid])).toEqual([
    ["7", 900n, 900n],
    ["8", 500n, 500n],
  ]);
  expect(drifts).toContain(`wallet entry of ${at(4)}`);
});

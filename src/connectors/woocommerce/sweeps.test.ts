import { describe, expect, it } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { WooSandbox } from "../../sandboxes/woocommerce/index.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { type TestShop, withShop } from "./testing.ts";

/** All pages of the sweep of changed orders. */
async function changed(
  { ports, ctx }: TestShop,
  cursor: string | null,
  since?: string,
): Promise<SweepPage<OrderPart>[]> {
  const pages: SweepPage<OrderPart>[] = [];
  for await (const page of ports.orders?.sweeps[0]?.run({ cursor, since }, ctx) ?? []) pages.push(page);
  return pages;
}

const keys = (pages: readonly SweepPage<OrderPart>[]) =>
  pages.flatMap((page) => page.items.map((part) => part.orderKey));

function orders(sandbox: WooSandbox, count: number, at: (index: number) => number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
    const order = sandbox.state.orders.get(Number(key));
    if (order) order.modified = at(index);
    return key;
  });
}

const goods = (sandbox: WooSandbox) =>
  void sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "5.00", stock: 1000 }] });
const START = Date.UTC(2026, 10, 20, 6);

/** The shop seen at another time of ours. */
function at(shop: TestShop, clock: { readonly now: number }): TestShop {
  const now = () => clock.now;
  return { ...shop, ctx: { ...shop.ctx, clock: { ...shop.ctx.clock, now }, shopNow: now } };
}

describe("walking what changed", () => {
  it("a walk requests UTC without a Z beside the flag: in Cairo the two together hide two hours of changes", async () => {
    await withShop(
      async (shop) => {
        const [key] = orders(shop.sandbox, 1, () => START);
        shop.seen();
        const since = new Date(START - 60_000).toISOString();
        expect(keys(await changed(shop, null, since))).toEqual([key]);
        const call = new URLSearchParams(shop.sandbox.calls.at(-1)?.path.split("?")[1]);
        expect([call.get("modified_after"), call.get("dates_are_gmt")]).toEqual(["2026-11-20T05:59:00", "true"]);
        // The same boundary with a Z, asked of the shop directly, finds nothing.
        const wrong = await shop.ctx.http.json({
          method: "GET",
          url: "wc/v3/orders",
          operation: "t",
          query: [
            ["modified_after", "2026-11-20T05:59:00Z"],
            ["dates_are_gmt", "true"],
          ],
        });
        expect(wrong.body).toEqual([]);
        const fallback = await shop.ctx.http.json({
          method: "GET",
          url: "wc/v3/orders",
          operation: "t",
          query: [["modified_after", "2026-11-20T05:59:00Z"]],
        });
        expect(fallback.body).toHaveLength(1);
      },
      { prepare: goods },
    );
  });

  it("a walk starts two minutes before the newest change of the last, by the shop's clock", async () => {
    await withShop(
      async (shop) => {
        orders(shop.sandbox, 3, (index) => START + index * 60_000);
        const pages = await changed(at(shop, { now: START + 180_000 }), null);
        expect(pages.at(-1)?.cursor).toBe("2026-11-20T06:00:00|1");
        expect(await changed(shop, pages.at(-1)?.cursor ?? "").then(keys)).toHaveLength(2);
      },
      { prepare: goods },
    );
  });

  it("a walk loses nothing when 250 orders share one second and others surround them", async () => {
    await withShop(
      async (shop) => {
        const made = [
          ...orders(shop.sandbox, 30, (index) => START - 100_000 + index * 1000),
          ...orders(shop.sandbox, 250, () => START),
          ...orders(shop.sandbox, 30, (index) => START + 1000 + index * 1000),
        ];
        const found = keys(await changed(shop, null));
        expect(new Set(found)).toEqual(new Set(made));
        expect(found.length).toBe(made.length);
      },
      { prepare: goods },
    );
  });

  it("a walk goes on where it was killed, page by page", async () => {
    await withShop(
      async (shop) => {
        const made = orders(shop.sandbox, 230, (index) => START + Math.floor(index / 7) * 1000);
        const [first] = await changed(shop, null);
        const rest = await changed(shop, first?.cursor ?? null);
        expect(new Set([...(first?.items.map((part) => part.orderKey) ?? []), ...keys(rest)])).toEqual(new Set(made));
      },
      { prepare: goods },
    );
  });

  it("a walk imports no abandoned checkout and nothing from the trash", async () => {
    await withShop(
      async (shop) => {
        const [draft, trash, real] = orders(shop.sandbox, 3, () => START);
        const set = (key: string | undefined, status: string) =>
          Object.assign(shop.sandbox.state.orders.get(Number(key)) ?? {}, { status });
        set(draft, "checkout-draft");
        set(trash, "trash");
        expect(keys(await changed(shop, null))).toEqual([real]);
        expect(await shop.ports.orders?.get(draft ?? "", shop.ctx)).toBeNull();
      },
      { prepare: goods },
    );
  });

  it("a walk falls back on the day of creation for shops too old to filter by change", async () => {
    await withShop(
      async (shop) => {
        const [key] = orders(shop.sandbox, 1, () => START);
        const old = { ...shop.ctx, connection: { ...shop.info, facts: { ...shop.info.facts, modifiedFilter: false } } };
        const pages: SweepPage<OrderPart>[] = [];
        for await (const page of shop.ports.orders?.sweeps[0]?.run(
          { cursor: null, since: "2026-01-01T00:00:00Z" },
          old,
        ) ?? [])
          pages.push(page);
        expect(keys(pages)).toEqual([key]);
        const call = new URLSearchParams(shop.sandbox.calls.at(-1)?.path.split("?")[1]);
        expect([call.get("after"), call.get("dates_are_gmt"), call.get("orderby")]).toEqual([
          "2026-01-01T00:00:00Z",
          null,
          "date",
        ]);
      },
      { prepare: goods },
    );
  });

  it("a walk finds the parent of a variation whose stock an order moved", async () => {
    await withShop(async (shop) => {
      const { sandbox, ports, ctx } = shop;
      const { key } = sandbox.shop.addProduct({
        title: "Shirt",
        variants: [
          { sku: "S", price: "20.00", stock: 5, option: "S" },
          { sku: "M", price: "20.00", stock: 5, option: "M" },
        ],
      });
      for (const product of sandbox.state.products.values()) product.modified = START;
      await ctx.clock.sleep(5_000);
      sandbox.shop.placeOrder({ lines: [{ sku: "M", quantity: 2 }] });
      const found: string[] = [];
      for await (const page of ports.products?.sweeps[0]?.run({ cursor: "2026-11-20T06:00:01|1" }, ctx) ?? [])
        found.push(
          ...page.items.flatMap((product) =>
            product.variants.map((variant) => `${product.key} ${variant.sku} ${variant.levels?.[0]?.available}`),
          ),
        );
      expect(found).toEqual([`${key} S 5`, `${key} M 3`]);
    });
  });

  it("a walk makes one call a poll in a quiet shop, and still finds changes of the newest second", async () => {
    const clock = { now: START };
    await withShop(
      async (shop) => {
        const quiet = at(shop, clock);
        const [, , last = ""] = orders(shop.sandbox, 3, () => START);
        for (const key of [last]) shop.sandbox.shop.refundOrder?.(key, [{ sku: "MUG", quantity: 1, restock: true }]);
        const rows = [...shop.sandbox.state.orders.values()];
        for (const row of rows) row.modified = START;
        let cursor: string | null = null;
        const poll = async () => {
          const pages: readonly SweepPage<OrderPart>[] = await changed(quiet, cursor);
          cursor = pages.at(-1)?.cursor ?? null;
          clock.now += 300_000;
          return keys(pages);
        };
        expect(await poll()).toHaveLength(3);
        expect(await poll()).toHaveLength(3);
        expect(await poll()).toHaveLength(3);
        shop.seen();
        for (let polls = 0; polls < 12; polls += 1) expect(await poll()).toEqual([]);
        expect(shop.seen()).toEqual(Array.from({ length: 12 }, () => "GET /wp-json/wc/v3/orders"));
        // A row saved late with the same time, and one of them changed.
        const late = orders(shop.sandbox, 1, () => START);
        expect(await poll()).toEqual(late);
        const [first] = rows;
        if (first) first.modified = clock.now;
        expect(await poll()).toEqual([String(first?.id)]);
        // The newest one is deleted: the mark does not walk back.
        shop.sandbox.state.orders.delete(first?.id ?? 0);
        for (let polls = 0; polls < 12; polls += 1) expect(await poll()).toEqual([]);
      },
      { prepare: goods },
    );
  });

  it.each([
    // PHP reads the hour shown twice as its second showing in Berlin, and as its first in New York.
    ["Europe/Berlin", Date.UTC(2027, 9, 31, 1)],
    ["America/New_York", Date.UTC(2027, 10, 7, 6)],
    // The hour left out, as UTC names it: in Berlin an hour after the change, in New York five before.
    ["Europe/Berlin", Date.UTC(2027, 2, 28, 2)],
    ["America/New_York", Date.UTC(2027, 2, 14, 2)],
  ])("a walk finds every order of the night the clocks change in %s", async (zone, change) => {
    await withShop(
      async (shop) => {
        Object.assign(shop.sandbox.state, { zone });
        const zoned = { ...shop.info, facts: { ...shop.info.facts, timeZone: zone } };
        const there = { ...shop, ctx: { ...shop.ctx, connection: zoned } };
        const made: string[] = [];
        const found = new Set<string>();
        let cursor: string | null = null;
        for (let minutes = -120; minutes <= 150; minutes += 15) {
          await shop.ctx.clock.sleep(change + minutes * 60_000 - shop.ctx.clock.now());
          made.push(shop.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] }));
          // The quiet night's polls, and one that comes after two hours.
          if (minutes > -60 && minutes < 60 && minutes % 30 !== 0) continue;
          const pages: readonly SweepPage<OrderPart>[] = await changed(there, cursor);
          cursor = pages.at(-1)?.cursor ?? null;
          for (const key of keys(pages)) found.add(key);
        }
        expect(made.filter((key) => !found.has(key))).toEqual([]);
      },
      { prepare: goods },
    );
  });
});

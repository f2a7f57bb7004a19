import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import type { OrderCommand } from "../kit/contract/ports.ts";
import { attemptCommand, readPart } from "../kit/testing/commands.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { place, shopWith } from "./testing.ts";

const eur = (minor: bigint) => ({ minor, currency: "EUR" });

describe("status", () => {
  it("an unpaid order does not go to processing, which would book it as paid", async () => {
    await shopWith(async (shop) => {
      const key = place(shop, 1, "pending");
      expect(await attemptCommand(shop, key, { kind: "status", status: "confirmed" })).toMatchObject({
        state: "done",
        order: { platformStatus: "on-hold", financial: "pending" },
      });
    });
  });
  it("a completed order is not set back, though the shop would restock it", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      await attemptCommand(shop, key, { kind: "status", status: "completed" });
      shop.seen();
      expect(await attemptCommand(shop, key, { kind: "status", status: "pending" })).toMatchObject({
        state: "rejected",
        code: "transition",
      });
      expect(shop.seen().some((call) => call.startsWith("PUT"))).toBe(false);
      expect(shop.sandbox.shop.stockOf("MUG")).toBe(98);
    });
  });
  it("an order in the trash is reported gone instead of being restored by a write", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      Object.assign(shop.sandbox.state.orders.get(Number(key)) ?? {}, { status: "trash" });
      const order = {
        key,
        number: key,
        currency: "EUR",
        status: "processing" as const,
        platformStatus: "processing",
        lines: [],
      };
      expect(await attemptCommand(shop, order, { kind: "status", status: "completed" })).toMatchObject({
        state: "rejected",
        code: "order_gone",
      });
      expect(shop.sandbox.state.orders.get(Number(key))?.status).toBe("trash");
    });
  });
});

describe("cancel and notes", () => {
  it("a cancellation restocks in the shop, and moves no money", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      expect(shop.sandbox.shop.stockOf("MUG")).toBe(98);
      const command: OrderCommand = {
        kind: "cancel",
        reason: "customer",
        restock: true,
        notifyCustomer: false,
        note: "Changed her mind",
      };
      expect(await attemptCommand(shop, key, command)).toMatchObject({
        state: "done",
        order: {
          status: "cancelled",
          financial: "paid",
          lines: [
            { quantity: 0, channelTook: 0 },
            { quantity: 0, channelTook: 0 },
          ],
        },
      });
      expect(shop.sandbox.shop.stockOf("MUG")).toBe(100);
      expect([...shop.sandbox.state.notes.values()].find((note) => note.text === "Changed her mind")).toMatchObject({
        forCustomer: false,
      });
    });
  });
  it("a note is searched for before it is written again, also behind a hundred others", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      const say: OrderCommand = { kind: "note", text: "Hello", visibleToCustomer: false };
      await attemptCommand(shop, key, say);
      for (let index = 0; index < 120; index += 1)
        await attemptCommand(shop, key, { kind: "note", text: `n${index}`, visibleToCustomer: false });
      await attemptCommand(shop, key, say, { uncertain: true });
      expect([...shop.sandbox.state.notes.values()].filter((note) => note.text === "Hello")).toHaveLength(1);
    });
  });
});

describe("refund", () => {
  const refund = (
    minor: bigint,
    lines: readonly { lineKey: string; quantity: number; restock: boolean }[] = [],
    moveMoney = false,
  ): OrderCommand => ({ kind: "refund", amount: eur(minor), lines, moveMoney, reason: "Damaged" });

  it("a refund moves neither money nor stock unless requested", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      const [mug] = (await readPart(shop, key)).lines;
      const stock = shop.sandbox.shop.stockOf("MUG");
      expect(
        await attemptCommand(shop, key, refund(1210n, [{ lineKey: mug?.key ?? "", quantity: 1, restock: false }])),
      ).toMatchObject({ state: "done", order: { financial: "partially_refunded", refunds: [{ amountMinor: 1210n }] } });
      const sent = shop.sandbox.calls.find(
        (call) => call.path.split("?")[0]?.endsWith("/refunds") && call.method === "POST",
      );
      expect(JSON.parse(sent?.requestBody ?? "{}")).toMatchObject({
        amount: "12.10",
        api_refund: false,
        api_restock: false,
        line_items: [{ quantity: 1, refund_total: 10, refund_tax: [{ id: 1, refund_total: 2.1 }] }],
      });
      expect(shop.sandbox.shop.stockOf("MUG")).toBe(stock);
    });
  });
  it("a refund caps money and quantity, which the shop does not", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      const [mug] = (await readPart(shop, key)).lines;
      const total = (await readPart(shop, key)).totals.totalMinor ?? 0n;
      const line = (quantity: number) => [{ lineKey: mug?.key ?? "", quantity, restock: true }];
      expect(await attemptCommand(shop, key, refund(total + 1n))).toMatchObject({ state: "rejected", code: "refund" });
      expect(await attemptCommand(shop, key, refund(0n))).toMatchObject({ state: "rejected" });
      expect(await attemptCommand(shop, key, refund(100n, line(50)))).toMatchObject({
        state: "rejected",
        text: textWith("only 2"),
      });
      expect(
        await attemptCommand(shop, key, refund(100n, [{ lineKey: "999", quantity: 1, restock: false }])),
      ).toMatchObject({
        state: "rejected",
      });
      await attemptCommand(shop, key, refund(1210n, line(1)), { idempotencyKey: "a" });
      expect(await attemptCommand(shop, key, refund(1210n, line(2)), { idempotencyKey: "b" })).toMatchObject({
        state: "rejected",
        text: textWith("only 1"),
      });
      expect(shop.sandbox.shop.stockOf("MUG")).toBe(99);
    });
  });
  it("a refund reports both quantities of units that come back and units that do not, whatever is paid for them", async () => {
    const both = (back = "", out = "") => [
      { lineKey: back, quantity: 1, restock: true },
      { lineKey: out, quantity: 1, restock: false },
    ];
    await shopWith(async (shop) => {
      const key = place(shop);
      const [mug, cup] = (await readPart(shop, key)).lines;
      // The amount is the mug's alone: the cup is lost without pay.
      const result = await attemptCommand(shop, key, refund(1210n, both(mug?.key, cup?.key)));
      expect(result).toMatchObject({ state: "done" });
      expect(["MUG", "CUP"].map((sku) => shop.sandbox.shop.stockOf(sku))).toEqual([99, 99]);
      const { refunds } = await readPart(shop, key);
      expect(refunds.flatMap((one) => one.lines)).toEqual(
        expect.arrayContaining([
          { lineKey: mug?.key, quantity: 1, restocked: true },
          { lineKey: cup?.key, quantity: 1, restocked: false },
        ]),
      );
      expect(refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(1210n);
    });
    await shopWith(async (shop) => {
      const key = place(shop);
      const [mug] = (await readPart(shop, key)).lines;
      expect(await attemptCommand(shop, key, refund(2420n, both(mug?.key, mug?.key)))).toMatchObject({ state: "done" });
      expect(shop.sandbox.shop.stockOf("MUG")).toBe(99);
      const { refunds } = await readPart(shop, key);
      expect(refunds.flatMap((one) => one.lines.map((line) => line.quantity))).toEqual([1, 1]);
    });
  });
  it("a refund restocks only the lines that come back when one call holds both kinds", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      const [mug, cup] = (await readPart(shop, key)).lines;
      const both = refund(1694n, [
        { lineKey: mug?.key ?? "", quantity: 1, restock: true },
        { lineKey: cup?.key ?? "", quantity: 1, restock: false },
      ]);
      // Cut off between the two the shop books, the second is made up for.
      let saved = null as Json;
      const save = async (progress: Json) => {
        saved = progress;
        if (JSON.stringify(progress).includes("booked")) throw new Error("the hub died");
      };
      await expect(attemptCommand(shop, key, both, { save })).rejects.toThrow("the hub died");
      const result = await attemptCommand(shop, key, both, { saved, uncertain: true });
      expect(["MUG", "CUP"].map((sku) => shop.sandbox.shop.stockOf(sku))).toEqual([99, 99]);
      const refunds = result.state === "done" ? result.order?.refunds : [];
      expect(refunds?.map(({ amountMinor, lines }) => [amountMinor, lines])).toEqual(
        expect.arrayContaining([
          [1210n, [{ lineKey: mug?.key, quantity: 1, restocked: true }]],
          [484n, [{ lineKey: cup?.key, quantity: 1, restocked: false }]],
        ]),
      );
      expect(refunds).toHaveLength(2);
      expect(await attemptCommand(shop, key, both, { saved, uncertain: true })).toMatchObject({ state: "done" });
      expect((await readPart(shop, key)).refunds).toHaveLength(2);
    });
  });
  it("a gateway's refusal, which comes as HTTP 500, becomes a rejection", async () => {
    await shopWith(async (shop) => {
      const key = place(shop, 1, "cod");
      expect(await attemptCommand(shop, key, refund(100n, [], true))).toMatchObject({
        state: "rejected",
        text: textWith("does not support automatic refunds"),
      });
    });
  });
  it("a refund of unknown outcome is looked up by its key", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      await attemptCommand(shop, key, refund(500n));
      expect(await attemptCommand(shop, key, refund(500n), { uncertain: true })).toMatchObject({
        state: "done",
        text: textWith("before"),
      });
      expect(shop.sandbox.state.orders.get(Number(key))?.refunds).toHaveLength(1);
    });
  });
  it("an order becomes refunded when nothing is left, and its line reserves nothing", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      const { totals } = await readPart(shop, key);
      expect(await attemptCommand(shop, key, refund(totals.totalMinor ?? 0n))).toMatchObject({
        order: { financial: "refunded", status: "cancelled", lines: [{ quantity: 0 }, { quantity: 0 }] },
      });
    });
  });
});

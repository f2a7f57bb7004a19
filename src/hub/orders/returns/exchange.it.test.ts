/** An exchange sends goods once for the same units, and nobody is paid for them twice. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { testDatabase } from "../../../db/testing.ts";
import { fixture } from "../../../db/testing-fixtures.ts";
import { runsOf } from "../../../db/testing-runs.ts";
import { requestCommand, requestRefund } from "../commands.ts";
import { createOrder, type NewOrder } from "../create.ts";
import { getOrder, getTimeline } from "../detail.ts";
import { quoteRefund } from "../refund-plan.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "../testing.ts";
import { type NewExchange, openExchange, quoteExchange } from "./exchange.ts";
import { openReturn } from "./open-return.ts";
import { moveReturn } from "./return-states.ts";
import { getReturn, type ReturnView } from "./return-view.ts";
import { soundness } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const by = { actor, now: noon };
const order = (id: string) => shop.run((tx) => getOrder(tx, id));

/** A return of `back` units of an order made here that left whole: ten units at 10.00. */
async function returned(back: number, more: Partial<NewOrder> = {}) {
  const variantId = await shop.newVariant();
  await shop.stock(variantId, 100);
  const lines = [{ variantId, quantity: 10, unitPrice: "10.00" }];
  const contact = { name: "Asha Example", phone: "+201000000001" };
  const shippingAddress = { line1: "7 Nile Street", city: "Cairo", country: "EG" };
  const bought = { currency: "EUR", lines, financial: "paid", contact, shippingAddress, ...by, ...more } as const;
  const { id } = await shop.run((tx) => createOrder(tx, bought));
  const command = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
  await shop.run((tx) => requestCommand(tx, { orderId: id, command, idempotencyKey: "ship", ...by }));
  const { lines: sold } = await order(id);
  const units = [{ lineKey: sold[0]?.key ?? "", quantity: back }];
  const one = await shop.run((tx) => openReturn(tx, { orderId: id, lines: units, isApproved: true, ...by }));
  return { variantId, orderId: id, one };
}

const sendRequest = (one: ReturnView, unitPrice: string, variantId: string, more: Partial<NewExchange> = {}) => ({
  returnId: one.id,
  lines: [{ variantId, quantity: 1, unitPrice }],
  key: crypto.randomUUID(),
  ...by,
  ...more,
});
const exchange = (...of: Parameters<typeof sendRequest>) => shop.run((tx) => openExchange(tx, sendRequest(...of)));
const made = ({ exchanges }: ReturnView) => order(exchanges.at(-1)?.orderId ?? "");

test("an exchange for something dearer opens an order for the same buyer that the returned units pay in part [E6.1]", async () => {
  const { variantId, orderId, one } = await returned(2);
  const now = await exchange(one, "25.00", variantId, { collects: true, key: "same" });
  expect(now.exchanges).toMatchObject([{ worthMinor: 2_000, creditMinor: 2_000, restMinor: 0 }]);
  expect(now.lines[0]?.exchangedQuantity).toBe(2);
  const from = await order(orderId);
  const sent = await made(now);
  expect(sent).toMatchObject({
    financial: "partially_paid",
    paymentKind: "cod",
    customerId: from.customerId,
    contact: { name: "Asha Example" },
    shippingAddress: { line1: "7 Nile Street" },
    money: { totalMinor: 2_500n, paidMinor: 2_000n, outstandingMinor: 500n },
    lines: [{ reservedQuantity: 1 }],
    exchangeFor: { returnId: one.id, orderNumber: from.number, creditMinor: 2_000 },
  });
  expect(from).toMatchObject({
    financial: "partially_refunded",
    money: { refundedMinor: 2_000n, outstandingMinor: 0n },
  });
  const given = (await shop.run((tx) => getTimeline(tx, orderId))).map(({ text }) => text).join(" ");
  expect(given).toContain(`Order ${sent.number} sends the new items, 20.00 EUR of it paid.`);
  // Told once more under its key, and asked for once more.
  expect((await exchange(one, "25.00", variantId, { key: "same" })).exchanges).toHaveLength(1);
  await expect(exchange(one, "25.00", variantId)).rejects.toMatchObject({ code: "RETURN_EMPTY" });
  await expect(shop.run((tx) => moveReturn(tx, { returnId: one.id, move: "cancel", ...by }))).rejects.toMatchObject({
    code: "RETURN_STATE",
  });
});

test("an exchange for something cheaper has its rest refunded, and not once more", async () => {
  const { variantId, orderId, one } = await returned(2);
  const now = await exchange(one, "12.50", variantId);
  expect(now.exchanges).toMatchObject([{ creditMinor: 1_250, restMinor: 750 }]);
  expect(await made(now)).toMatchObject({ financial: "paid", money: { outstandingMinor: 0n } });
  const { maximumMinor, lines } = await shop.run((tx) => quoteRefund(tx, orderId, {}));
  expect([maximumMinor, lines[0]?.refundableQuantity]).toEqual([8_750n, 8]);
  const refund = { amountMinor: 750n, lines: [], returnId: one.id };
  await shop.run((tx) => requestRefund(tx, { orderId, refund, idempotencyKey: "rest", ...by }));
  expect((await order(orderId)).money.refundedMinor).toBe(2_000n);
});

test("units nobody has paid for pay for nothing, and those of a refunded return are not exchanged", async () => {
  const unpaid = await returned(1, { financial: "cod_pending", paymentKind: "cod" });
  const now = await exchange(unpaid.one, "10.00", unpaid.variantId, { collects: true });
  expect(now.exchanges).toMatchObject([{ worthMinor: 1_000, creditMinor: 0, restMinor: 0 }]);
  expect(await made(now)).toMatchObject({ financial: "cod_pending", money: { outstandingMinor: 1_000n } });
  const { orderId, one, variantId } = await returned(1);
  const refund = { amountMinor: 1_000n, lines: [], returnId: one.id };
  await shop.run((tx) => requestRefund(tx, { orderId, refund, idempotencyKey: "money", ...by }));
  await expect(exchange(one, "10.00", variantId)).rejects.toMatchObject({ code: "RETURN_REFUNDED" });
});

test("a channel is told nothing of an exchange, and its order is not owed for it", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, 10);
  const line = orderLine({ variantKey: "v", quantity: 4, fulfilledQuantity: 4, channelTook: 4 });
  const part = orderPart("X1", { lines: [line], financial: "partially_refunded" });
  const totals = { ...part.totals, currentTotalMinor: 3_500n };
  const refund = { key: "f1", amountMinor: 500n, at: noon.toISOString(), lines: [] };
  const [applied] = await store.apply([{ ...part, totals, refunds: [refund] }]);
  const orderId = applied?.orderId ?? "";
  const lines = [{ lineKey: "v", quantity: 1 }];
  const one = await shop.run((tx) => openReturn(tx, { orderId, lines, isApproved: true, ...by }));
  const now = await exchange(one, "10.00", variant);
  expect(now.exchanges).toMatchObject([{ creditMinor: 1_000 }]);
  expect(await order(orderId)).toMatchObject({
    commands: [],
    financial: "partially_refunded",
    money: { refundedMinor: 1_500n, outstandingMinor: 0n },
  });
  // What the channel tells later of its own refunds leaves it standing.
  await store.apply([later({ ...part, totals, refunds: [refund] }, 5, { tags: ["seen"] })]);
  expect((await order(orderId)).money.refundedMinor).toBe(1_500n);
});

test("two people exchange the same unit at once, and one of them is refused", async () => {
  const { variantId, orderId, one } = await returned(1);
  const first = sendRequest(one, "10.00", variantId);
  const second = shop.meet(
    (tx) => openExchange(tx, first),
    (tx) => openExchange(tx, sendRequest(one, "10.00", variantId)),
  );
  await expect(second).rejects.toMatchObject({ code: "RETURN_EMPTY" });
  expect((await order(orderId)).money.refundedMinor).toBe(1_000n);
});

test("a unit is exchanged once and never more is given than was paid, whatever is exchanged and refunded [E2.4]", async () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant("exchange" as const), units: fc.integer({ min: 1, max: 4 }), price: fc.nat(30) }),
    fc.record({ kind: fc.constant("refund" as const), minor: fc.integer({ min: 1, max: 4_000 }) }),
  );
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 6 }),
    fc.array(act, { maxLength: 5 }),
    async (back, acts) => {
      const { variantId, orderId, one } = await returned(back);
      for (const each of acts) {
        const key = crypto.randomUUID();
        const units = each.kind === "exchange" ? [{ lineId: one.lines[0]?.id ?? "", quantity: each.units }] : [];
        const work =
          each.kind === "exchange"
            ? exchange(one, `${each.price}.00`, variantId, { units })
            : shop.run((tx) =>
                requestRefund(tx, { orderId, refund: { amountMinor: BigInt(each.minor) }, idempotencyKey: key, ...by }),
              );
        await work.catch((error: unknown) => expect(error).toHaveProperty("code"));
      }
      const now = await shop.run((tx) => getReturn(tx, one.id));
      const from = await order(orderId);
      expect(now.lines[0]?.exchangedQuantity).toBeLessThanOrEqual(back);
      expect(from.money.refundedMinor).toBeLessThanOrEqual(10_000n);
      const credits = from.refunds.filter(({ key }) => key.startsWith("exchange:"));
      expect(credits.reduce((sum, { amountMinor }) => sum + Number(amountMinor), 0)).toBe(
        now.exchanges.reduce((sum, { creditMinor }) => sum + creditMinor, 0),
      );
    },
  );
  await fc.assert(property, { numRuns: runsOf({ few: 4, many: 40 }) });
  await soundness(shop)();
});

test("a quote names the units that are left and what they are worth, also before they arrive", async () => {
  const { one } = await returned(3);
  const lineId = one.lines[0]?.id ?? "";
  const quote = await shop.run((tx) => quoteExchange(tx, { returnId: one.id, units: [{ lineId, quantity: 1 }] }));
  expect(quote).toMatchObject({ worthMinor: 1_000n, availableMinor: 1_000n, units: [{ quantity: 1, most: 3 }] });
  await expect(
    shop.run((tx) => quoteExchange(tx, { returnId: one.id, units: [{ lineId, quantity: 4 }] })),
  ).rejects.toMatchObject({ code: "RETURN_TOO_MANY" });
});

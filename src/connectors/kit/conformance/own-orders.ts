/** Orders made in the hub, on their way to the channel. */
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { OrderForChannel } from "../contract/ports.ts";
import { orderForTest } from "../testing/order.ts";
import { collect, goods, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

const BUYER = { name: "Ada Lovelace", email: "ada@example.com", phone: "+31612345678" };
const ADDRESS = {
  name: "Ada Lovelace",
  line1: "Keizersgracht 1",
  city: "Amsterdam",
  postcode: "1015 CN",
  country: "NL",
};

/** Money the channel recorded as received, payment by payment; null where it tells none. */
function payments({ transactions }: OrderPart): bigint[] | null {
  const taken = transactions?.filter(({ kind, status }) => status === "success" && ["sale", "capture"].includes(kind));
  return taken?.map(({ amountMinor }) => amountMinor) ?? null;
}

/** Where the channel works totals out itself, the order without our discount: the sum it is known to make. */
function draftFor(line: { key: string; ext: OrderForChannel["lines"][number]["ext"]; currency: string }, off: bigint) {
  const { key: variantKey, ext, currency } = line;
  return orderForTest({
    currency,
    paid: true,
    customer: BUYER,
    shippingAddress: ADDRESS,
    shippingMinor: 0n,
    lines: [{ variantKey, ext, sku: "MUG-1", title: "Mug 1", quantity: 3, unitPrice: "12.50", discountMinor: off }],
  });
}

export const ownOrderCases: readonly Case[] = [
  {
    name: "own orders: made with their discount and total, and with one payment at most",
    proves: ["E4.2"],
    run: async (bench) => {
      const connection = await bench.connect();
      const { create, quote } = need(connection.ports, "orders");
      if (!create) throw new Unsupported("the channel takes no orders of ours");
      const { sweeps } = need(connection.ports, "products");
      bench.shop.addProduct(goods(1, { stock: 100 }));
      const [sweep] = sweeps;
      if (!sweep) throw new Unsupported("no sweep of products");
      const found = (await collect(sweep, connection.ctx)).items.flatMap((product) => product.variants);
      const variant = found.find(({ sku }) => sku === "MUG-1");
      if (!variant) throw new Error("the sweep does not show MUG-1");
      const line = { key: variant.key, ext: variant.ext, currency: variant.currency ?? bench.shop.currency ?? "EUR" };
      const order = draftFor(line, quote ? 0n : 250n);
      const draft = { order, key: "0b8f6c1e-0000-4000-8000-000000000001", uncertain: false };
      const told = await quote?.(draft, connection.ctx);
      const part = await create({ ...draft, quote: told }, connection.ctx);
      const agreed = told?.totalMinor ?? order.totalMinor;
      expect(part.totals.totalMinor, "another total than agreed").toBe(agreed);
      const off = part.lines.reduce((sum, one) => sum + one.discountMinor, 0n);
      if (!quote) expect(off, "the discount was lost on the way").toBe(250n);
      const taken = payments(part);
      if (taken) expect(taken, "one payment of the channel's total").toEqual([agreed]);
      expect(part.financial).toBe("paid");
      const swept = await collect(need(connection.ports, "orders").sweeps[0] ?? never(), connection.ctx);
      const again = swept.items.find(({ orderKey }) => orderKey === part.orderKey);
      if (!again) throw new Error("the sweep does not show the order just made");
      if (again.ourKey === undefined && need(connection.ports, "orders").mayLackKey) return;
      expect([part.ourKey, again.ourKey], "the order is not known as ours when it is told").toEqual([
        draft.key,
        draft.key,
      ]);
    },
  },
];

function never(): never {
  throw new Error("no sweep of orders");
}

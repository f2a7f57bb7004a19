/** Orders made in the hub, on their way to the channel. */
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { OrderForChannel } from "../contract/ports.ts";
import { mayHaveChanged } from "../http/call-log.ts";
import { commandOrder, runCommand } from "../testing/commands.ts";
import { orderForTest } from "../testing/order.ts";
import { type Bench, collect, createProducts, need, Unsupported } from "./bench.ts";
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

const KEY = "0b8f6c1e-0000-4000-8000-000000000001";

/** A shop with one item and an order of ours for it, asked about where the channel works totals out itself. */
async function drafted(bench: Bench) {
  const connection = await bench.connect();
  const orders = need(connection.ports, "orders");
  const { create, quote } = orders;
  if (!create) throw new Unsupported("the channel takes no orders of ours");
  const [sweep] = need(connection.ports, "products").sweeps;
  if (!sweep) throw new Unsupported("no sweep of products");
  bench.shop.addProduct(createProducts(1, { stock: 100 }));
  const found = (await collect(sweep, connection.ctx)).items.flatMap((product) => product.variants);
  const variant = found.find(({ sku }) => sku === "MUG-1");
  if (!variant) throw new Error("the sweep does not show MUG-1");
  const line = { key: variant.key, ext: variant.ext, currency: variant.currency ?? bench.shop.currency ?? "EUR" };
  const order = draftFor(line, quote ? 0n : 250n);
  const draft = { order, key: KEY, uncertain: false };
  return { connection, orders, create, draft, told: await quote?.(draft, connection.ctx) };
}

/** More writes than any channel makes an order of. */
const MOST_WRITES = 12;

export const ownOrderCases: readonly Case[] = [
  {
    name: "own orders: made with their discount and total, and with one payment at most",
    proves: ["E4.2"],
    run: async (bench) => {
      const { connection, orders, create, draft, told } = await drafted(bench);
      const { order } = draft;
      const part = await create({ ...draft, quote: told }, connection.ctx);
      expect(mayHaveChanged(connection.calls), "no call said that it asks for a change").toBe(true);
      const agreed = told?.totalMinor ?? order.totalMinor;
      expect(part.totals.totalMinor, "another total than agreed").toBe(agreed);
      const off = part.lines.reduce((sum, one) => sum + one.discountMinor, 0n);
      if (!told) expect(off, "the discount was lost on the way").toBe(250n);
      const taken = payments(part);
      if (taken) expect(taken, "one payment of the channel's total").toEqual([agreed]);
      expect(part.financial).toBe("paid");
      const swept = await collect(orders.sweeps[0] ?? never(), connection.ctx);
      const again = swept.items.find(({ orderKey }) => orderKey === part.orderKey);
      if (!again) throw new Error("the sweep does not show the order just made");
      if (again.ourKey === undefined && orders.mayLackKey) return;
      expect([part.ourKey, again.ourKey], "the order is not known as ours when it is told").toEqual([
        draft.key,
        draft.key,
      ]);
    },
  },
  {
    name: "own orders: made and paid once, whichever answer on the way is lost",
    proves: ["E4.1"],
    run: async (bench) => {
      const { connection, orders, create, draft } = await drafted(bench);
      const { ctx } = connection;
      const { calls, faults } = bench.sandbox;
      for (let after = 0; after < MOST_WRITES; after += 1) {
        const one = { ...draft, key: `${KEY.slice(0, -2)}${after + 10}` };
        const quote = await orders.quote?.(one, ctx);
        const before = bench.shop.orderKeys().length;
        const earlier = calls.length;
        faults.add({ fault: { kind: "drop_after_commit" }, write: true, after, times: 1 });
        const first = await create({ ...one, quote }, ctx).catch((error: unknown) => error);
        faults.clear();
        const isLost = calls.slice(earlier).filter(({ write }) => write).length > after;
        if (!isLost && first instanceof Error) throw first;
        const part =
          first instanceof Error ? await create({ ...one, uncertain: true, quote }, ctx) : (first as OrderPart);
        const made = bench.shop.orderKeys().slice(before);
        // Where the shop has no place for our key the hub knows the order by buyer and goods.
        if (!orders.mayLackKey) expect(made, `orders, with answer ${after + 1} lost`).toEqual([part.orderKey]);
        const taken = payments(part);
        if (taken) expect(taken, "payments").toEqual([quote?.totalMinor ?? draft.order.totalMinor]);
        if (!isLost) return;
      }
      throw new Error(`an order took more than ${MOST_WRITES} writes`);
    },
  },
  {
    name: "own orders: one that was handed over here is shipped there, without a parcel",
    proves: ["E4.5"],
    run: async (bench) => {
      const { connection, orders, create, draft, told } = await drafted(bench);
      const made = await create({ ...draft, quote: told }, connection.ctx);
      const order = commandOrder(made);
      if (!orders.options(order).some(({ kind, allowed }) => kind === "fulfil" && allowed))
        throw new Unsupported("the channel has nothing to ship in that state");
      const handedOver = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
      const result = await runCommand(connection, order, handedOver);
      expect(result).toMatchObject({ state: "done" });
      const after = await orders.get(made.orderKey, connection.ctx);
      expect([after?.status, after?.fulfilment], "it is still open there").not.toEqual([made.status, "unfulfilled"]);
    },
  },
];

function never(): never {
  throw new Error("no sweep of orders");
}

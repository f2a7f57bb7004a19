import { describe, expect, test } from "vitest";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { OrderForChannel } from "../kit/contract/ports.ts";
import { sellMugs } from "../kit/testing/own-orders.ts";
import { openShop } from "./testing.ts";

const KEY = "0b8f6c1e-0000-4000-8000-000000000001";
const ADDRESS = { name: "Ada King Lovelace", line1: "Keizersgracht 1", city: "Amsterdam", country: "NL" };

type Input = Partial<
  Pick<OrderForChannel, "paid" | "taxIncluded" | "taxMinor" | "customer" | "shippingAddress" | "shippingMinor">
> & { readonly quantity?: number; readonly discountMinor?: bigint };

async function opened() {
  const shop = await openShop();
  const { order, ...selling } = sellMugs(shop, KEY);
  const made = () => [...shop.state.orders.values()].map(({ status }) => status);
  return {
    ...shop,
    ...selling,
    made,
    order: (input: Input = {}) => order({ quantity: 3, shippingAddress: ADDRESS, ...input }),
  };
}

describe("an order of ours", () => {
  test("an order is quoted with our prices, discount and shipping to the cent, and takes its stock when placed", async () => {
    const { order, draftOf, made, quote, create, ctx, sandbox } = await opened();
    const draft = draftOf(order({ discountMinor: 100n, shippingMinor: 495n }));
    const reported = await quote(draft, ctx);
    expect(reported).toMatchObject({ currency: "EUR", totalMinor: 3650n + 495n });
    expect([made(), sandbox.shop.stockOf("MUG")]).toEqual([["draft"], 10]);
    const part = await create({ ...draft, quote: reported }, ctx);
    expect(part).toMatchObject({ ourKey: KEY, financial: "paid", totals: { totalMinor: 4145n, shippingMinor: 495n } });
    expect(part.transactions?.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ["authorization", 4145n],
      ["capture", 4145n],
    ]);
    expect([made(), sandbox.shop.stockOf("MUG")]).toEqual([["pending"], 7]);
  });

  test.each(["draft-orders?", "convert-to-order", "payment-collections", "mark-as-paid"])(
    "an order whose answer to %s was lost is made and paid once",
    async (path) => {
      const { order, draftOf, made, create, ctx, sandbox, state } = await opened();
      const draft = draftOf(order());
      sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path, times: 1, write: true });
      await expect(create(draft, ctx)).rejects.toThrow(ConnectorError);
      const part = await create({ ...draft, uncertain: true }, ctx);
      expect([part.totals.totalMinor, part.financial, made()]).toEqual([3750n, "paid", ["pending"]]);
      expect(state.orders.get(part.orderKey)?.payments).toHaveLength(1);
      expect(sandbox.shop.stockOf("MUG")).toBe(7);
    },
  );

  test("an order the shop taxes otherwise leaves no draft behind, and is placed once that is accepted", async () => {
    const { order, draftOf, made, quote, create, ctx } = await opened();
    // Our prices without tax say nothing in a shop whose prices contain it: its own count.
    const draft = draftOf(order({ taxIncluded: false, taxMinor: 788n }));
    const reported = await quote(draft, ctx);
    expect([reported, made()]).toEqual([{ currency: "EUR", totalMinor: 3750n }, []]);
    await expect(create(draft, ctx)).rejects.toMatchObject({ info: { kind: "rejected", code: "total_differs" } });
    expect(made()).toEqual([]);
    expect(await create({ ...draft, quote: reported }, ctx)).toMatchObject({ totals: { totalMinor: 3750n } });
  });

  test("an unpaid order waits for its money, and is paid when it is sent again", async () => {
    const { order, draftOf, made, create, ctx } = await opened();
    const part = await create(draftOf(order({ paid: false })), ctx);
    expect([part.financial, part.status]).toEqual(["pending", "pending"]);
    expect(await create({ ...draftOf(order()), found: part.orderKey }, ctx)).toMatchObject({ financial: "paid" });
    expect(made()).toEqual(["pending"]);
  });

  test.each<[string, Input, string | undefined]>([
    ["has no e-mail, where the shop would take somebody's", { customer: { name: "Ada" } }, "no_email"],
    ["goes where no shipping option does", { shippingAddress: { ...ADDRESS, country: "FR" } }, "no_shipping"],
    ["has no country", { shippingAddress: { city: "Amsterdam" } }, "no_address"],
    ["wants more than there is", { quantity: 11 }, undefined],
  ])("an order that %s is refused, and leaves nothing behind", async (_, input, code) => {
    const { order, draftOf, made, quote, ctx } = await opened();
    const refused = expect(quote(draftOf(order(input)), ctx)).rejects;
    await refused.toMatchObject({ info: { kind: "rejected", ...(code && { code }) } });
    expect(made()).toEqual([]);
  });
});

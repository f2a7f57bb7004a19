/** For tests of orders of ours: a shop that sells ten mugs, and drafts of orders for them. */
import type { OrderForChannel, Orders } from "../contract/ports.ts";
import type { SandboxOf, SandboxShop } from "../sandbox/sandbox.ts";
import { orderForTest } from "./order.ts";

type MugOrder = Partial<Omit<OrderForChannel, "lines">> & {
  readonly quantity: number;
  readonly discountMinor?: bigint | undefined;
};

interface MugShop {
  readonly sandbox: SandboxOf<SandboxShop>;
  readonly orders: Orders;
}

/** Puts the mugs into the shop. Throws where the channel makes no orders of ours. */
export function sellMugs({ sandbox, orders: { quote, create } }: MugShop, key: string) {
  const { variantKeys } = sandbox.shop.addProduct({
    title: "Mug",
    status: "active",
    variants: [{ sku: "MUG", price: "12.50", stock: 10 }],
  });
  if (!quote || !create) throw new Error("no orders of ours");
  return {
    quote,
    create,
    /** Ada buys mugs, paid and sent for nothing, but for what is said. */
    order: ({ quantity, discountMinor = 0n, ...input }: MugOrder): OrderForChannel =>
      orderForTest({
        currency: "EUR",
        paid: true,
        customer: { name: "Ada King Lovelace", email: "ada@example.com" },
        shippingMinor: 0n,
        lines: [
          { variantKey: variantKeys["MUG"], sku: "MUG", title: "Mug", quantity, unitPrice: "12.50", discountMinor },
        ],
        ...input,
      }),
    draftOf: (order: OrderForChannel, uncertain = false) => ({ order, key, uncertain }),
  };
}

/** For tests: an order of ours for a channel, with the sums that follow from its lines. */
import { multiplyDecimal } from "../../../commerce/money.ts";
import type { OrderForChannel } from "../contract/ports.ts";

type Line = OrderForChannel["lines"][number];
type LineWish = Omit<Line, "subtotalMinor" | "discountMinor" | "totalMinor"> & { readonly discountMinor?: bigint };
type Wish = Pick<OrderForChannel, "currency" | "paid" | "customer" | "shippingMinor"> &
  Partial<Omit<OrderForChannel, "lines">> & { readonly lines: readonly LineWish[] };

/** Prices contain the tax unless said otherwise. */
export function orderForTest({ lines: wished, ...wish }: Wish): OrderForChannel {
  const lines = wished.map((line): Line => {
    const subtotalMinor = multiplyDecimal(line.unitPrice, line.quantity, wish.currency).minor;
    const discountMinor = line.discountMinor ?? 0n;
    return { ...line, subtotalMinor, discountMinor, totalMinor: subtotalMinor - discountMinor };
  });
  const goods = lines.reduce((sum, line) => sum + line.totalMinor, 0n);
  const { taxIncluded = true, taxMinor = null } = wish;
  return {
    totalMinor: goods + wish.shippingMinor + (taxIncluded ? 0n : (taxMinor ?? 0n)),
    ...wish,
    taxIncluded,
    taxMinor,
    lines,
  };
}

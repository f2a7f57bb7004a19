/** For tests: an order of ours for a channel, with the sums that follow from its lines. */
import { multiplyDecimal } from "../../../commerce/money.ts";
import type { OrderForChannel } from "../contract/ports.ts";

type Line = OrderForChannel["lines"][number];
type LineOptions = Omit<Line, "subtotalMinor" | "discountMinor" | "totalMinor"> & { readonly discountMinor?: bigint };
type OrderOptions = Pick<OrderForChannel, "currency" | "paid" | "customer" | "shippingMinor"> &
  Partial<Omit<OrderForChannel, "lines">> & { readonly lines: readonly LineOptions[] };

/** Prices contain the tax unless said otherwise. */
export function orderForTest({ lines: inputs, ...input }: OrderOptions): OrderForChannel {
  const lines = inputs.map((line): Line => {
    const subtotalMinor = multiplyDecimal(line.unitPrice, line.quantity, input.currency).minor;
    const discountMinor = line.discountMinor ?? 0n;
    return { ...line, subtotalMinor, discountMinor, totalMinor: subtotalMinor - discountMinor };
  });
  const itemsTotal = lines.reduce((sum, line) => sum + line.totalMinor, 0n);
  const { taxIncluded = true, taxMinor = null } = input;
  return {
    totalMinor: itemsTotal + input.shippingMinor + (taxIncluded ? 0n : (taxMinor ?? 0n)),
    ...input,
    taxIncluded,
    taxMinor,
    lines,
  };
}

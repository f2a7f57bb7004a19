/** Credit slips: what one gave back. */

import type { z } from "zod";
import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import type { slipSchema } from "./schemas.ts";

export type Slip = z.output<typeof slipSchema>;

/** Of OrderSlip::create: an amount was chosen by hand, or shipping was refunded as well. */
const CHOSEN_OR_SHIPPING = "2";

/**
 * What a slip gave back of the goods. With an amount chosen by hand the totals of the products stay their full price, and
 * the type says the same where only shipping was refunded: the amount is then one of the totals.
 */
export function refundedOfGoods(slip: Slip): string {
  const { amount, order_slip_type: type, total_products_tax_incl: full, total_products_tax_excl: net } = slip;
  if (type !== CHOSEN_OR_SHIPPING || amount === undefined) return full;
  const isAmount = (text: string) => compareDecimal(parseDecimal(text), parseDecimal(amount)) === 0;
  const isChosen = !isAmount("0") && !isAmount(full) && !(net !== undefined && isAmount(net));
  return isChosen ? amount : full;
}

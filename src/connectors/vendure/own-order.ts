/** An order has no place for a key of ours but its payment, by whose transaction it can be asked for as well. */
import type { VendureOrder } from "./schemas.ts";

const BEFORE = "argosy-";

export const transactionOf = (key: string): string => `${BEFORE}${key}`;

export function ourKeyOf({ payments }: Pick<VendureOrder, "payments">): string | undefined {
  return payments.find(({ transactionId }) => transactionId?.startsWith(BEFORE))?.transactionId?.slice(BEFORE.length);
}

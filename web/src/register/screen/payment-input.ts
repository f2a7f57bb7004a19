/** What a way to pay takes of a basket. */
import type { TillPayment } from "../../../../src/commerce/till/types.ts";

export type PaymentInput = Partial<Pick<TillPayment, "key">> &
  Pick<TillPayment, "kind" | "amount" | "given" | "change" | "tip" | "reference" | "giftCard">;

export interface WayProps {
  readonly left: bigint;
  readonly onTake: (claiming: PaymentInput) => Promise<void>;
}

/** Many products on their way to some channels, one outcome for each pair. */

import type { Message } from "../../commerce/message.ts";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { sendProduct } from "./send-product.ts";

export type Sending = { readonly productId: string; readonly storeId: string } & (
  | { readonly ok: true; readonly action: "creates" | "updates" }
  | {
      readonly ok: false;
      readonly error: { readonly code: ProblemCode; readonly message: string; readonly said?: Message | undefined };
    }
);

/** What one product is refused keeps none of the others back. Products are locked in the order of their ids. */
export async function sendProducts(
  tx: Tx,
  input: { readonly productIds: readonly string[]; readonly connectionId: string; readonly now: Date },
): Promise<Sending[]> {
  const { connectionId, now } = input;
  const sent: Sending[] = [];
  for (const productId of [...new Set(input.productIds)].sort()) {
    const of = { productId, storeId: connectionId };
    try {
      sent.push({ ...of, ok: true, action: await sendProduct(tx, { productId, connectionId, now }) });
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      const { code, message, said } = error;
      sent.push({ ...of, ok: false, error: { code, message, said } });
    }
  }
  return sent;
}

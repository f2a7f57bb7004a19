/** Returns: told beside the orders; one never refunds (sheet section 4). */
import type { OrderReturn } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { ReturnReason } from "../../commerce/return-goods.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { ESSENTIAL_OF_RETURN, type Return, returnSchema } from "./order-schemas.ts";
import { RETURN_STATES } from "./statuses.ts";

export const readReturn = (raw: Json, ctx: Pick<Context, "drift">): Return =>
  parseResponse(returnSchema, raw, { ctx, what: "return", essential: ESSENTIAL_OF_RETURN });

const REASONS: Readonly<Record<string, ReturnReason>> = {
  RETURN_BROKEN_ITEM: "damaged",
  RETURN_DAMAGED_PACKAGING: "damaged",
  RETURN_CHANGED_MIND: "changed_mind",
  RETURN_CM_DONT_WANT: "changed_mind",
  RETURN_CM_DONT_LIKE: "changed_mind",
  RETURN_DEFECTIVE_ITEM: "defective",
  RETURN_DEFECTIVE_ON_ARRIVAL: "defective",
  RETURN_DELIVERED_PRODUCT_DIFFERENT: "wrong_item",
  RETURN_PRODUCT_DOES_NOT_FIT: "does_not_fit",
  RETURN_PDNT_TOO_BIG: "does_not_fit",
  RETURN_PDNT_TOO_SMALL: "does_not_fit",
  RETURN_INACCURATE_ITEM_DESCRIPTION: "not_as_described",
};

export function toReturn(reported: Return, ctx: Pick<Context, "drift">): OrderReturn {
  const state = RETURN_STATES[reported.state];
  if (state === undefined)
    ctx.drift({ path: "state", problem: "a state of a return this connector does not know", value: reported.state });
  const reason = reported.reason_code ?? reported.return_lines[0]?.reason_code;
  const { tracking } = reported;
  return {
    key: reported.id,
    // Of a state nobody knows, the goods may still be under way.
    state: state ?? "requested",
    platformStatus: reported.state,
    reason,
    reasonCode: reason === undefined ? undefined : REASONS[reason],
    carrier: tracking?.carrier_name ?? tracking?.carrierName ?? tracking?.carrier_code ?? tracking?.carrierCode,
    trackingNumber: tracking?.tracking_number ?? tracking?.trackingNumber,
    trackingUrl: tracking?.tracking_url ?? tracking?.trackingUrl,
    lines: reported.return_lines.map(({ order_line_id: lineKey, quantity }) => ({ lineKey, quantity })),
  };
}

/** Reasons a seller may give TikTok for cancelling a paid order. */
import { english } from "./words.ts";

export const CANCEL_REASONS = [
  { value: "seller_cancel_reason_out_of_stock", label: english("option.seller_cancel_reason_out_of_stock") },
  { value: "seller_cancel_reason_wrong_price", label: english("option.seller_cancel_reason_wrong_price") },
  {
    value: "seller_cancel_paid_reason_buyer_requested_cancellation",
    label: english("option.seller_cancel_paid_reason_buyer_requested_cancellation"),
  },
] as const;

/** Those of an unpaid order; TikTok takes no other (sheet section 5). */
export const UNPAID_REASONS = {
  outOfStock: "seller_cancel_unpaid_reason_out_of_stock",
  wrongPrice: "seller_cancel_unpaid_reason_wrong_price",
  notPaidInTime: "seller_cancel_unpaid_reason_buyer_hasnt_paid_within_time_allowed",
  buyersRequest: "seller_cancel_unpaid_reason_buyer_requested_cancellation",
} as const;

/** Reasons a seller may give TikTok for a cancellation. Which one fits depends on the order's state. */
import { english } from "./words.ts";

export const CANCEL_REASONS = [
  { value: "seller_cancel_reason_out_of_stock", label: english("option.seller_cancel_reason_out_of_stock") },
  { value: "seller_cancel_reason_wrong_price", label: english("option.seller_cancel_reason_wrong_price") },
  {
    value: "seller_cancel_paid_reason_buyer_requested_cancellation",
    label: english("option.seller_cancel_paid_reason_buyer_requested_cancellation"),
  },
] as const;

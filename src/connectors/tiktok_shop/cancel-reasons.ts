/** Reasons a seller may give TikTok for a cancellation. Which one fits depends on the order's state. */
export const CANCEL_REASONS = [
  { value: "seller_cancel_reason_out_of_stock", label: "out of stock" },
  { value: "seller_cancel_reason_wrong_price", label: "wrong price" },
  { value: "seller_cancel_paid_reason_buyer_requested_cancellation", label: "the buyer asked for it" },
] as const;

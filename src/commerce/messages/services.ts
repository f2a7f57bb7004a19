/** What a channel cannot be asked for, and why. */
export const serviceMessages = {
  "service.noProducts": "This channel's products can't be read.",
  "service.noOrder": "Single orders can't be read from this channel.",
  "service.noDocuments": "This channel keeps no documents of orders that Argosy can read.",
  "service.noNewOrder": "Orders can't be created on this channel through its API.",
  "service.noCustomers": "This channel doesn't share customer data.",
  "service.noNewCustomer": "Customers create their own accounts. Their details are sent with the order.",
  "service.noDiscounts": "Discount codes can't be checked on this channel.",
  "service.noDiscountCount": "An order sent to this channel doesn't count as a use of its code.",
  "service.noGiftCards": "Gift cards can't be checked on this channel.",
  "service.noRedeeming": "This channel's gift cards can be read but not redeemed through its API.",
  "service.noGivingBack": "Refunds to this channel's gift cards aren't possible through its API.",
  "giftCard.short": "Only {{left}} can be used of this gift card now.",
} as const;

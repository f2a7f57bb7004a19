/** What a channel cannot be asked for, and why. */
export const serviceSentences = {
  "service.noProducts": "This channel's products can't be read.",
  "service.noOrder": "This channel can't be asked for a single order.",
  "service.noNewOrder": "This channel takes no orders from outside.",
  "service.noCustomers": "This channel tells nothing of its customers.",
  "service.noNewCustomer": "Customers open their accounts themselves. Their details travel with the order.",
  "service.noDiscounts": "This channel can't be asked about discount codes.",
  "service.noDiscountCount": "An order sent to this channel doesn't count as a use of its code.",
  "service.noGiftCards": "This channel can't be asked about gift cards.",
  "service.noRedeeming": "This channel's gift cards can be read, not redeemed, from outside.",
  "service.noGivingBack": "Nothing can be put back on this channel's gift cards from outside.",
  "giftCard.short": "Only {{left}} can be used of this gift card now.",
} as const;

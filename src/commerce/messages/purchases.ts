/** What is said of purchase orders and their suppliers. */
export const purchaseMessages = {
  "refused.purchasePlaced":
    "{{number}} was placed with its supplier. Only its expected date, the supplier reference and the note can still change.",
  "refused.purchaseEmpty": "{{number}} has no lines yet.",
  "refused.purchaseState.draft": "{{number}} is a draft. Mark it as ordered first, or delete it.",
  "refused.purchaseState.ordered": "{{number}} is ordered already.",
  "refused.purchaseState.partly_received": "{{number}} is partly received already.",
  "refused.purchaseState.received": "{{number}} is received in full.",
  "refused.purchaseState.cancelled": "{{number}} is cancelled.",
  "refused.purchaseLine": "The order has no line {{line}}, or it is named twice.",
  "refused.purchaseAtMost": "{{sku}}: at most {{units}} are still to come.",
  "refused.purchaseRate":
    "No exchange rate from {{from}} to {{to}} is known. Add one, or receive without updating product costs.",
  "refused.supplierInactive": "{{name}} is switched off. Switch the supplier on to order from them.",
} as const;

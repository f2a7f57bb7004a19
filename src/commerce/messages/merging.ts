/** What is said of orders that share a parcel. */
export const mergingMessages = {
  "order.merge.made": "Merged with {{numbers}}: one parcel and one label.",
  "order.merge.undone": "No longer merged with {{numbers}}: it is shipped by itself.",
  "order.merge.left": "Order {{number}} is cancelled and left the merged parcel.",
  "order.merge.leftAlone": "Order {{number}} is cancelled. This order is no longer merged and is shipped by itself.",
  "order.shipment.together": "In one parcel with {{numbers}}.",
  "refused.mergeOneParcel":
    "Merged orders are booked as one parcel with all that is left of them. Undo the merge to ship part of an order or several parcels.",
  "refused.mergeNotReady":
    "Order {{number}} cannot share a parcel now: it is on hold, packed, booked, shipped or otherwise not ready to ship.",
  "refused.mergeAddresses": "These orders go to different addresses: {{numbers}}.",
  "refused.mergeRecipients":
    "These orders name different recipients: {{numbers}}. Confirm that one parcel may go to both.",
  "refused.mergeChannel.forbidden": "{{channel}} makes its own labels: its orders cannot share a parcel.",
  "refused.mergeChannel.unknown":
    "Whether {{channel}} allows merged parcels is not known. Look it up, then allow marketplaces under Settings, Shipping.",
  "refused.mergePayment":
    "Only orders in one currency that are all paid, or all cash on delivery, share a parcel. {{number}} differs.",
  "refused.mergeLocation": "The items of order {{number}} are at another location.",
  "refused.mergeTaken": "Order {{number}} is merged already.",
  "refused.mergeBooked": "The parcel of these orders is booked. Cancel its label first.",
} as const;

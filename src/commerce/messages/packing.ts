/** What is said of batches and of packing. */
export const packingMessages = {
  "order.packed": { one: "Packed: {{count}} unit.", other: "Packed: {{count}} units." },
  "order.packed.batch": {
    one: "Packed: {{count}} unit (batch {{batch}}, tote {{tote}}).",
    other: "Packed: {{count}} units (batch {{batch}}, tote {{tote}}).",
  },
  "refused.batchEmpty": "None of these orders is ready to pick: they are packed, in another batch or not to ship.",
  "refused.batchFinished": "{{number}} is finished. Make a new batch.",
  "refused.packing.ended": "Order {{number}} is cancelled or refunded. Put its items back.",
  "refused.packing.gone": "Order {{number}} is shipped already.",
  "refused.packing.waits": "Order {{number}} cannot be shipped now. Open the order to see why.",
  "refused.packing.done": "Order {{number}} is packed already, by {{name}}.",
  "refused.packing.differs": "Order {{number}} has changed since it was scanned. Scan its items again.",
  "refused.packing.serials": "Order {{number}}: scan one serial number for each unit of {{title}}.",
  "refused.packing.serialTaken": "Serial number {{serial}} is packed for order {{number}}.",
  "refused.packing.serialWrittenOff": "Serial number {{serial}} is written off.",
  "refused.packing.serialUnknown": "Serial number {{serial}} was not received for this item.",
  "refused.serialTwice": "A serial number is entered twice.",
  "refused.serialKnown": "Serial number {{serial}} is in stock already, or with an order.",
  "refused.serialsTooMany": "Enter no more serial numbers than units: {{units}}.",
  "refused.serialElsewhere": "Serial number {{serial}} was not shipped with this order line.",
} as const;

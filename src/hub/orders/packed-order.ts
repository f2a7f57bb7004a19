/** An order as whoever packs it sees it. */
import { z } from "zod";
import type { Address } from "../../commerce/order.ts";
import type { PackedItem } from "../../commerce/packed-item.ts";
import { type Answered, id, schemaOf, time, typed } from "../answer-schemas.ts";
import { options } from "./order-fields/order-schema.ts";
import { orderState } from "./order-fields/summary-schema.ts";

const packedItem = schemaOf<PackedItem>()(
  z.object({
    lineId: id,
    variantId: id.nullable(),
    sku: z.string().nullable(),
    barcode: z.string().nullable(),
    title: z.string(),
    options: options.describe("what the buyer chose or typed"),
    imageUrl: z.string().nullable(),
    locationName: z.string().nullable().describe("where its units are reserved"),
    bin: z.string().nullable().describe("where at its location they lie"),
    quantity: z.int(),
    left: z.int().describe("units that have not left"),
    packed: z.int().describe("of them, those in a closed parcel"),
    asksSerial: z.boolean().describe("each unit is packed with its serial number"),
    serials: z.array(z.string()).describe("of the units that were packed"),
    asksLot: z.boolean().describe("each unit is packed with the number of its lot"),
    areLotsKnown: z.boolean().describe("lots of it were entered: others are refused at the scan station"),
    lots: z
      .array(
        z.object({
          lot: z.string(),
          expiresOn: z.string().nullable().describe("YYYY-MM-DD, the last day it may be shipped"),
          isBlocked: z.boolean().describe("recalled"),
          units: z.int(),
        }),
      )
      .describe("left where its units are reserved, first expired first; none of items that ask for no lots"),
    packedLots: z
      .array(z.object({ lot: z.string(), expiresOn: z.string().nullable(), units: z.int() }))
      .describe("of the units that were packed"),
  }),
);

export const packedOrderSchema = z
  .object({
    id,
    number: z.string(),
    platformNumber: z.string(),
    storeId: id.nullable().describe("null: made here"),
    storeName: z.string().nullable(),
    placedAt: time,
    shippingAddress: typed<Address>(z.record(z.string(), z.unknown())).nullable(),
    note: z.string().nullable(),
    options: options.describe("what the buyer chose or typed for the whole order"),
    state: orderState,
    usesStock: z.boolean().describe("false: it was excluded from stock, and its units are not counted here"),
    packedAt: time.nullable().describe("the last time it was scanned to the end"),
    packedBy: z.string().nullable(),
    batchId: id.nullable().describe("the open batch it is in"),
    batchNumber: z.string().nullable(),
    tote: z.int().nullable(),
    packageId: id.nullable().describe("the package a rule chose for it (GET /package-presets)"),
    togetherWith: z
      .array(z.string())
      .describe("numbers of the orders that are merged with it: they go in the same parcel"),
    items: z.array(packedItem).describe("ours to pack; what the marketplace sends is not among them"),
    tooMuch: z
      .array(z.object({ lineId: id, sku: z.string().nullable(), title: z.string(), units: z.int() }))
      .describe("in closed parcels, and no longer wanted: they are opened, and all of it is packed again"),
  })
  .meta({ id: "PackedOrder" });
export type PackedOrder = Answered<typeof packedOrderSchema>;

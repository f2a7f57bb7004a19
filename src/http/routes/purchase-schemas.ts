/** What purchase orders and suppliers are asked and answered with. */

import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { leftReasons } from "../../hub/purchasing/order-low-stock.ts";
import { purchaseOrderSchema } from "../../hub/purchasing/read-orders.ts";
import { id, minor, serialNumber, whole } from "../schemas.ts";
import { lotsOfUnits } from "./lots-of-units.ts";

const day = z.iso.date();
const words = (most: number) => z.string().trim().max(most).optional();
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
  .optional();

const supplierFields = {
  contactName: words(200),
  email: words(320),
  phone: words(60),
  address: words(1_000),
  taxId: words(60),
  currency,
  paymentTerms: words(200).describe("when and how they are paid: 30 days net"),
  leadDays: whole.min(0).max(730).nullable().optional(),
  note: words(2_000),
  isActive: z.boolean().optional().describe("false: not offered for new orders"),
};
const name = z.string().trim().min(1).max(200);
export const newSupplier = z.strictObject({ name, ...supplierFields });
export const supplierChange = z.strictObject({ name: name.optional(), ...supplierFields });
export const purchaseOrder = purchaseOrderSchema.meta({ id: "PurchaseOrder" });
export const received = z.object({
  order: purchaseOrderSchema,
  receiptId: id.describe("the stock document that brought the units"),
});

const line = z.strictObject({
  variantId: id.optional(),
  sku: z.string().trim().min(1).max(255).optional().describe("instead of variantId"),
  quantity: whole.min(1),
  unitCostMinor: minor
    .refine((value) => value >= 0n, "A cost is not below 0.")
    .optional()
    .describe("in the order's currency"),
  note: words(500),
});
const lines = z.array(line).max(1_000);
const fields = {
  locationId: id.optional().describe("where it is to arrive; absent: the default location"),
  currency: currency.describe("absent: the supplier's"),
  supplierReference: words(200).describe("their number for it"),
  expectedOn: day.nullable().optional(),
  note: words(2_000).describe("printed on the order"),
};
export const newPurchaseOrder = z.strictObject({ supplierId: id, ...fields, lines });
export const lowStockOrder = z.strictObject({
  items: z
    .array(z.strictObject({ variantId: id, locationId: id.nullable().default(null).describe("as the list has it") }))
    .min(1)
    .max(1_000),
  supplierId: id.optional().describe("of what was never ordered before"),
});
export const lowStockOrdered = z.object({
  orders: z.array(purchaseOrder),
  left: z
    .array(z.object({ variantId: id, reason: z.enum(leftReasons) }))
    .describe("chosen, but on no draft: not low any more, all on its way, or without a supplier"),
});
export const purchaseOrderChange = z.strictObject({ supplierId: id.optional(), ...fields, lines: lines.optional() });
export const arrival = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        line: whole.min(1),
        quantity: whole.min(1),
        serials: z.array(serialNumber).max(1_000).optional().describe("serial numbers of some or all of the units"),
        lots: lotsOfUnits.describe("lots of some or all of the units"),
      }),
    )
    .min(1)
    .max(1_000),
  reference: words(200).describe("the delivery note's number"),
  note: words(500),
  takesCosts: z.boolean().optional().describe("the order's unit costs become the variants'; default true"),
});

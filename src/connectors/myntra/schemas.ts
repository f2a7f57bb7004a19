/** The fields used of Myntra's answers (shapes known from sellers' programs, none official). */
import { z } from "zod";
import { anyJson, decimal, idText, optionalDecimal, optionalId, wholeNumber, within } from "../kit/parse/parse.ts";

/** Text or a number, as sources print phones and pin codes; blank is absent. */
const loose = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : String(value).trim() || undefined));

export const listSchema = z.object({
  data: z
    .array(
      z.object({
        orderLines: z.array(z.object({ orderLineId: idText, sellerOrderId: idText, status: z.string().min(1) })),
      }),
    )
    .nullish(),
  pages: wholeNumber.nullish(),
});

const code = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .refine((text) => text !== "", { error: "is empty" });

const lineSchema = z.object({
  orderLineId: idText,
  sku: code,
  warehouse: loose,
  mrp: optionalDecimal,
  lineFinalAmount: decimal,
  status_code: code,
  packetId: optionalId,
  invoiceNumber: loose,
  taxEntries: z.array(z.object({ unitTaxAmount: optionalDecimal })).nullish(),
  packByTime: loose,
  shipByTime: loose,
  cancellationReason: loose,
});

export const orderSchema = z.object({
  sellerOrderId: idText,
  receiverName: loose,
  address: loose,
  locality: loose,
  city: loose,
  state: loose,
  stateName: loose,
  zipcode: loose,
  mobile: loose,
  email: loose,
  paymentMethod: loose,
  warehouse: loose,
  trackingNumber: loose,
  courierCode: loose,
  orderLineEntries: z.array(lineSchema).min(1),
});

export type MyntraLine = z.output<typeof lineSchema>;
export type MyntraOrder = z.output<typeof orderSchema>;

/** Without these an order cannot be read. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["sellerOrderId", "paymentMethod"],
  ...within("orderLineEntries.*", "orderLineId", "sku", "status_code", "packetId", "mrp", "lineFinalAmount"),
  ...["orderLineEntries.*.taxEntries.*.unitTaxAmount"],
];

export const writtenSchema = z.object({ failedEntries: z.array(anyJson).nullish() });

export const inventorySchema = z.object({
  inventoryDetails: z
    .array(
      z.object({
        sku: idText,
        stores: z.array(z.object({ stores_code: idText, inventoryCount: wholeNumber })),
      }),
    )
    .nullish(),
});

/** A line of an order that is made here. */
import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { id, minor } from "../schemas.ts";

export const newLine = z.strictObject({
  variantId: id.optional(),
  sku: z.string().trim().min(1).max(255).optional(),
  title: z.string().max(500).optional(),
  quantity: z.int().min(1),
  unitPrice: z
    .string()
    .regex(/^\d{1,15}(\.\d{1,6})?$/, fieldMessage("field.decimal"))
    .optional()
    .describe("absent: the variant's price"),
  discountMinor: minor.optional(),
});

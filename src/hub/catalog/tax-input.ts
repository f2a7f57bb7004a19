/** Facts of tax and customs as they come in, of one product or of many at once. */
import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";

/** Percent with at most two decimals, as text; null: none. */
export const gstRate = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,2})?$/, fieldMessage("field.percent"))
  .nullable()
  .optional();

/** ISO 3166-1 alpha-2; null: not known. */
export const originCountry = z
  .string()
  .regex(/^[A-Z]{2}$/, fieldMessage("field.country"))
  .nullable()
  .optional();

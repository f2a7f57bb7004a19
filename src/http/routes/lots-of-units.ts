import { z } from "zod";
import { MOST_UNITS } from "../../commerce/inventory.ts";
import { serialNumber, whole } from "../schemas.ts";

/** Lots of units that come, go or are counted, where the item asks for lots. */
export const lotsOfUnits = z
  .array(
    z.strictObject({
      lot: serialNumber.describe("in either case"),
      expiresOn: z.iso.date().optional().describe("the last day it may be shipped; absent: as known"),
      quantity: whole.min(1).max(MOST_UNITS),
    }),
  )
  .max(1_000)
  .optional()
  .describe("lots of all of the units; absent: what is left of lots stays as it is");

/** Which units of an order's line were packed: their serial numbers and lots. */
import { z } from "zod";

const serialNumber = z.object({
  serial: z.string(),
  isBack: z.boolean().describe("true: this unit came back"),
});

const lot = z.object({
  lot: z.string(),
  expiresOn: z.string().nullable().describe("YYYY-MM-DD, the last day it may be shipped"),
  units: z.int(),
  returned: z.int().describe("of them, those that came back"),
});

export const lineTracesSchema = z.object({
  serialNumbers: z.array(serialNumber).describe("of its packed units"),
  lots: z.array(lot).describe("of its packed units"),
});

/** What booking one order and many have in common. */
import { z } from "zod";
import type { Insured } from "../../commerce/insured.ts";

export const minor = z.union([z.int().min(0), z.string().regex(/^\d{1,18}$/)]).transform((value) => BigInt(value));

export const insured = z
  .union([z.enum(["goods", "none"]), z.int().min(1)])
  .transform((value): Insured => (typeof value === "number" ? BigInt(value) : value))
  .optional()
  .describe(
    "what it is insured for: goods (what the buyer pays for them), none, or an amount in the order's currency; absent: as an automation chose, else none",
  );

/** What a parcel weighs and measures. */
export const size = {
  weightGrams: z.int().min(1).max(10_000_000).optional().describe("absent: what the goods weigh, with packagingGrams"),
  packagingGrams: z.int().min(0).max(1_000_000).optional().describe("what the empty box weighs"),
  lengthMm: z.int().min(1).max(10_000),
  widthMm: z.int().min(1).max(10_000),
  heightMm: z.int().min(1).max(10_000),
};

export const PACKED = { lengthMm: 300, widthMm: 200, heightMm: 100, weightGrams: 500 };

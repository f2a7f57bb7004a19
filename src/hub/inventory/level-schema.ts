/** A level as people and programs read it. */
import { z } from "zod";
import { type Answered, id, time } from "../answer-schemas.ts";

export const levelFields = {
  variantId: id,
  productId: id,
  sku: z.string(),
  title: z.string(),
  locationId: id,
  locationName: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  reorderPoint: z.int().nullable(),
  reorderQuantity: z.int().nullable(),
  incoming: z.int().describe("on their way by purchase orders"),
  updatedAt: time,
};

const levelsIsLow = z.boolean().describe("at or below its reorder point; without one, too little for its pace");

export const levelSchema = z
  .object({
    ...levelFields,
    bin: z.string().nullable().describe("where at its location it lies"),
    countedAt: time.nullable(),
    isLow: levelsIsLow,
    asksLot: z.boolean().describe("its units are packed with the number of their lot"),
  })
  .meta({ id: "Level" });

export type Level = Answered<typeof levelSchema>;

/** As its tables have it. */
export type LevelRow = Omit<Level, "incoming" | "isLow" | "asksLot">;

/** How one of many items of a bulk request ended. */
import { z } from "zod";
import type { Answered } from "./answer-schemas.ts";

export const itemResultSchema = z.object({
  id: z.string(),
  ok: z.boolean(),
  // What a person reads when it is not ok, and what one should know although it was done.
  error: z.string().optional(),
  warning: z.string().optional(),
});
export type ItemResult = Answered<typeof itemResultSchema>;

/** What may be asked of an order, as its channel and the transition table say. */
import { z } from "zod";
import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import { type Answered, typed } from "../answer-schemas.ts";
import type { HubCommand } from "./stored-command.ts";

export const orderOptionSchema = z.object({
  kind: typed<HubCommand["kind"]>(z.string()),
  allowed: z.boolean(),
  warnings: z.array(z.string()),
  statuses: z.array(z.enum(ORDER_STATUSES)).optional(),
  money: z
    .enum(["moves", "by_payment", "never"])
    .optional()
    .describe("with refund: the channel pays the customer back, can for some ways of paying, or only books it"),
});
export type OrderOption = Answered<typeof orderOptionSchema>;

/** Health figures of a connection, with the attempts of the last 24 hours. */
import { z } from "zod";
import { CONNECTION_HEALTH } from "../../commerce/connection-states.ts";
import type { MessagePart } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { type Answered, time } from "../answer-schemas.ts";

const count = z.int();
const moment = time.nullable();
const ms = z.int().nullable();

export const storeHealthFields = {
  health: z.enum(CONNECTION_HEALTH),
  breakerUntil: moment,
  lastSuccessAt: moment,
  lastError: z.string().nullable(),
  failingSince: moment,
  throttledUntil: moment.describe("the platform asked to wait until then"),
  warnings: z.array(z.string()),
  succeeded: count.describe("attempts of 24 hours"),
  failed: count,
  throttled: count.describe("answers that asked us to wait; not counted as failed"),
  successPercent: z.number().nullable(),
  latencyMsP50: ms,
  latencyMsP95: ms,
  inboundLagMs: ms.describe("how long the oldest delivery not yet applied has been waiting"),
  inboundWaiting: count,
  outboundLagMs: ms.describe("the same for changes on their way to the channel"),
  outboundWaiting: count,
  ordersFoundByPoll: count.describe("of 7 days: orders no webhook had told"),
  lastFoundByPollAt: moment,
  heldBackBy: z.enum(["hub", "organization"]).nullable().describe("the operator holds back what goes out"),
  ordersUnreadSince: moment.describe(
    "since when orders can't be read, or a check of them is awaited; null: they are read",
  ),
  ordersUnreadBecause: z
    .enum(["failing", "checking"])
    .nullable()
    .describe("failing: reading them fails; checking: a check is running; null: no check is awaited"),
  ordersError: z.string().nullable().describe("why reading orders fails; null: it does not"),
  stockContestedSince: moment.describe("since when another program writes the same stock; null: none does"),
  stockContestedItems: count.describe("items whose numbers are left to it for now"),
};
const storeHealthSchema = z.object(storeHealthFields);

export type BreakerState = "closed" | "open" | "half_open";

export interface StoreHealth extends Answered<typeof storeHealthSchema> {
  readonly breaker: BreakerState;
  readonly lastErrorTold: readonly MessagePart[] | null;
  readonly missingScopes: Json;
  readonly warningsTold: readonly (readonly MessagePart[] | null)[] | null;
  readonly ordersErrorTold: readonly MessagePart[] | null;
}

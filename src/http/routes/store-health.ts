import { z } from "zod";
import { unreadOrderSchema } from "../../hub/incoming-event-log/unread-orders.ts";
import { storeHealthFields } from "../../hub/stores/health-fields.ts";
import { secretFactSchema } from "../../hub/stores/secrets.ts";

const count = z.int();
const moment = z.string().nullable();
const ms = z.int().nullable();

export const healthSchema = z
  .object({
    ...storeHealthFields,
    breaker: z.object({
      state: z.enum(["closed", "half_open", "open"]),
      failures: count.describe("in a row"),
      until: z.number().optional().describe("milliseconds since 1970 of the next try"),
    }),
    limits: z
      .array(
        z.object({
          id: z.string(),
          operations: z.array(z.string()).nullable().describe("which calls it limits; null: all"),
          used: z.number().describe("of what may be used at once, at this moment"),
          most: z.number(),
          perSecond: z.number().describe("how fast it is restored"),
          freeAt: moment.describe("when nothing of it is used any more; null: nothing is"),
          pausedUntil: moment.describe("the platform asked to wait until then"),
          waiting: count.describe("calls of the answering process that stand in line"),
        }),
      )
      .describe("the platform's published limits and how much is used; channels of one account or app share them"),
    missingScopes: z.array(z.object({ scope: z.string(), disables: z.string() })),
    unreadOrders: z
      .object({
        total: count,
        heldQuantities: count.describe("quantities that would be higher otherwise, or wait for an explanation"),
        orders: z.array(unreadOrderSchema).describe("oldest first, 20 at most"),
      })
      .describe("orders that are here and not applied: until they are, no quantity of the channel is raised"),
    unknownStock: z
      .object({
        total: count,
        items: z
          .array(z.object({ item: z.string().describe("SKU or id"), available: z.int(), toldAt: z.string() }))
          .describe("newest first, 20 at most"),
      })
      .describe("numbers that were sent of items the channel does not have: kept until it has"),
    canReceiveWebhooks: z.boolean().describe("the hub has an address the platform can reach"),
    credentials: z.array(secretFactSchema),
    secrets: z.array(secretFactSchema).describe("the same as credentials: dates only, never the secrets"),
    webhookUrls: z.record(z.string(), z.string()).optional().describe("by topic; for who may connect channels"),
  })
  .meta({ id: "StoreHealth" });

export const sweepSchema = z
  .object({
    sweep: z.string(),
    subject: z
      .string()
      .describe("orders, orders_in_part, products, stock, marketplace_stock, subscriptions, fees, queue or account"),
    reads: z
      .enum(["changed", "all", "open"])
      .nullable()
      .describe("what changed since last time, everything, or again what is not finished; null until it is planned"),
    everyMs: ms,
    lastStartedAt: moment,
    lastFinishedAt: moment,
    nextAt: z.string(),
    error: z.string().nullable(),
  })
  .meta({ id: "StoreSweep" });

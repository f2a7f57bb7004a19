/** What an assistant may do. What moves money or goes out to a shop is confirmed first. */
import { z } from "zod";
import { type AskHub, itemsOf, type JsonObject, Refused } from "./ask-hub.ts";
import { channelId, orderId, type Tool, tool } from "./tool.ts";

const order = z.string().min(1).max(100).describe("order number (here or on its channel) or id");

/** The order as a person recognises it. */
async function named(hub: AskHub, input: { readonly order: string }): Promise<JsonObject> {
  const shown = await hub({ path: `/orders/${await orderId(hub, input.order)}` });
  const reported = ["number", "storeName", "status", "financial", "fulfilment", "customerName", "money"] as const;
  return Object.fromEntries(reported.map((name) => [name, shown[name] ?? null]));
}

const commands: readonly Tool[] = [
  tool({
    name: "add_order_note",
    title: "Add a note to an order",
    description: "A note for the team; it stands on the order and, where the channel has notes, on the channel.",
    needs: "act_on_orders",
    asks: z.object({ order, text: z.string().trim().min(1).max(5_000) }),
    change: { isConfirmed: false },
    run: async ({ hub, input, key }) =>
      hub({
        method: "POST",
        path: `/orders/${await orderId(hub, input.order)}/notes`,
        body: { text: input.text },
        idempotencyKey: key,
      }),
  }),
  tool({
    name: "ship_order",
    title: "Mark an order as shipped",
    description:
      "Ships what is left of an order, with carrier and tracking number; its channel is told, and tells the customer when asked to.",
    needs: "pack_orders",
    asks: z.object({
      order,
      carrier: z.string().max(100).optional(),
      trackingNumber: z.string().trim().min(1).max(200).optional(),
      tellCustomer: z.boolean().default(false),
    }),
    change: { isConfirmed: true, foresee: ({ hub, input }) => named(hub, input) },
    run: async ({ hub, input, key }) =>
      hub({
        method: "POST",
        path: `/orders/${await orderId(hub, input.order)}/fulfil`,
        body: {
          ...(input.carrier !== undefined && { carrier: input.carrier }),
          trackingNumbers: input.trackingNumber === undefined ? [] : [input.trackingNumber],
          notifyCustomer: input.tellCustomer,
        },
        idempotencyKey: key,
      }),
  }),
  tool({
    name: "cancel_order",
    title: "Cancel an order",
    description:
      "Cancels an order here and on its channel. What was paid stays, is booked as refunded, or is paid back.",
    needs: "cancel_orders",
    asks: z.object({
      order,
      refund: z.enum(["none", "book", "pay"]).default("none"),
      tellCustomer: z.boolean().default(false),
    }),
    change: { isConfirmed: true, foresee: ({ hub, input }) => named(hub, input) },
    run: async ({ hub, input, key }) =>
      hub({
        method: "POST",
        path: `/orders/${await orderId(hub, input.order)}/cancel`,
        body: { refund: input.refund, notifyCustomer: input.tellCustomer },
        idempotencyKey: key,
      }),
  }),
  tool({
    name: "refund_order",
    title: "Refund an order",
    description:
      "Refunds what is left of an order, or an amount in minor units. Money moves only with payBack; otherwise the refund is only booked.",
    needs: "refund",
    asks: z.object({ order, amountMinor: z.int().min(1).optional(), payBack: z.boolean().default(false) }),
    change: {
      isConfirmed: true,
      foresee: async ({ hub, input }) => ({
        ...(await named(hub, input)),
        quote: await hub({
          method: "POST",
          path: `/orders/${await orderId(hub, input.order)}/refund/quote`,
          body: refundBody(input),
        }),
      }),
    },
    run: async ({ hub, input, key }) =>
      hub({
        method: "POST",
        path: `/orders/${await orderId(hub, input.order)}/refund`,
        body: refundBody(input),
        idempotencyKey: key,
      }),
  }),
];

function refundBody({
  amountMinor,
  payBack,
}: {
  readonly amountMinor?: number | undefined;
  readonly payBack: boolean;
}) {
  return { ...(amountMinor === undefined ? { full: true } : { amountMinor }), moveMoney: payBack };
}

const stock: readonly Tool[] = [
  tool({
    name: "change_stock",
    title: "Add to or take from stock",
    description: "Moves what is on hand of one SKU by some units, with the reason; every channel follows.",
    needs: "edit_catalogue",
    asks: z.object({
      sku: z.string().min(1).max(255),
      units: z.int().describe("negative takes away"),
      reason: z.string().trim().min(1).max(500),
    }),
    change: { isConfirmed: true },
    run: async ({ hub, input, key }) => {
      const done = await hub({
        method: "POST",
        path: "/inventory/adjustments",
        body: { items: [{ sku: input.sku, delta: input.units }], note: input.reason },
        idempotencyKey: key,
      });
      if (done["failed"] !== 0) throw new Refused("STOCK_NOT_CHANGED", JSON.stringify(done["results"]));
      return done;
    },
  }),
];

const repairs: readonly Tool[] = [
  tool({
    name: "retry_failed",
    title: "Try again what failed on a channel",
    description:
      "Everything that failed on one channel (stock, prices, products, orders, deliveries) is tried once more.",
    needs: "act_on_orders",
    asks: z.object({ channel: z.string().min(1).max(200) }),
    // What failed may be a refund or a cancellation: it goes out to the shop again.
    change: {
      isConfirmed: true,
      foresee: async ({ hub, input }) => {
        const storeId = await channelId(hub, input.channel);
        const failed = itemsOf(await hub({ path: "/orders", query: { storeId, command: "failed", limit: 25 } }));
        return { channel: input.channel, ordersWithSomethingFailed: failed.map(({ number }) => String(number)) };
      },
    },
    run: async ({ hub, input, key }) =>
      hub({
        method: "POST",
        path: `/stores/${await channelId(hub, input.channel)}/retry-failed-sync`,
        idempotencyKey: key,
      }),
  }),
  tool({
    name: "resolve_alert",
    title: "Close an alert",
    description: "Closes one alert by its id, once what it says is dealt with.",
    needs: "act_on_orders",
    asks: z.object({ alertId: z.uuid() }),
    change: { isConfirmed: false },
    run: ({ hub, input, key }) =>
      hub({ method: "POST", path: `/alerts/${input.alertId}/resolve`, idempotencyKey: key }),
  }),
];

export const actingTools: readonly Tool[] = [...commands, ...stock, ...repairs];

/** What an assistant may look up. Every answer is the API's own, shortened. */
import { z } from "zod";
import { isObject, itemsOf } from "./ask-hub.ts";
import { channelId, orderId, type Tool, tool } from "./tool.ts";

const MOST = 25;
const few = z.int().min(1).max(MOST).default(10);
const day = z.iso.date().describe("YYYY-MM-DD in the seller's time zone");
const channel = z.string().max(200).optional().describe("name or id of a channel");
const order = z.string().min(1).max(100).describe("order number (here or on its channel) or id");
const needs = "view";

const orders: readonly Tool[] = [
  tool({
    name: "find_orders",
    title: "Find orders",
    description:
      "Orders of all channels, newest first, by words (number, name, e-mail, SKU, tracking number), channel, state or day. Amounts are in minor units of the order's currency.",
    needs,
    asks: z.object({
      words: z.string().max(200).optional(),
      channel,
      waitsToBeShipped: z.boolean().optional(),
      late: z.boolean().optional().describe("waits to be shipped past its time"),
      short: z.boolean().optional().describe("sold more than was there"),
      failed: z.boolean().optional().describe("something asked of it did not work out on its channel"),
      limit: few,
    }),
    run: async ({ hub, input }) =>
      hub({
        path: "/orders",
        query: {
          q: input.words,
          storeId: await channelId(hub, input.channel),
          toShip: input.waitsToBeShipped,
          late: input.late,
          isShort: input.short,
          command: input.failed === true ? "failed" : undefined,
          limit: input.limit,
        },
      }),
  }),
  tool({
    name: "show_order",
    title: "Show an order",
    description:
      "One order with lines, parcels, refunds, what was asked of its channel and why it failed, and everything that happened in order of time. Use it for questions like: why did this order fail?",
    needs,
    asks: z.object({ order }),
    run: async ({ hub, input }) => {
      const id = await orderId(hub, input.order);
      const [shown, timeline] = [await hub({ path: `/orders/${id}` }), await hub({ path: `/orders/${id}/timeline` })];
      return { order: shown, timeline: itemsOf(timeline).slice(-40) };
    },
  }),
];

const stock: readonly Tool[] = [
  tool({
    name: "find_products",
    title: "Find products",
    description: "Variants by words, SKU or barcode, with price.",
    needs,
    asks: z.object({ words: z.string().min(1).max(200), limit: few }),
    run: ({ hub, input }) => hub({ path: "/variants", query: { q: input.words, limit: input.limit } }),
  }),
  tool({
    name: "show_stock",
    title: "Show the stock of a product",
    description:
      "Units of one SKU at each location, and what each channel shows and why: rules, reservations, what is on its way or failed.",
    needs,
    asks: z.object({ sku: z.string().min(1).max(255) }),
    run: async ({ hub, input }) => {
      const [variant] = itemsOf(await hub({ path: "/variants", query: { sku: input.sku, limit: 1 } }));
      if (!variant) return { found: false, sku: input.sku };
      const variantId = String(variant["id"]);
      return {
        variant,
        levels: itemsOf(await hub({ path: "/inventory/levels", query: { variantId } })),
        channels: itemsOf(await hub({ path: "/inventory/explain", query: { variantId } })),
      };
    },
  }),
  tool({
    name: "sells_out",
    title: "What sells out",
    description:
      "Products whose stock lasts no longer than some days (13 at most) at the pace of the last 30, alone and in bundles, the scarcest first. Use it for questions like: what sells out this week?",
    needs,
    asks: z.object({ days: z.int().min(0).max(13).default(7) }),
    run: ({ hub, input }) => hub({ path: "/analytics/running-out", query: { days: input.days } }),
  }),
];

const health: readonly Tool[] = [
  tool({
    name: "channels",
    title: "Channels and their health",
    description: "Every connected channel with state, health, last error and when it last worked.",
    needs,
    asks: z.object({}),
    run: ({ hub }) => hub({ path: "/stores", query: { kind: "commerce", limit: 100 } }),
  }),
  tool({
    name: "needs_attention",
    title: "What needs a person",
    description: "Open alerts with what to do, and how many conflicts and unlinked orders wait for a decision.",
    needs,
    asks: z.object({ limit: few }),
    run: async ({ hub, input }) => ({
      counts: await hub({ path: "/inbox/counts" }),
      alerts: itemsOf(await hub({ path: "/alerts", query: { state: "open", limit: input.limit } })),
    }),
  }),
  tool({
    name: "channel_activity",
    title: "What was sent to a channel, and what failed",
    description: "The latest attempts of one channel with their results and the platform's own words.",
    needs,
    asks: z.object({ channel: z.string().min(1).max(200), failedOnly: z.boolean().default(false), limit: few }),
    run: async ({ hub, input }) => {
      const id = await channelId(hub, input.channel);
      const query = { status: input.failedOnly ? "failed" : undefined, limit: input.limit };
      return hub({ path: `/stores/${id}/sync-logs`, query });
    },
  }),
];

const money: readonly Tool[] = [
  tool({
    name: "sales",
    title: "Sales",
    description:
      "Orders, units, gross, refunds and net between two days, by day, channel or product, with the same of the time before. Minor units of the currency named in the answer.",
    needs,
    asks: z.object({ from: day, to: day, by: z.enum(["day", "channel", "product"]).default("channel") }),
    run: async ({ hub, input: { from, to, by } }) => {
      const report = await hub({
        path: "/analytics/sales",
        query: { from, to, by: by === "channel" ? "store" : by, compare: "previous" },
      });
      const days = Array.isArray(report["days"]) ? report["days"].filter(isObject) : [];
      return { ...report, days: days.map(({ stores: _each, ...whole }) => whole) };
    },
  }),
];

export const readingTools: readonly Tool[] = [...orders, ...stock, ...health, ...money];

/**
 * Incidents: a buyer or the operator reports trouble with lines of an order (sheet section 4). They are read and shown; how
 * one is resolved is said in the marketplace's seller portal.
 */
import { z } from "zod";
import type { ChannelConversation } from "../../commerce/conversation.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { idText, listOf, optionalText, parseResponse, texts, time, within } from "../kit/parse/parse.ts";
import { type OpenRow, openListSweep } from "../kit/pull/open-list.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { read } from "./client.ts";
import { incidentPages } from "./limits.ts";
import { A_PAGE, rowsByIds } from "./order-read.ts";
import { orderPageSchema } from "./order-schemas.ts";

/** "Fetch with OR11?has_incident=true hourly" (sheet section 4). */
const EVERY_MS = 60 * 60_000;
export const INCIDENT = "incident:";

const schema = z.object({
  order_id: idText,
  last_updated_date: time,
  customer: z.object(texts("firstname", "lastname")).nullish(),
  order_lines: listOf(
    z.object({
      order_line_id: idText,
      order_line_state: z.string(),
      order_line_state_reason_label: optionalText,
      order_line_state_reason_code: optionalText,
      product_title: optionalText,
    }),
  ),
});

const ESSENTIAL: readonly string[] = [
  ...["order_id", "last_updated_date"],
  ...within("order_lines.*", "order_line_id", "order_line_state"),
];

/** The line's state is the truth (sheet section 4). */
const OPEN = "INCIDENT_OPEN";

function parse(raw: Json, ctx: Pick<Context, "drift">) {
  const order = parseResponse(schema, raw, { ctx, what: "order", essential: ESSENTIAL });
  return { ...order, open: order.order_lines.filter(({ order_line_state: state }) => state === OPEN) };
}

function toConversation(raw: Json, ctx: Pick<Context, "drift">): ChannelConversation {
  const { order_id: id, open, customer, last_updated_date: updated } = parse(raw, ctx);
  const at = new Date(updated).toISOString();
  const buyer = [customer?.firstname, customer?.lastname].filter(Boolean).join(" ");
  return {
    key: `${INCIDENT}${id}`,
    kind: "incident",
    orderKey: id,
    subject: open.map(({ product_title: title }) => title ?? "").join(", "),
    buyer: buyer === "" ? undefined : buyer,
    state: open.length > 0 ? "waiting_for_seller" : "closed",
    canReply: false,
    reason: open[0]?.order_line_state_reason_label ?? open[0]?.order_line_state_reason_code,
    // No field tells when an incident was opened; the order changed then.
    openedAt: at,
    updatedAt: at,
    messages: [],
  };
}

/** The incident of an order, closed where it has none; null: Mirakl knows no such order. */
export async function getIncident(orderId: string, ctx: Context): Promise<ChannelConversation | null> {
  const [raw] = await rowsByIds([orderId], "orders.get", ctx);
  return raw === undefined ? null : toConversation(raw, ctx);
}

async function listOpen(ctx: Context) {
  const found: Json[] = [];
  const most = incidentPages(ctx.connection) * A_PAGE;
  let total = 1;
  for (let last = -1; found.length < Math.min(total, most) && found.length !== last; ) {
    last = found.length;
    const body = await read(ctx, "/orders", "incidents.list", [
      ["has_incident", "true"],
      ["max", String(A_PAGE)],
      ["offset", String(found.length)],
    ]);
    const page = parseResponse(orderPageSchema, body, { ctx, what: "orders with incidents" });
    found.push(...page.orders);
    total = page.total_count;
  }
  const { items, unread } = await readSingly(found, (row): OpenRow<ChannelConversation> => {
    const { order_id: key, open } = parse(row, ctx);
    const mark = open.map((one) => `${one.order_line_id} ${one.order_line_state_reason_code ?? ""}`).join(";") || "-";
    return { key, mark, item: toConversation(row, ctx) };
  });
  // Those behind the last page are counted, and read when others are closed.
  return { rows: items, unread: unread.length + Math.max(0, total - most) };
}

export const incidents = openListSweep<ChannelConversation>({
  id: "incidents",
  everyMs: EVERY_MS,
  prefix: INCIDENT,
  list: listOpen,
  get: getIncident,
  isOpen: ({ state }) => state !== "closed",
});

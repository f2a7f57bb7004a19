/** Parcels TikTok carries: it gives label and tracking number; nothing of ours is sent (sheet section 5, B). */

import { z } from "zod";
import type { Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { optionalId, optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { attempt, done } from "./order-steps.ts";
import { unitState } from "./order-units.ts";
import type { Order, Unit } from "./schemas.ts";
import { NOTHING_OPEN, SHIPPED_ALREADY } from "./ship-answers.ts";
import { message } from "./words.ts";

/** The label is still being made by the carrier. */
const LABEL_PENDING = "11034037";
const LABEL_POLL_MS = 20_000;
const MAX_POLLS = 15;

interface Parcel {
  readonly order: Order;
  readonly units: readonly Unit[];
}

const savedSchema = z.object({ packages: z.array(z.string()), polls: z.number() });

export async function shipWithTikTok(run: CommandRun, parcel: Parcel, ctx: Context): Promise<CommandResult> {
  const saved = savedSchema.safeParse(run.saved);
  if (saved.success) return labelled(run, saved.data, ctx);
  if (parcel.units.length === 0) {
    // Arranged by an attempt whose answer was lost, or in Seller Center.
    const isShipped = parcel.order.line_items.some((unit) => unitState(unit, parcel.order) === "shipped");
    return isShipped
      ? done(message("done.carriesParcelAlready"), run.order.key, ctx)
      : rejected("nothing_open", NOTHING_OPEN);
  }
  const packages = await arrange(parcel, ctx);
  if ("state" in packages) return packages;
  const progress = { packages: [...packages.ids], polls: 0 };
  await run.save(progress);
  return labelled(run, progress, ctx);
}

type Arranged = { readonly ids: readonly string[] } | CommandResult;

async function arrange({ order, units }: Parcel, ctx: Context): Promise<Arranged> {
  const existing = [...new Set(units.flatMap(({ package_id }) => package_id ?? []))];
  const ids = existing.length > 0 ? existing : order.packages.map(({ id }) => id);
  if (ctx.connection.facts.region === "US" || ids.length === 0) return buyLabel({ order, units }, ctx);
  for (const id of ids) {
    const failure = await handOver(id, ctx);
    if (failure) return rejected(failure.code, failure.text);
  }
  return { ids };
}

const slotsSchema = z.object({
  can_pickup: z.boolean().nullish(),
  can_drop_off: z.boolean().nullish(),
  pickup_slots: z
    .array(z.object({ start_time: wholeNumber, end_time: wholeNumber, avaliable: z.boolean().nullish() }))
    .nullish(),
});

async function handOver(id: string, ctx: Context) {
  const base = `/fulfillment/202309/packages/${encodeURIComponent(id)}`;
  const data = await call({ method: "GET", url: `${base}/handover_time_slots`, operation: "packages.slots" }, ctx);
  const offered = parseResponse(slotsSchema, data, { ctx, what: "handover slots" });
  const slot = offered.pickup_slots?.find(({ avaliable }) => avaliable === true);
  const wantsPickup = ctx.connection.settings.handover === "PICKUP";
  const isPickup = offered.can_pickup === true && (wantsPickup || offered.can_drop_off !== true);
  const json: Json = isPickup
    ? {
        handover_method: "PICKUP",
        ...(slot ? { pickup_slot: { start_time: slot.start_time, end_time: slot.end_time } } : {}),
      }
    : { handover_method: "DROP_OFF" };
  return attempt(
    () => call({ method: "POST", url: `${base}/ship`, json, operation: "packages.ship" }, ctx),
    SHIPPED_ALREADY,
  );
}

const madeSchema = z.object({ package_id: optionalId });

/** American packages come into being with their label, which costs money: only where the seller said so. */
async function buyLabel({ order, units }: Parcel, ctx: Context): Promise<Arranged> {
  const { buysLabels } = ctx.connection.settings;
  if (buysLabels !== true && buysLabels !== "true")
    return rejected("label_costs", message("refused.shipsOrderLabelBoughtBuy"));
  let bought: Json = {};
  const json = { order_id: order.id, order_line_item_ids: units.map(({ id }) => id) };
  const failure = await attempt(async () => {
    bought = await call(
      { method: "POST", url: "/fulfillment/202309/packages", json, operation: "packages.create" },
      ctx,
    );
  });
  if (failure) return rejected(failure.code, failure.text);
  const { package_id: id } = parseResponse(madeSchema, bought, { ctx, what: "package" });
  return { ids: id === undefined ? [] : [id] };
}

const labelSchema = z.object({ doc_url: optionalText, tracking_number: optionalText });

/** Waits for the carrier's label; the parcel is under way with or without our having seen it. */
async function labelled(
  run: CommandRun,
  { packages, polls }: z.output<typeof savedSchema>,
  ctx: Context,
): Promise<CommandResult> {
  const labels: Message[] = [];
  for (const id of packages) {
    const label = await labelOf(id, ctx);
    if (label === "pending" && polls < MAX_POLLS)
      return { state: "pending", saved: { packages, polls: polls + 1 }, pollAfterMs: LABEL_POLL_MS };
    if (label === "pending" || label === null) continue;
    if (label.tracking_number) labels.push(message("done.trackingNumber", { number: label.tracking_number }));
    if (label.doc_url) labels.push(message("done.label", { url: label.doc_url }));
  }
  const found = labels.length === 0 ? [message("done.labelInSellerCenter")] : labels;
  return done([message("done.carriesParcel"), ...found], run.order.key, ctx);
}

async function labelOf(id: string, ctx: Context): Promise<z.output<typeof labelSchema> | "pending" | null> {
  try {
    const url = `/fulfillment/202309/packages/${encodeURIComponent(id)}/shipping_documents`;
    const query = [["document_type", "SHIPPING_LABEL"]] as const;
    const data = await call({ method: "GET", url, query, operation: "packages.label" }, ctx);
    return parseResponse(labelSchema, data, { ctx, what: "label" });
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "rejected") throw error;
    return error.info.code === LABEL_PENDING ? "pending" : null;
  }
}

/**
 * Buying labels. A rate is bought by its id and has no idempotency key: the id is kept before it is bought, and what was
 * bought of it is listed by it (sheet section 5.3).
 */
import { z } from "zod";
import { formatDecimal, type Money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { BookedShipment, ShipmentDraft } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { BookingResult, BookingRun, CancelResult, OpenShipment, Shipments } from "../kit/contract/couriers.ts";
import { each, parseResponse } from "../kit/parse/parse.ts";
import { carrierOf } from "./auth.ts";
import { LABEL_FORMATS } from "./meta.ts";
import { askRates, insuranceIn, lacksOf, quotedMessages, serviceOf } from "./quote.ts";
import { type Rate, refund, type Transaction, transaction, transactions } from "./schemas.ts";
import { message } from "./words.ts";

/** A rate may be bought for seven days. */
const RATE_LIVES_MS = 6 * 24 * 60 * 60_000;
const POLL_MS = 20_000;
const BOUGHT = new Set(["SUCCESS", "REFUNDPENDING", "REFUNDED", "REFUNDREJECTED"]);
const UNDER_WAY = new Set(["QUEUED", "WAITING"]);

const savedSchema = z.object({
  ...each(z.string(), "rate", "amount", "currency", "provider", "service", "account"),
  at: z.number(),
  /** Shippo's ids of the parcels, in our order. */
  parcels: z.array(z.string()),
  /** What of the amount is for the insurance, where Shippo tells. */
  insurance: z.string().optional(),
  /** Bought, and not made yet. */
  transaction: z.string().optional(),
});
type Saved = z.output<typeof savedSchema>;

const progressOf = ({ transaction, insurance, ...saved }: Saved): Json => ({
  ...saved,
  ...(insurance === undefined ? {} : { insurance }),
  ...(transaction === undefined ? {} : { transaction }),
});

export const shipments: Shipments = {
  mostParcels: 20,
  directions: ["forward"],
  lacks: lacksOf,
  collects: false,
  insures: true,
  settlesWithinMs: 90_000,
  book,
  async find({ draft, saved }, ctx) {
    const existing = savedSchema.safeParse(saved).data;
    // Nothing is bought before the rate's id is kept.
    if (!existing) return { state: "absent" };
    const all = await boughtOf(existing.rate, ctx);
    if (all.some(({ status }) => UNDER_WAY.has(status))) return { state: "unsure", pollAfterMs: POLL_MS };
    const made = all.filter(({ status }) => BOUGHT.has(status));
    if (made.length === 0) return { state: "absent" };
    if (made.length < draft.parcels.length) return { state: "unsure", pollAfterMs: POLL_MS };
    return { state: "found", shipment: await bookedOf(draft, existing, made, ctx) };
  },
  cancel,
};

async function book(run: BookingRun, ctx: Context): Promise<BookingResult> {
  const { draft } = run;
  const earlier = savedSchema.safeParse(run.saved).data;
  if (earlier?.transaction !== undefined) return outcome(draft, earlier, await get(earlier.transaction, ctx), ctx);
  const isFresh = earlier !== undefined && ctx.clock.now() - earlier.at < RATE_LIVES_MS;
  const chosen = isFresh ? earlier : await choose(draft, ctx);
  if ("state" in chosen) return chosen;
  await run.save(progressOf(chosen));
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/transactions",
    json: { rate: chosen.rate, label_file_type: formatOf(draft, ctx), metadata: draft.reference, async: false },
    operation: "transactions.buy",
    timeoutMs: 60_000,
  });
  return outcome(draft, chosen, parseResponse(transaction, body, { ctx, what: "the label" }), ctx);
}

function formatOf(draft: ShipmentDraft, ctx: Context): string {
  const requested = draft.labelFormat ?? ctx.connection.settings.labelFormat;
  return LABEL_FORMATS.find(({ value }) => value === requested)?.value ?? "PDF_4x6";
}

/** The rate to buy: of the service asked for, else the cheapest; never dearer than agreed. */
async function choose(draft: ShipmentDraft, ctx: Context): Promise<Saved | BookingResult> {
  const { rates, parcels, text } = await askRates(draft, draft.reference, ctx);
  const rate = draft.service === undefined ? rates[0] : rates.find((one) => serviceOf(one) === draft.service);
  if (!rate) {
    const why = text === "" ? message("refused.noCarrierTakesParcel") : text;
    return { state: "refused", code: "no_rates", text: why };
  }
  const price = parseMoney(rate.amount, rate.currency);
  if (draft.price && isDearer(price, draft.price)) {
    const now = `${formatDecimal(price)} ${price.currency}`;
    return { state: "refused", code: "price", text: message("refused.priceNowAskRatesAgain", { price: now }) };
  }
  return savedOf(rate, parcels, ctx);
}

const isDearer = (price: Money, agreed: Money) => price.currency !== agreed.currency || price.minor > agreed.minor;

function savedOf(rate: Rate, parcels: readonly string[], ctx: Context): Saved {
  const insurance = insuranceIn(rate);
  return {
    parcels: [...parcels],
    rate: rate.object_id,
    amount: rate.amount,
    currency: rate.currency,
    provider: rate.provider,
    service: rate.servicelevel.name ?? rate.servicelevel.token ?? "",
    account: rate.carrier_account,
    ...(insurance && { insurance: formatDecimal(insurance) }),
    at: ctx.clock.now(),
  };
}

/** 201 is no success: the status says what became of it. */
async function outcome(draft: ShipmentDraft, saved: Saved, made: Transaction, ctx: Context): Promise<BookingResult> {
  if (UNDER_WAY.has(made.status))
    return { state: "pending", saved: progressOf({ ...saved, transaction: made.object_id }), pollAfterMs: POLL_MS };
  if (!BOUGHT.has(made.status)) {
    const text = quotedMessages(made.messages);
    return { state: "refused", code: "carrier", text: text === "" ? message("refused.carrierNotMakeLabel") : text };
  }
  const all = draft.parcels.length === 1 ? [made] : await boughtOf(saved.rate, ctx);
  const labels = all.filter(({ status }) => BOUGHT.has(status));
  if (labels.length < draft.parcels.length)
    return { state: "pending", saved: progressOf({ ...saved, transaction: made.object_id }), pollAfterMs: POLL_MS };
  return { state: "booked", shipment: await bookedOf(draft, saved, labels, ctx) };
}

async function boughtOf(rateId: string, ctx: Context): Promise<readonly Transaction[]> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "/transactions",
    query: [
      ["rate", rateId],
      ["results", "100"],
    ],
    operation: "transactions.list",
  });
  return parseResponse(transactions, body, { ctx, what: "labels" }).results;
}

async function bookedOf(
  draft: ShipmentDraft,
  saved: Saved,
  labels: readonly Transaction[],
  ctx: Context,
): Promise<BookedShipment> {
  const url = labels[0]?.tracking_url_provider;
  return {
    key: saved.rate,
    carrier: saved.provider,
    serviceName: saved.service,
    ...(url && { trackingUrl: url }),
    charge: parseMoney(saved.amount, saved.currency),
    ...(saved.insurance !== undefined && { insurance: parseMoney(saved.insurance, saved.currency) }),
    ext: { carrier: await carrierOf(saved.account, ctx) },
    parcels: draft.parcels.map(({ reference }, n) => {
      const one = labels.length === 1 ? labels[0] : labels.find(({ parcel }) => parcel === saved.parcels[n]);
      return { reference, trackingNumber: one?.tracking_number ?? "", key: one?.object_id ?? "" };
    }),
  };
}

export async function get(id: string, ctx: Context): Promise<Transaction> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `/transactions/${encodeURIComponent(id)}`,
    operation: "transactions.get",
  });
  return parseResponse(transaction, body, { ctx, what: "the label" });
}

/** A refund asked for is a label not used; the money follows within days or weeks. Asked twice it is one refund. */
async function cancel({ shipment }: OpenShipment, ctx: Context): Promise<CancelResult> {
  for (const { key } of shipment.parcels) {
    const { status } = await get(key, ctx);
    if (status === "REFUNDED" || status === "REFUNDPENDING") continue;
    const { body } = await ctx.http.json({
      method: "POST",
      url: "/refunds",
      json: { transaction: key, async: false },
      operation: "refunds.create",
    });
    const requested = parseResponse(refund, body, { ctx, what: "the refund" });
    if (requested.status === "ERROR") return { state: "refused", text: message("refused.carrierTakesLabelBackNo") };
  }
  return { state: "cancelled", text: message("done.labelCancelledCarrierPaysBack") };
}

import { z } from "zod";
import { type MessagePart, message } from "../../commerce/message.ts";
import type { PriceStep } from "../../commerce/pricing.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, answer, id, messageSchema, time, typed } from "../answer-schemas.ts";
import { loadPricePicture, priceTarget, type TargetPrice } from "../prices/price-picture.ts";
import { rateSchema } from "../prices/rates.ts";
import { refusal } from "../refusals.ts";
import { type PushedListing, pushBlockers } from "./push-blockers.ts";

const stepSchema = z.object({ label: z.string(), said: answer, value: z.string(), currency: z.string() });

/** Why a channel is shown this price. */
const shownPriceSchema = z.object({
  currency: z.string().nullable(),
  desiredMinor: typed<bigint>(z.union([z.int(), z.string()]))
    .describe("minor units")
    .nullable(),
  expectedMinor: typed<bigint>(z.union([z.int(), z.string()]))
    .describe("minor units")
    .nullable(),
  observedMinor: typed<bigint>(z.union([z.int(), z.string()]))
    .describe("minor units")
    .nullable(),
  observedAt: time.nullable(),
  confirmedAt: time.nullable(),
  state: z.string(),
  error: z.string().nullable(),
});

interface ShownPrice extends Answered<typeof shownPriceSchema> {
  readonly errorTold: readonly MessagePart[] | null;
}

export const priceExplanationSchema = z
  .object({
    listingId: id,
    storeId: id,
    storeName: z.string(),
    sku: z.string().nullable(),
    title: z.string(),
    /** Why nothing is pushed although the arithmetic below says so; empty when it is. */
    notPushed: z.array(messageSchema),
    currency: z.string().nullable(),
    priceMinor: typed<bigint>(z.union([z.int(), z.string()]))
      .describe("minor units")
      .nullable(),
    compareAtMinor: typed<bigint>(z.union([z.int(), z.string()]))
      .describe("minor units")
      .nullable(),
    origin: z.enum(["override", "rule", "variant"]).nullable(),
    rule: z.object({ id, name: z.string() }).nullable(),
    rate: rateSchema.omit({ id: true, createdAt: true }).nullable(),
    steps: z.array(typed<PriceStep>(stepSchema)),
    compareAtSteps: z.array(typed<PriceStep>(stepSchema)),
    override: z.object({ setBy: z.string().nullable(), setAt: time.nullable() }).nullable(),
    channel: typed<ShownPrice>(shownPriceSchema).nullable(),
  })
  .meta({ id: "PriceExplanation", description: "Why a channel is shown this price" });

export type PriceExplanation = Answered<typeof priceExplanationSchema>;

interface Row extends PushedListing {
  readonly connectionId: string;
  readonly storeName: string;
  readonly title: string;
  readonly sku: string | null;
  readonly priceSync: boolean;
}

interface Stored extends NonNullable<PriceExplanation["channel"]> {
  readonly isOverridden: boolean;
  readonly setBy: string | null;
  readonly setAt: Date | null;
}

const LISTING = `
  select ${columns("l", "connectionId variantId")}, c.name as "storeName", c.state as "storeState",
    ${columns("c", "breaker breakerUntil")}, ${columns("l", "title sku priceSync active")},
    l.gone_at is not null as "isGone"
  from listing l join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
  where l.organization_id = argosy.tenant() and l.id = $1`;

const STORED = `
  select ${columns("", "currency desiredMinor expectedMinor observedMinor observedAt")}, acked_at as "confirmedAt",
    state, error,
      error_said as "errorTold",
    override_minor is not null as "isOverridden", override_by as "setBy", override_at as "setAt"
  from listing_price where organization_id = argosy.tenant() and listing_id = $1 and site = ''`;

/** "Why 12.99?": from our price to the number sent, and what the channel last confirmed. Throws HubError LISTING_UNKNOWN. */
export async function explainPrice(tx: Tx, listingId: string, now: Date): Promise<PriceExplanation> {
  const listing = await tx.maybe<Row>(LISTING, [listingId]);
  if (!listing) throw refusal("LISTING_UNKNOWN");
  const stored = await tx.maybe<Stored>(STORED, [listingId]);
  const { connectionId, variantId, storeName, sku, title } = listing;
  const price = variantId === null ? null : await priceOf(tx, { listingId, connectionId, variantId }, now);
  return {
    listingId,
    storeId: connectionId,
    storeName,
    sku,
    title,
    notPushed: [
      ...pushBlockers(listing, now),
      ...(listing.priceSync ? [] : [message("notSent.priceOff")]),
      ...(price?.held ? [price.held.said] : []),
    ],
    currency: price?.currency ?? null,
    priceMinor: price?.priceMinor ?? null,
    compareAtMinor: price?.compareAtMinor ?? null,
    origin: price?.origin ?? null,
    rule: price?.rule ?? null,
    rate: price?.rate ?? null,
    steps: price?.steps ?? [],
    compareAtSteps: price?.compareAtSteps ?? [],
    override: stored?.isOverridden ? { setBy: stored.setBy, setAt: stored.setAt } : null,
    channel: stored ? channelOf(stored) : null,
  };
}

async function priceOf(
  tx: Tx,
  target: { readonly listingId: string; readonly connectionId: string; readonly variantId: string },
  now: Date,
): Promise<TargetPrice> {
  return priceTarget(await loadPricePicture(tx, [target], now), target);
}

function channelOf({ isOverridden: _is, setBy: _by, setAt: _at, ...channel }: Stored): PriceExplanation["channel"] {
  return channel;
}

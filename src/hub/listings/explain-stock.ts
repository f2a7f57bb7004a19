import { z } from "zod";
import type { StockRule, UnitsToShowStep } from "../../commerce/inventory.ts";
import { type Message, type MessagePart, message } from "../../commerce/message.ts";
import type { ListingIssue } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, answer, id, messageSchema, time, typed } from "../answer-schemas.ts";
import { compareStock, IS_UNDECIDED, sumsOf } from "../inventory/compared-stock.ts";
import { IS_COUNTED } from "../inventory/counting.ts";
import { type LevelKey, levelKey } from "../inventory/ledger.ts";
import {
  type CountedLevel,
  countedLevelSchema,
  loadStockInputs,
  ruleOf,
  type StockTarget,
  unitsToShowByLocation,
  unwrittenLocations,
} from "../inventory/units-to-show.ts";
import { refusal } from "../refusals.ts";
import { ISSUES, listingIssueSchema } from "./listings.ts";
import { type PushedListing, pushBlockers } from "./push-blockers.ts";

const explainedLevelSchema = countedLevelSchema.extend({
  reservedByPrograms: z.int().describe("of what is reserved: units a program holds, not an order"),
  heldOfLots: z.int().describe("of what is reserved: units of lots that expired or are blocked"),
});

export type ExplainedLevel = Answered<typeof explainedLevelSchema>;

const channelStateSchema = z.object({
  desired: z.int().nullable(),
  /** What the channel is believed to show; null: it has to be looked at first. */
  expected: z.int().nullable(),
  observed: z.int().nullable(),
  observedAt: time.nullable(),
  sentAt: time.nullable(),
  confirmedAt: time.nullable(),
  /** idle, waiting, sent, failed, rejected. */
  state: z.string(),
  /** When it is sent or tried again; null: nothing is to be sent. */
  dueAt: time.nullable(),
  attempts: z.int(),
  error: z.string().nullable(),
  committed: z.int().nullable().describe("units the channel says its own open orders wait for, where it says"),
  isBeingChecked: z.boolean(),
});

export interface ChannelState extends Answered<typeof channelStateSchema> {
  readonly errorTold: readonly MessagePart[] | null;

  /** Why a person is waited for; null when nobody is. */
  readonly heldAs: "zero" | "lower" | "dispute" | null;
}

export const stockExplanationSchema = z
  .object({
    listingId: id,
    storeId: id,
    /** Null: not linked. */
    variantId: id.nullable(),
    storeName: z.string(),
    issues: z.array(typed<ListingIssue>(listingIssueSchema)).describe("what the channel finds wrong with the item"),
    title: z.string(),
    sku: z.string().nullable(),
    undecided: z
      .object({ ours: z.int().nullable(), theirs: z.int().nullable() })
      .nullable()
      .describe("units Argosy would send and the channel shows, while it is not decided which is right"),
    /** Why nothing is pushed although the arithmetic below says so; empty when it is. */
    notPushed: z.array(messageSchema),
    locations: z.array(
      z.object({
        /** The channel's location; "" on channels with a single number. */
        location: z.string(),
        /** What the channel should show by today's levels and rules. */
        quantity: z.int(),
        steps: z.array(typed<UnitsToShowStep>(z.object({ label: z.string(), said: answer, value: z.int() }))),
        /** What lies at your chosen locations; of a bundle, of its components. */
        levels: z.array(explainedLevelSchema),
        channel: typed<ChannelState>(channelStateSchema).nullable(),
      }),
    ),
    rule: typed<StockRule & { readonly keep: number; readonly isOwn: boolean }>(
      z.object({
        buffer: z.int(),
        percent: z.int().nullable(),
        cap: z.int().nullable(),
        zeroBelow: z.int(),
        keep: z.int().describe("units kept for this channel"),
        isOwn: z.boolean().describe("parts of it are the listing's own"),
      }),
    ),
    unwritten: z.array(z.string()).describe("the channel's locations no number is written to"),
  })
  .meta({ id: "StockExplanation", description: "Why a channel is shown this number" });

export type StockExplanation = Answered<typeof stockExplanationSchema>;

interface ListingRow extends PushedListing {
  readonly connectionId: string;
  readonly storeName: string;
  readonly issues: readonly ListingIssue[];
  readonly title: string;
  readonly sku: string | null;
  readonly stockSync: boolean;
  readonly isUndecided: boolean;
  readonly storeSync: boolean;
  readonly counted: boolean;
  /** The variant's own switch. */
  readonly isCounted: boolean;
}

const LISTING = `
  select l.connection_id as "connectionId", l.variant_id as "variantId", c.name as "storeName", c.state as "storeState",
    c.breaker, c.breaker_until as "breakerUntil", l.title, l.sku, ${ISSUES} as issues, l.stock_sync as "stockSync",
    ${IS_UNDECIDED} as "isUndecided",
    coalesce(c.settings->'inventory'->>'enabled', 'true') = 'true'
      and coalesce(c.settings->'inventory'->>'fulfilledBy', 'all') <> 'marketplace' as "storeSync", l.active, l.counted,
      ${IS_COUNTED("l.variant_id")} as "isCounted", l.gone_at is not null as "isGone"
  from listing l
  join product_listing p on p.organization_id = argosy.tenant() and p.id = l.product_listing_id
  join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
  where l.organization_id = argosy.tenant() and l.id = $1`;

const STATES = `
  select location, desired, expected, observed, committed, observed_at as "observedAt", sent_at as "sentAt",
    acked_at as "confirmedAt", state, due_at as "dueAt", attempts, error, error_said as "errorTold",
    recheck as "isBeingChecked", held_as as "heldAs"
  from listing_stock where organization_id = argosy.tenant() and listing_id = $1`;

/**
 * "Why 3?": the arithmetic from levels to the number pushed, and what the channel last confirmed. Throws HubError
 * LISTING_UNKNOWN.
 */
export async function explainListing(tx: Tx, listingId: string, now: Date): Promise<StockExplanation> {
  const listing = await tx.maybe<ListingRow>(LISTING, [listingId]);
  if (!listing) throw refusal("LISTING_UNKNOWN");
  const { connectionId, variantId, storeName, title, sku, issues } = listing;
  const states = await tx.rows<ChannelState & { location: string }>(STATES, [listingId]);
  const target = { listingId, connectionId, variantId: variantId ?? "" };
  const inputs = await loadStockInputs(tx, variantId ? [target] : []);
  const allocations = variantId ? unitsToShowByLocation(inputs, target) : [];
  const holders = await heldByOthers(
    tx,
    allocations.flatMap(({ levels }) => levels),
  );
  return {
    listingId,
    storeId: connectionId,
    variantId,
    storeName,
    issues,
    title,
    sku,
    undecided: listing.isUndecided ? await bothNumbers(tx, target, states) : null,
    notPushed: [...reasons(listing, now), ...heldReasons(states)],
    rule: { ...ruleOf(inputs, target), isOwn: inputs.itemRules.has(listingId) },
    unwritten: unwrittenLocations(inputs, connectionId),
    locations: allocations.map(({ location, quantity, steps, levels }) => {
      const found = states.find((state) => state.location === location);
      return { location, quantity, steps, levels: levels.map(holders), channel: found ? channelState(found) : null };
    }),
  };
}

/** Of what was never counted here there is only the channel's. */
async function bothNumbers(
  tx: Tx,
  target: StockTarget,
  states: readonly ChannelState[],
): Promise<NonNullable<StockExplanation["undecided"]>> {
  const [compared] = await compareStock(tx, target.connectionId, [target]);
  if (compared) return sumsOf(compared);
  const seen = states.flatMap(({ observed }) => observed ?? []);
  return { ours: null, theirs: seen.length === 0 ? null : seen.reduce((sum, units) => sum + units, 0) };
}

/** What is reserved and not for orders. */
async function heldByOthers(tx: Tx, levels: readonly CountedLevel[]): Promise<(level: CountedLevel) => ExplainedLevel> {
  const rows = await tx.rows<LevelKey & { readonly programs: number; readonly lots: number }>(
    `select variant_id as "variantId", location_id as "locationId", argosy.int_sum(sum(programs)) as programs,
       argosy.int_sum(sum(lots)) as lots
     from (
       select variant_id, location_id, quantity as programs, 0 as lots from argosy.stock_reservation
       where organization_id = argosy.tenant() and variant_id = any($1::uuid[]) and state = 'held'
       union all
       select variant_id, location_id, 0, held from argosy.lot_stock
       where organization_id = argosy.tenant() and variant_id = any($1::uuid[]) and held > 0) h
     group by 1, 2`,
    [[...new Set(levels.map((level) => level.variantId))]],
  );
  const held = new Map(rows.map((row) => [levelKey(row), row]));
  return (level) => {
    const { programs = 0, lots = 0 } = held.get(levelKey(level)) ?? {};
    return { ...level, reservedByPrograms: programs, heldOfLots: lots };
  };
}

function channelState({ location: _, ...state }: ChannelState & { location: string }): ChannelState {
  return state;
}

function reasons(listing: ListingRow, now: Date): Message[] {
  return [
    ...pushBlockers(listing, now),
    ...(listing.stockSync ? [] : [message(listing.isUndecided ? "notSent.undecided" : "notSent.stockOff")]),
    ...(listing.storeSync ? [] : [message("notSent.stockOffForStore")]),
    ...(listing.counted ? [] : [message("notSent.notCounted")]),
    ...(listing.isCounted || !listing.counted ? [] : [message("notSent.notCountedHere")]),
  ];
}

function heldReasons(states: readonly ChannelState[]): Message[] {
  const held = new Set(states.flatMap(({ heldAs }) => heldAs ?? []));
  return [...held].map((as) => message(`notSent.held.${as}`));
}

/** Whose number is right: settled for what was decided, held for what was not. */
import { type Actor, systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { shareStock } from "../../hub/catalog/shared-stock.ts";
import { bundlesAmong } from "../../hub/inventory/bundles-among.ts";
import { takeChannelDifference } from "../../hub/inventory/channel-difference.ts";
import { COUNTED, compareStock, IS_UNDECIDED, isDifferent } from "../../hub/inventory/compared-stock.ts";
import { lockStockOf } from "../../hub/inventory/ledger.ts";
import { NUMBERED } from "../../hub/inventory/numbered.ts";
import { retellUndecided } from "../../hub/listings/undecided-stock.ts";
import { type Chunk, type Outcome, type PlanItem, type Settled, skipped } from "./item.ts";
import { openStock } from "./opening-stock.ts";

interface Pair {
  readonly listingId: string;
  readonly variantId: string;
}

/** Before items are linked: opens the stock of what was never counted, and holds back every number that is not settled. */
export async function prepareStock(
  tx: Tx,
  links: readonly Pair[],
  chunk: Chunk,
  how: { readonly created: boolean },
): Promise<void> {
  const { isOurs, shared, counted, uncounted } = await lockPairs(tx, links, chunk);
  // Ours would be written to the channel as zero where we never had a number. What was first seen there has no other one.
  const opens = chunk.stockFrom === "channel" || (isOurs && how.created);
  if (opens) await openStock(tx, [...shared, ...uncounted], chunk);
  const unsettled = isOurs ? await undecided(tx, counted, chunk) : await differing(tx, counted, chunk.connectionId);
  await hold(tx, unsettled, "decision");
  // A given quantity decides: no further answer is needed.
  if (!opens) await hold(tx, ids(uncounted), isOurs ? "number" : "decision");
}

interface Locked {
  /** Ours is called right. */
  readonly isOurs: boolean;
  /** Items of stock that several variants share. */
  readonly shared: readonly Pair[];
  /** With a number here of its own, where ours counts; where the channel's does, ever counted. */
  readonly counted: readonly Pair[];
  readonly uncounted: readonly Pair[];
}

/** Locks the stock of these items: another store's plan, or a person, may be giving them their first number just now. */
async function lockPairs(
  tx: Tx,
  pairs: readonly Pair[],
  { stockFrom, now }: Pick<Chunk, "stockFrom" | "now">,
): Promise<Locked> {
  const shared = await shareStock(tx, pairs, now);
  await lockStockOf(
    tx,
    pairs.map((pair) => pair.variantId),
  );
  const isOurs = stockFrom === "hub";
  const counted = await variantsThat(tx, isOurs ? NUMBERED : COUNTED, pairs);
  const isCounted = ({ variantId }: Pair) => counted.has(variantId);
  return { isOurs, shared, counted: pairs.filter(isCounted), uncounted: pairs.filter((pair) => !isCounted(pair)) };
}

const ids = (pairs: readonly Pair[]): string[] => pairs.map((pair) => pair.listingId);

async function variantsThat(
  tx: Tx,
  condition: (variant: string) => string,
  pairs: readonly Pair[],
): Promise<Set<string>> {
  const rows = await tx.rows<{ id: string }>(
    `select v as id from unnest($1::uuid[]) as w(v) where ${condition("w.v")}`,
    [[...new Set(pairs.map((pair) => pair.variantId))]],
  );
  return new Set(rows.map((row) => row.id));
}

async function differing(tx: Tx, pairs: readonly Pair[], connectionId: string): Promise<string[]> {
  return (await compareStock(tx, connectionId, pairs)).filter(isDifferent).map((one) => one.listingId);
}

/** Items the plan asks about: held until their answer is applied, after the links. */
async function undecided(tx: Tx, pairs: readonly Pair[], { runId }: Chunk): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select listing_id as id
     from plan_item
     where organization_id = argosy.tenant() and run_id = $1 and listing_id = any($2) and field = 'stock'
       and state = 'planned'`,
    [runId, pairs.map((pair) => pair.listingId)],
  );
  return rows.map((row) => row.id);
}

/** Held until a person chooses a quantity or enters one; what a person switched off stays off. */
async function hold(tx: Tx, listingIds: readonly string[], until: "decision" | "number"): Promise<void> {
  if (listingIds.length === 0) return;
  await tx.run(
    `update listing
     set stock_sync = false, stock_waits = true, awaits_number = $2
     where organization_id = argosy.tenant() and id = any($1) and stock_sync`,
    [listingIds, until === "number"],
  );
}

async function release(tx: Tx, listingIds: readonly string[]): Promise<void> {
  if (listingIds.length === 0) return;
  await tx.run(
    `update listing
     set stock_sync = true, stock_waits = false, awaits_number = false
     where organization_id = argosy.tenant() and id = any($1) and state = 'mapped' and stock_waits`,
    [listingIds],
  );
}

/** Applies decisions: the number of the side that was called right is taken by the other. */
export async function settleStock(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  if (chunk.stockFrom === "none") return new Map(items.map((item) => [item.id, skipped(message("plan.stockLeft"))]));
  const linked = await stillWaiting(tx, items);
  const settled = new Map<string, Outcome>(items.map((item) => [item.id, skipped(message("plan.changedSince"))]));
  const found = items.filter((item) => linked.has(item.listingId ?? ""));
  const occasion = { ...chunk, ref: `first-sync:${chunk.runId}`, by: systemActor };
  const left = chunk.stockFrom === "channel" ? await takeTheirs(tx, [...linked.values()], occasion) : new Set<string>();
  await release(
    tx,
    [...linked.keys()].filter((id) => !left.has(id)),
  );
  const outcome: Outcome = chunk.stockFrom === "hub" ? { state: "sent", seq: null } : null;
  const bundle = skipped(message("refused.bundleNumber"));
  for (const item of found) settled.set(item.id, left.has(item.listingId ?? "") ? bundle : outcome);
  return settled;
}

async function stillWaiting(tx: Tx, items: readonly PlanItem[]): Promise<Map<string, Pair>> {
  const rows = await tx.rows<Pair>(
    `select id as "listingId", variant_id as "variantId"
     from listing
     where organization_id = argosy.tenant() and id = any($1)
       and state = 'mapped' and stock_waits and gone_at is null`,
    [items.flatMap((item) => item.listingId ?? [])],
  );
  return new Map(rows.map((row) => [row.listingId, row]));
}

interface Occasion {
  readonly connectionId: string;
  /** Names it: the same difference has one effect. */
  readonly ref: string;
  readonly by: Actor;
  readonly now: Date;
}

/** Answers the bundles that still differ once the numbers of all others are taken: theirs are no number of their parts. */
async function takeTheirs(
  tx: Tx,
  pairs: readonly Pair[],
  { connectionId, ref, by, now }: Occasion,
): Promise<ReadonlySet<string>> {
  const bundles = await bundlesAmong(
    tx,
    pairs.map((pair) => pair.variantId),
  );
  const isBundle = ({ variantId }: Pair) => bundles.has(variantId);
  const compared = await compareStock(
    tx,
    connectionId,
    pairs.filter((pair) => !isBundle(pair)),
  );
  await takeChannelDifference(tx, {
    connectionId,
    rows: compared.flatMap(({ listingId, variantId, places }) =>
      places
        .filter((location) => location.ours !== location.theirs)
        .map(({ location, ours, theirs }) => ({ listingId, variantId, location, delta: theirs - ours })),
    ),
    ref,
    by,
    now,
  });
  return new Set(await differing(tx, pairs.filter(isBundle), connectionId));
}

const WAITING = `
  select id as "listingId", variant_id as "variantId"
  from listing
  where organization_id = argosy.tenant() and connection_id = $1 and stock_waits
    and state = 'mapped' and gone_at is null and id > $2 order by id limit 500`;

/**
 * Listings whose stock an earlier sync left open, now that somebody says whose is right: what was never counted opens
 * with the channel's number, what is the same on both sides needs no decision. Answers where to go on; null at the end.
 */
export async function settleWaiting(tx: Tx, chunk: Chunk, after: string): Promise<string | null> {
  const pairs = await tx.rows<Pair>(WAITING, [chunk.connectionId, after]);
  const { isOurs, shared, counted, uncounted } = await lockPairs(tx, pairs, chunk);
  if (chunk.stockFrom === "channel") await openStock(tx, [...shared, ...uncounted], chunk);
  const compared = await compareStock(tx, chunk.connectionId, counted);
  const same = compared.filter((one) => !isDifferent(one)).map((one) => one.listingId);
  await release(tx, [...same, ...(chunk.stockFrom === "channel" ? ids(uncounted) : [])]);
  await awaitNumbers(tx, isOurs ? ids(uncounted) : []);
  return pairs.length === 500 ? (pairs.at(-1)?.listingId ?? null) : null;
}

async function awaitNumbers(tx: Tx, listingIds: readonly string[]): Promise<void> {
  if (listingIds.length === 0) return;
  await tx.run(
    `update listing
     set awaits_number = true
     where organization_id = argosy.tenant() and id = any($1) and stock_waits and not awaits_number`,
    [listingIds],
  );
}

export interface SettleByHand {
  readonly connectionId: string;
  readonly listingIds: readonly string[];
  /** Whose number is right. */
  readonly stockFrom: "channel" | "hub";
  readonly by: Actor;
  readonly now: Date;
}

const UNDECIDED = `
  select l.id as "listingId", l.variant_id as "variantId" from argosy.listing l
  where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.id = any($2::uuid[]) and ${IS_UNDECIDED}
  order by l.id`;

/** Items by their listing. */
interface SettledByHand {
  readonly settled: ReadonlySet<string>;
  /** Still open: bundles, of which the channel's number was said to be right. */
  readonly bundles: ReadonlySet<string>;
}

/**
 * A person says whose number of single items is right: the channel's is taken as a change of ours, or ours is sent. Answers
 * the items it was open for; of which nobody ever gave a number of ours, that is awaited.
 */
export async function settleByHand(tx: Tx, input: SettleByHand): Promise<SettledByHand> {
  const { connectionId, now, by } = input;
  const pairs = await tx.rows<Pair>(UNDECIDED, [connectionId, input.listingIds]);
  const { isOurs, shared, counted, uncounted } = await lockPairs(tx, pairs, input);
  let bundles: ReadonlySet<string> = new Set();
  if (!isOurs) {
    await openStock(tx, [...shared, ...uncounted], { connectionId, now });
    bundles = await takeTheirs(tx, counted, { connectionId, ref: `decision:${now.toISOString()}`, by, now });
  }
  const decided = ids(pairs).filter((id) => !bundles.has(id));
  await release(tx, isOurs ? ids(counted) : decided);
  await awaitNumbers(tx, isOurs ? ids(uncounted) : []);
  if (pairs.length > 0) await retellUndecided(tx, connectionId, { actor: by, now });
  return { settled: new Set(decided), bundles };
}

/**
 * A product was edited on its channel: three sides are compared, what both last agreed on, ours now, the channel's
 * now. What only one side changed is no conflict; what both changed is settled by the store's policy.
 */

import { message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { lockSkus } from "../catalog/skus.ts";
import { closeConflicts, type FoundConflict, noteConflicts } from "../conflict-writer.ts";
import { entryOf, remember, type StoredBase } from "../content-comparison/base.ts";
import { type Compared, compareContent } from "../content-comparison/fields.ts";
import { contentPairs, type StoredPair } from "../content-comparison/pairs.ts";
import { type Policy, policyOf, readSettings, type StoreSettings } from "../stores/settings.ts";
import { logSync } from "../sync-log/sync-log.ts";
import { sendFields } from "./send.ts";
import { type TakeOver, takeContent } from "./take.ts";

/** Edits closer together than this are not told apart by two clocks: a person is asked. */
const SKEW_MS = 60_000;
/** A channel that changes back what we wrote this often within the hour is not argued with any more. */
const ARGUMENTS = 3;
const HOUR_MS = 60 * 60_000;

/** What is to be done about one field. */
type Verdict = "nothing" | "agreed" | "write" | "take" | "ask" | "leave";

interface FieldDecision {
  readonly pair: StoredPair;
  readonly one: Compared;
  readonly verdict: Verdict;
  readonly policy: Policy;
  /** Both sides changed it since they last agreed. */
  readonly isBoth: boolean;
}

interface Observed {
  readonly connectionId: string;
  readonly productListingIds: readonly string[];
  readonly now: Date;
}

/** Compares products whose description on the channel has changed, and does what the store's policy says. */
export async function observeContent(tx: Tx, observed: Observed): Promise<void> {
  let decisions = await decideFields(tx, observed);
  if (decisions.some(({ verdict }) => verdict === "take")) {
    // What is about to be written over is judged again when nobody can edit it: an edit of ours made meanwhile counts.
    await lockSkus(tx);
    decisions = await decideFields(tx, observed);
  }
  if (decisions.length === 0) return;
  await remember(tx, cached(decisions));
  const conflictsOf = (result: Verdict) => decisions.filter((each) => each.verdict === result);
  await closeConflicts(tx, { conflicts: conflictsOf("agreed").map(locationOf), reason: "equal", now: observed.now });
  await noteConflicts(tx, { ...observed, conflicts: conflictsOf("ask").map((each) => conflictOf(each, "open")) });
  await take(tx, observed, conflictsOf("take"));
  await write(tx, observed, conflictsOf("write"));
}

async function decideFields(tx: Tx, observed: Observed): Promise<readonly FieldDecision[]> {
  const pairs = (await contentPairs(tx, observed.productListingIds)).filter((pair) => !pair.isBeingWritten);
  if (pairs.length === 0) return [];
  const { settings } = await tx.one<{ settings: Readonly<Record<string, Json>> }>(
    "select settings from connection where organization_id = argosy.tenant() and id = $1",
    [observed.connectionId],
  );
  const facts = await factsOf(tx, observed, pairs);
  return pairs.flatMap((pair) =>
    compareContent(pair).map((one) =>
      decideField(pair, one, { settings: readSettings(settings), facts, now: observed.now }),
    ),
  );
}

interface Facts {
  /** Open conflicts, and how often we wrote over the channel within the hour, by product listing and field key. */
  readonly open: ReadonlySet<string>;
  readonly written: ReadonlyMap<string, number>;
}

const place = (id: string, key: string) => `${id}|${key}`;

async function factsOf(tx: Tx, { now }: Observed, pairs: readonly StoredPair[]): Promise<Facts> {
  const rows = await tx.rows<{ id: string; key: string; open: number; written: number }>(
    `select p.id, case when c.listing_id is null then c.field else c.field || ':' || c.listing_id end as key,
       count(*) filter (where c.state = 'open')::int as open,
       count(*) filter (where c.state = 'hub' and c.found_at > $2)::int as written
     from product_listing p left join listing l on l.organization_id = p.organization_id and l.product_listing_id = p.id
     join conflict c on c.organization_id = p.organization_id and (c.product_listing_id = p.id or c.listing_id = l.id)
     where p.organization_id = argosy.tenant() and p.id = any($1)
       and (c.state = 'open' or (c.state = 'hub' and c.settled_by = 'policy'))
     group by 1, 2`,
    [pairs.map((pair) => pair.id), new Date(now.getTime() - HOUR_MS)],
  );
  return {
    open: new Set(rows.flatMap((row) => (row.open > 0 ? [place(row.id, row.key)] : []))),
    written: new Map(rows.map((row) => [place(row.id, row.key), row.written])),
  };
}

function decideField(
  pair: StoredPair,
  one: Compared,
  by: { readonly settings: StoreSettings; readonly facts: Facts; readonly now: Date },
): FieldDecision {
  const base = pair.base[one.key];
  const policy = policyOf(by.settings, one.field);
  const at = place(pair.id, one.key);
  const isBoth = base !== undefined && base.h !== one.hubMark;
  const result = (): Verdict => {
    if (base === undefined) return one.isSame ? "agreed" : "leave";
    if (base.c === one.channelMark) return one.isSame && !base.a ? "agreed" : "nothing";
    if (one.isSame) return "agreed";
    if (by.facts.open.has(at)) return "ask";
    if (policy === "ask" && one.isEmptyHere && !isBoth) return "take";
    const winner = policy === "newest" ? newest(pair, one, { isBoth, now: by.now }) : policy;
    if (winner === "channel") return "take";
    if (winner === "ask") return "ask";
    // Where we write nothing, an edit of the channel's own is nobody's business but the plan's.
    if (!pair.contentSync) return "leave";
    return (by.facts.written.get(at) ?? 0) >= ARGUMENTS ? "ask" : "write";
  };
  return { pair, one, policy, isBoth, verdict: result() };
}

/** An edit on the channel alone is the newest. Of two, the later one by each side's own clock, unless they are too close. */
function newest(
  pair: StoredPair,
  one: Compared,
  { isBoth, now }: { readonly isBoth: boolean; readonly now: Date },
): "hub" | "channel" | "ask" {
  if (!isBoth) return "channel";
  const ahead = (pair.channelAt ?? now).getTime() - one.hubAt.getTime();
  if (Math.abs(ahead) < SKEW_MS) return "ask";
  return ahead > 0 ? "channel" : "hub";
}

/** What the next look compares with. A value that a person is asked about is not agreed; a taken one is remembered when taken. */
function cached(decisions: readonly FieldDecision[]): StoredBase[] {
  const byPair = Map.groupBy(decisions, (each) => each.pair);
  return [...byPair].map(([pair, some]) => ({
    id: pair.id,
    entries: Object.fromEntries(
      some.flatMap(({ one, verdict }) =>
        verdict === "nothing" || verdict === "take" ? [] : [[one.key, entryOf(one, verdict === "agreed")]],
      ),
    ),
  }));
}

const locationOf = ({ pair, one }: FieldDecision) => ({
  field: one.field,
  listingId: one.variant?.listingId ?? null,
  productListingId: one.variant === null ? pair.id : null,
});

function conflictOf(decisions: FieldDecision, state: FoundConflict["state"]): FoundConflict {
  const { one, pair, policy } = decisions;
  return {
    ...locationOf(decisions),
    hubValue: one.hub,
    channelValue: one.channel,
    hubAt: one.hubAt,
    channelAt: pair.channelAt,
    state,
    policy,
  };
}

async function take(tx: Tx, observed: Observed, decisions: readonly FieldDecision[]): Promise<void> {
  const takings = decisions.map(({ pair, one }): TakeOver => ({ pair, one }));
  const errors = await takeContent(tx, takings, observed.now);
  const refused = decisions.filter((_, index) => errors[index] !== null);
  const taken = decisions.filter((each) => !refused.includes(each));
  // What our own rules refuse cannot come in: a person has to look.
  await remember(tx, cached(refused.map((each) => ({ ...each, verdict: "ask" as const }))));
  await noteConflicts(tx, { ...observed, conflicts: refused.map((each) => conflictOf(each, "open")) });
  await noteConflicts(tx, {
    ...observed,
    conflicts: taken.filter((each) => each.isBoth).map((each) => conflictOf(each, "channel")),
  });
  await notify(tx, observed, taken, "log.content.taken");
}

async function write(tx: Tx, observed: Observed, decisions: readonly FieldDecision[]): Promise<void> {
  if (decisions.length === 0) return;
  await noteConflicts(tx, { ...observed, conflicts: decisions.map((each) => conflictOf(each, "hub")) });
  await sendFields(
    tx,
    decisions.map(({ pair, one }) => ({ productListingId: pair.id, field: one.field })),
    observed.now,
  );
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
    observed.connectionId,
    observed.now,
  ]);
  await notify(tx, observed, decisions, "log.content.writtenBack");
}

async function notify(
  tx: Tx,
  observed: Observed,
  decisions: readonly FieldDecision[],
  what: `log.content.${"taken" | "writtenBack"}`,
): Promise<void> {
  await logSync(
    tx,
    decisions.map(({ pair, one }) => ({
      connectionId: observed.connectionId,
      action: "sync_products",
      status: "success" as const,
      ref: one.variant?.sku ?? pair.snapshot.key,
      text: message(what, { field: one.field, title: pair.title }),
      at: observed.now,
    })),
  );
}

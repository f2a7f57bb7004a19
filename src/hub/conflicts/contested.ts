/** Stock that another program writes back again and again: damped, told, and tried again after a while (decision 113). */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { announceAll } from "../events.ts";
import { jsonRows } from "../json-column.ts";
import { writeHeld } from "../stock-holds/release-held-stock.ts";
import { CONTESTED_TROUBLE, clearTrouble, noteTrouble } from "../stores/health.ts";
import { type DisputedNumber, holdDispute } from "./stock-dispute.ts";

/** So many numbers of one item written over within the window, and the next is not. */
const REVERSALS = 3;
const WINDOW = "1 hour";
/** Who was held once is held again at the first reversal for so long. */
const MEMORY = "24 hours";
/** How long the channel's number has to stand still before ours is tried again; as often longer as it was held before. */
const QUIET = "30 minutes";
/** Named in the alert; the others are counted. */
const NAMED = 3;

/** The policy word of a conflict that is open because of it. */
const CONTESTED = "contested";

const place = (one: { readonly listingId: string; readonly location: string }) => `${one.listingId}\0${one.location}`;

// A person who edits an item now and then changes it to something else each time; a program comes back to its own number.
const BACK_AGAIN = `
  select g."listingId", g.location
  from json_to_recordset($2) as g("listingId" uuid, location text, expected int, observed int)
  where (select count(*) from argosy.conflict c
      where c.organization_id = argosy.tenant() and c.listing_id = g."listingId" and c.connection_id = $1
        and c.location = g.location and c.field = 'stock'
        and c.settled_by = 'policy' and c.state = 'hub' and c.found_at > $3::timestamptz - interval '${WINDOW}'
        and abs(g.observed - (c.channel_value #>> '{}')::int) < abs(g.observed - coalesce(g.expected, g.observed))
        and c.found_at > coalesce((select max(d.settled_at) from argosy.conflict d
          where d.organization_id = c.organization_id and d.listing_id = c.listing_id and d.field = 'stock'
            and d.location = c.location
            and d.state in ('hub', 'channel', 'dismissed') and d.policy = '${CONTESTED}'), '-infinity')
    ) >= ${REVERSALS}
    or exists (select 1 from argosy.conflict c
      where c.organization_id = argosy.tenant() and c.listing_id = g."listingId" and c.connection_id = $1
        and c.location = g.location and c.field = 'stock'
        and c.policy = '${CONTESTED}' and c.state = 'closed' and c.reason = 'quiet'
        and c.settled_at > $3::timestamptz - interval '${MEMORY}'
        and abs(g.observed - (c.channel_value #>> '{}')::int) < abs(g.observed - coalesce(g.expected, g.observed)))`;

/** Those of the numbers that were written over too often to be written over once more. */
export async function contestedAmong<T extends DisputedNumber>(
  tx: Tx,
  input: { readonly connectionId: string; readonly numbers: readonly T[]; readonly now: Date },
): Promise<readonly T[]> {
  if (input.numbers.length === 0) return [];
  const requested = input.numbers.map(({ listingId, location, expected, observed }) => ({
    listingId,
    location,
    expected,
    observed,
  }));
  const rows = await tx.rows<{ listingId: string; location: string }>(BACK_AGAIN, [
    input.connectionId,
    jsonRows(requested),
    input.now,
  ]);
  const contested = new Set(rows.map(place));
  return input.numbers.filter((one) => contested.has(place(one)));
}

/** Leaves these numbers to the other program for now, but for lower ones of ours, and says so. */
export async function holdContested(
  tx: Tx,
  input: {
    readonly connection: { readonly id: string; readonly name: string };
    readonly numbers: readonly DisputedNumber[];
    readonly now: Date;
  },
): Promise<void> {
  const { connection, numbers, now } = input;
  if (numbers.length === 0) return;
  await holdDispute(tx, { connectionId: connection.id, numbers, policy: CONTESTED, now });
  await alertContested(tx, connection, now);
}

const contestedCause = (connectionId: string): string => `stock_contested:${connectionId}`;

interface Contested {
  readonly id: string;
  readonly name: string;
  readonly ours: number | null;
  readonly theirs: number;
  readonly times: number;
  readonly first: Date;
  readonly last: Date;
}

const OPEN = `
  select c.id, coalesce(l.sku, l.ext_key) as name, (c.hub_value #>> '{}')::int as ours,
    (c.channel_value #>> '{}')::int as theirs, before.times,
    coalesce(before.first, c.found_at) as first, c.channel_at as last
  from argosy.conflict c
  join argosy.listing l on l.organization_id = c.organization_id and l.id = c.listing_id
  cross join lateral (select count(*)::int as times, min(b.found_at) as first from argosy.conflict b
    where b.organization_id = c.organization_id and b.listing_id = c.listing_id and b.location = c.location
      and b.field = 'stock'
      and b.settled_by = 'policy' and b.state = 'hub'
      and b.found_at between c.found_at - interval '${MEMORY}' and c.found_at) as before
  where c.organization_id = argosy.tenant() and c.connection_id = $1 and c.state = 'open' and c.field = 'stock'
    and c.policy = '${CONTESTED}'
  order by before.times desc, name`;

async function alertContested(
  tx: Tx,
  { id, name: store }: { readonly id: string; readonly name: string },
  now: Date,
): Promise<void> {
  const open = await tx.rows<Contested>(OPEN, [id]);
  const [first] = open;
  if (!first) return;
  const items = open.slice(0, NAMED).map(({ name, ours, theirs, times, first: from, last }) =>
    message("alert.stock_contested.item", {
      name,
      ours: String(ours ?? "?"),
      theirs,
      times: times + 1,
      sinceAt: from.toISOString(),
      lastAt: last.toISOString(),
    }),
  );
  const more = open.length - items.length;
  await raiseAlert(tx, {
    kind: "stock_contested",
    severity: "critical",
    cause: contestedCause(id),
    connectionId: id,
    title: message("alert.stock_contested.title", { store }),
    text: [
      ...items,
      ...(more > 0 ? [message("alert.stock_contested.more", { count: more })] : []),
      message("alert.stock_contested.text"),
    ],
    action: { kind: "settle_conflict", conflictId: first.id },
    now,
  });
  await noteTrouble(tx, id, { text: CONTESTED_TROUBLE, now });
}

// The channel's number is followed while it is held; the time of its last change is what the quiet is counted from.
const FOLLOW = `
  update argosy.conflict c set channel_value = to_jsonb(s.observed), channel_at = $1
  from argosy.listing_stock s
  where c.organization_id = argosy.tenant() and c.state = 'open' and c.field = 'stock' and c.policy = '${CONTESTED}'
    and s.organization_id = c.organization_id and s.held_by = c.id and to_jsonb(s.observed) <> c.channel_value`;

const QUIETED = `
  update argosy.conflict c set state = 'closed', reason = 'quiet', settled_at = $1, settled_by = 'system'
  where c.organization_id = argosy.tenant() and c.state = 'open' and c.field = 'stock' and c.policy = '${CONTESTED}'
    and c.channel_at <= $1::timestamptz - interval '${QUIET}' * (1 + (select count(*) from argosy.conflict b
      where b.organization_id = c.organization_id and b.listing_id = c.listing_id and b.location = c.location
        and b.policy = '${CONTESTED}'
        and b.reason = 'quiet' and b.settled_at > $1::timestamptz - interval '${MEMORY}'))
  returning c.id, c.connection_id as connection`;

/** Numbers the other program has left alone for a while are written once more. */
export async function endQuietContests(tx: Tx, now: Date): Promise<void> {
  await tx.run(FOLLOW, [now]);
  const ended = await tx.rows<{ id: string; connection: string }>(QUIETED, [now]);
  await announceAll(tx, "conflict.settled", ended);
  for (const { id, connection } of ended) await writeHeld(tx, { connectionId: connection, heldBy: id, now });
  await clearTrouble(tx, [CONTESTED_TROUBLE.text]);
}

/** The trouble is over: time passes until nothing is due, with people doing what the alerts ask of them. */
import { connectShop } from "../../demo/connect.ts";
import { organizationId } from "../../src/commerce/ids.ts";
import { endUnpaidHolds } from "../../src/hub/orders/unpaid-holds.ts";
import { openConflicts, settleConflict } from "./goods-steps.ts";
import { decideLabels, type PackingStation, workOffLabels } from "./labels.ts";
import { reportPresales } from "./presales.ts";
import { createRandom, type Random } from "./random.ts";
import { endTrouble } from "./trouble-steps.ts";
import type { Channel, World } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** More than the longest schedule of repeats (3 h) and of polling (1 h) together. */
const MOST = 8 * HOUR;

/** A shop and the hub end a hold within this of each other. */
const SOON = 3 * MINUTE;

/** What a person decides may be news for another channel, whose policy is to ask as well. */
const MOST_DECISIONS = 5;

/** How time passes: minute by minute, or by leaps after which everything that fell due meanwhile comes once. */
export type Pace = "minutes" | "leaps";

/** Answers what is still due in these organizations of one hub after all that time. */
export async function settle(
  worlds: readonly [World, ...World[]],
  pace: Pace,
  desks: readonly PackingStation[] = [],
): Promise<string[]> {
  const [{ hub, sandboxes, seed }] = worlds;
  for (const world of worlds) endTrouble(world);
  await hub.work(sandboxes);
  const since = hub.clock.now();
  const quiet = () => untilQuiet(worlds, { since, pace, desks });
  await quiet();
  const problems: string[] = [];
  for (const world of worlds) {
    problems.push(...(await unseenFailures(world)));
    for (const { storeId } of world.channels) await world.ask("POST", `/stores/${storeId}/retry-failed-sync`);
  }
  problems.push(...(await quiet()));
  const random = createRandom(seed ^ 0xdec1de);
  for (let round = 0; round < MOST_DECISIONS && (await decide(worlds, random, desks)); round += 1)
    problems.push(...(await quiet()));
  // A label that had to be looked for is told to its channel hours later, and shops without webhooks tell that with a poll.
  if (desks.some(({ tend }) => tend !== undefined))
    problems.push(...(await untilQuiet(worlds, { since: hub.clock.now(), pace, desks })));
  return problems;
}

/** People settle what waits for them; answers whether anything did. */
async function decide(worlds: readonly World[], random: Random, desks: readonly PackingStation[]): Promise<boolean> {
  const [first] = worlds;
  let count = 0;
  for (const station of desks) if (first && (await decideLabels(first, station))) count += 1;
  for (const world of worlds)
    for (const conflict of await openConflicts(world)) {
      await settleConflict(world, random, conflict);
      count += 1;
    }
  return count > 0;
}

/** Switches on what was switched off; a store whose credentials died gets new ones, as its alert asks. */
async function revive(world: World): Promise<void> {
  const off = await world.look<{ id: string; state: string }>(
    "select id, state from argosy.connection where organization_id = argosy.tenant() and state <> 'active'",
  );
  for (const channel of world.channels) {
    const state = off.find(({ id }) => id === channel.storeId)?.state;
    if (state === "needs_reauth") await giveSecrets(world, channel);
    if (state !== undefined) await world.ask("POST", `/stores/${channel.storeId}/activate`);
    channel.state = "active";
  }
}

async function giveSecrets(world: World, { connector, sandbox, storeId, name }: Channel): Promise<void> {
  const secret = new Set(
    connector.meta.setupFormFields.filter((field) => field.type === "secret").map((field) => field.id),
  );
  if (secret.size === 0) {
    await connectShop(world.seller, sandbox, {
      name,
      again: storeId,
      sync: { importProducts: false, stockFrom: "none" },
    });
    return;
  }
  const values = Object.fromEntries(Object.entries(sandbox.shop.credentials()).filter(([name]) => secret.has(name)));
  await world.ask("PUT", `/stores/${storeId}/secrets`, { values });
}

/** Every poll has run once since, and nothing waits. */
async function untilQuiet(
  worlds: readonly [World, ...World[]],
  { since, pace, desks }: { readonly since: number; readonly pace: Pace; readonly desks: readonly PackingStation[] },
): Promise<string[]> {
  const [{ hub, sandboxes }] = worlds;
  const end = since + MOST;
  for (;;) {
    for (const world of worlds) {
      await endHolds(world);
      await reportPresales(world);
    }
    for (const station of desks) {
      await workOffLabels(station);
      await station.tend?.();
    }
    await hub.work(sandboxes);
    const waiting: string[] = [];
    for (const world of worlds) {
      // Dead credentials are noticed by the first call after a store was off.
      await revive(world);
      waiting.push(...(await due(world, since)));
    }
    if (waiting.length === 0) return [];
    if (hub.clock.now() >= end) return waiting.map((what) => `${MOST / HOUR} hours later still open: ${what}`);
    if (pace === "leaps") hub.clock.leap(HOUR);
    // What follows from that within minutes comes at its time.
    await hub.pass(pace === "leaps" ? MINUTE : 5 * MINUTE, sandboxes);
  }
}

/** As the upkeep does every minute; the whole of it would also find lanes that sleep, which no world may need. */
const endHolds = ({ hub, organization }: World) =>
  hub.db.database.tenant(organizationId(organization), (tx) => endUnpaidHolds(tx, new Date(hub.clock.now())));

/** A price or number in dispute waits for a person, and nothing for it. What is asked once or twice a day comes later. */
const DUE = `
  select 'change of ' || aspect as what from argosy.change_mark where organization_id = argosy.tenant()
  union all select 'delivery ' || kind || ' ' || ref || ' ' || coalesce(error, '')
  from argosy.inbox_event
  where organization_id = argosy.tenant() and status = 'pending'
  union all select 'command ' || kind || ' ' || state || ' ' || text
  from argosy.command
  where organization_id = argosy.tenant() and state in ('waiting', 'running')
  union all select 'label ' || reference || ' ' || state || ' ' || text
  from argosy.shipment
  where organization_id = argosy.tenant()
    and (state in ('requested', 'booking') or state = 'booked' and cancel_state in ('requested', 'pending'))
  union all select 'stock of ' || listing_id || ' ' || state || ' ' || coalesce(error, '')
  from argosy.listing_stock
  where organization_id = argosy.tenant() and held_by is null and (due_at is not null or state in ('waiting', 'sent'))
  union all select 'price of ' || listing_id || ' ' || state || ' ' || coalesce(error, '')
  from argosy.listing_price
  where organization_id = argosy.tenant() and disputed_by is null
    and (due_at is not null or state in ('waiting', 'sent'))
  union all select 'content of ' || id || ' ' || state || ' ' || coalesce(error, '')
  from argosy.product_listing
  where organization_id = argosy.tenant() and content_sync and (due_at is not null or state in ('waiting', 'sent'))
  union all select 'unpaid order ' || ext_key || ' holds its units until ' || held_until
  from argosy.sales_order
  where organization_id = argosy.tenant() and held_until <= $3 and not hold_ended and status = 'pending'
    and financial = 'pending'
  union all select 'sweep ' || sweep || ' since ' || coalesce(last_finished_at::text, 'ever') || ' ' || coalesce(error,
    '')
  from argosy.sync_cursor
    where organization_id = argosy.tenant() and next_at is not null
      and (coalesce(every_ms, 0) <= $2 or error is not null)
      and (last_started_at is null or last_started_at <= $1 or last_finished_at is null
        or last_finished_at < last_started_at or error is not null)`;

async function due(world: World, since: number): Promise<string[]> {
  const endsSoon = new Date(world.hub.clock.now() + SOON);
  const rows = await world.look<{ what: string }>(DUE, [new Date(since), MOST, endsSoon]);
  return rows.map((row) => row.what);
}

/** Everything that has failed for good is on somebody's screen. */
async function unseenFailures(world: World): Promise<string[]> {
  const rows = await world.look<{ what: string }>(
    `with failed as (
       select 'command-failed:' || id as cause, 'command ' || kind || ': ' || text as what from argosy.command
         where organization_id = argosy.tenant() and state in ('failed', 'rejected')
       union all select 'stock-failed:' || listing_id || ':' || location, 'stock: ' || coalesce(error, '')
       from argosy.listing_stock
         where organization_id = argosy.tenant() and state in ('failed', 'rejected')
       union all select 'price-failed:' || listing_id, 'price: ' || coalesce(error, '') from argosy.listing_price
         where organization_id = argosy.tenant() and state in ('failed', 'rejected')
       union all select 'content-failed:' || id, 'content: ' || coalesce(error, '') from argosy.product_listing
         where organization_id = argosy.tenant() and state in ('failed', 'rejected')
       union all select null, 'delivery ' || ref || ': ' || coalesce(error, '') from argosy.inbox_event
         where organization_id = argosy.tenant() and status = 'failed')
     select f.what from failed f where not exists (
       select 1
       from argosy.alert a
       where a.organization_id = argosy.tenant() and a.state <> 'resolved'
         and (a.cause = f.cause or f.cause is null and a.kind = 'event_failed'))`,
  );
  return rows.map((row) => `failed without an alert: ${row.what}`);
}

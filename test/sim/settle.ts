/** The trouble is over: time passes until nothing is due, with people doing what the alerts ask of them. */
import { openConflicts, settleConflict } from "./goods-steps.ts";
import { createRandom, type Random } from "./random.ts";
import { endTrouble } from "./trouble-steps.ts";
import type { Channel, World } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** More than the longest schedule of repeats (3 h) and of polling (1 h) together. */
const MOST = 8 * HOUR;

/** What a person decides may be news for another channel, whose policy is to ask as well. */
const MOST_DECISIONS = 5;

/** How time passes: minute by minute, or by leaps after which everything that fell due meanwhile comes once. */
export type Pace = "minutes" | "leaps";

/** Answers what is still due in these organizations of one hub after all that time. */
export async function settle(worlds: readonly [World, ...World[]], pace: Pace): Promise<string[]> {
  const [{ hub, sandboxes, seed }] = worlds;
  for (const world of worlds) endTrouble(world);
  await hub.work(sandboxes);
  const since = hub.clock.now();
  const quiet = () => untilQuiet(worlds, since, pace);
  await quiet();
  const problems: string[] = [];
  for (const world of worlds) {
    problems.push(...(await unseenFailures(world)));
    for (const { storeId } of world.channels) await world.ask("POST", `/stores/${storeId}/retry-failed-sync`);
  }
  problems.push(...(await quiet()));
  const random = createRandom(seed ^ 0xdec1de);
  for (let round = 0; round < MOST_DECISIONS && (await decide(worlds, random)); round += 1)
    problems.push(...(await quiet()));
  return problems;
}

/** People settle what waits for them; answers whether anything did. */
async function decide(worlds: readonly World[], random: Random): Promise<boolean> {
  let count = 0;
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
    "SELECT id, state FROM argosy.connection WHERE organization_id = argosy.tenant() AND state <> 'active'",
  );
  for (const channel of world.channels) {
    const state = off.find(({ id }) => id === channel.storeId)?.state;
    if (state === "needs_reauth") await giveSecrets(world, channel);
    if (state !== undefined) await world.ask("POST", `/stores/${channel.storeId}/activate`);
    channel.state = "active";
  }
}

async function giveSecrets(world: World, { connector, sandbox, storeId }: Channel): Promise<void> {
  const secret = new Set(
    connector.meta.setupFormFields.filter((field) => field.type === "secret").map((field) => field.id),
  );
  const values = Object.fromEntries(Object.entries(sandbox.shop.credentials()).filter(([name]) => secret.has(name)));
  await world.ask("PUT", `/stores/${storeId}/secrets`, { values });
}

/** Every poll has run once since, and nothing waits. */
async function untilQuiet(worlds: readonly [World, ...World[]], since: number, pace: Pace): Promise<string[]> {
  const [{ hub, sandboxes }] = worlds;
  const end = since + MOST;
  for (;;) {
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

/** A price or number in dispute waits for a person, and nothing for it. What is asked once or twice a day comes later. */
const DUE = `
  SELECT 'change of ' || aspect AS what FROM argosy.change_mark WHERE organization_id = argosy.tenant()
  UNION ALL SELECT 'delivery ' || kind || ' ' || ref || ' ' || coalesce(error, '')
  FROM argosy.inbox_event
  WHERE organization_id = argosy.tenant() AND status = 'pending'
  UNION ALL SELECT 'command ' || kind || ' ' || state || ' ' || text
  FROM argosy.command
  WHERE organization_id = argosy.tenant() AND state IN ('waiting', 'running')
  UNION ALL SELECT 'stock of ' || listing_id || ' ' || state || ' ' || coalesce(error, '')
  FROM argosy.listing_stock
  WHERE organization_id = argosy.tenant() AND held_by IS NULL AND (due_at IS NOT NULL OR state IN ('waiting', 'sent'))
  UNION ALL SELECT 'price of ' || listing_id || ' ' || state || ' ' || coalesce(error, '')
  FROM argosy.listing_price
  WHERE organization_id = argosy.tenant() AND disputed_by IS NULL
    AND (due_at IS NOT NULL OR state IN ('waiting', 'sent'))
  UNION ALL SELECT 'content of ' || id || ' ' || state || ' ' || coalesce(error, '')
  FROM argosy.product_listing
  WHERE organization_id = argosy.tenant() AND content_sync AND (due_at IS NOT NULL OR state IN ('waiting', 'sent'))
  UNION ALL SELECT 'sweep ' || sweep || ' since ' || coalesce(last_finished_at::text, 'ever') || ' ' || coalesce(error,
    '')
  FROM argosy.sync_cursor
    WHERE organization_id = argosy.tenant() AND next_at IS NOT NULL
      AND (coalesce(every_ms, 0) <= $2 OR error IS NOT NULL)
      AND (last_started_at IS NULL OR last_started_at <= $1 OR last_finished_at IS NULL
        OR last_finished_at < last_started_at OR error IS NOT NULL)`;

async function due(world: World, since: number): Promise<string[]> {
  const rows = await world.look<{ what: string }>(DUE, [new Date(since), MOST]);
  return rows.map((row) => row.what);
}

/** Everything that has failed for good is on somebody's screen. */
async function unseenFailures(world: World): Promise<string[]> {
  const rows = await world.look<{ what: string }>(
    `WITH failed AS (
       SELECT 'command-failed:' || id AS cause, 'command ' || kind || ': ' || text AS what FROM argosy.command
         WHERE organization_id = argosy.tenant() AND state IN ('failed', 'rejected')
       UNION ALL SELECT 'stock-failed:' || listing_id || ':' || location, 'stock: ' || coalesce(error, '')
       FROM argosy.listing_stock
         WHERE organization_id = argosy.tenant() AND state IN ('failed', 'rejected')
       UNION ALL SELECT 'price-failed:' || listing_id, 'price: ' || coalesce(error, '') FROM argosy.listing_price
         WHERE organization_id = argosy.tenant() AND state IN ('failed', 'rejected')
       UNION ALL SELECT 'content-failed:' || id, 'content: ' || coalesce(error, '') FROM argosy.product_listing
         WHERE organization_id = argosy.tenant() AND state IN ('failed', 'rejected')
       UNION ALL SELECT NULL, 'delivery ' || ref || ': ' || coalesce(error, '') FROM argosy.inbox_event
         WHERE organization_id = argosy.tenant() AND status = 'failed')
     SELECT f.what FROM failed f WHERE NOT EXISTS (
       SELECT 1
       FROM argosy.alert a
       WHERE a.organization_id = argosy.tenant() AND a.state <> 'resolved'
         AND (a.cause = f.cause OR f.cause IS NULL AND a.kind = 'event_failed'))`,
  );
  return rows.map((row) => `failed without an alert: ${row.what}`);
}

/** What a store's badge and figures say of it. */
import { beforeAll, describe, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { ANA, later, NOON } from "../listings/samples.ts";
import { logSync } from "../sync-log/sync-log.ts";
import { createDraft } from "./draft.ts";
import { noteBreaker, noteFailure, noteSuccess, saveDetected, storeHealth } from "./health.ts";
import { activateStore } from "./lifecycle.ts";
import { noteRefusal } from "./refusals.ts";
import { getStore } from "./stores.ts";

let here: OrganizationId;

const db = fixture(testDatabase);
beforeAll(async () => {
  here = await db.newOrganization("Here");
});

function activeIn(organization: OrganizationId) {
  return db.database.tenant(organization, async (tx) => {
    const draft = await createDraft(tx, db.vault, {
      kind: "commerce",
      provider: "fakeshop",
      name: "Cairo shop",
      code: undefined,
      now: NOON,
    });
    await activateStore(tx, { connectionId: draft.id, by: ANA, now: NOON });
    return draft;
  });
}
const get = (organization: OrganizationId, id: string) => db.database.tenant(organization, (tx) => getStore(tx, id));

describe("health", () => {
  test("the badge changes at the first failure, worsens after 15 minutes, and recovery is told [A2.7]", async () => {
    const { id } = await activeIn(here);
    const fail = (now: Date) => db.database.tenant(here, (tx) => noteFailure(tx, id, { text: "No answer", now }));
    const succeed = (now: Date) => db.database.tenant(here, (tx) => noteSuccess(tx, id, now));
    expect(await succeed(NOON)).toBe(false);
    expect((await get(here, id)).health).toBe("healthy");
    expect((await fail(later(1))).isFirst).toBe(true);
    expect(await get(here, id)).toMatchObject({ health: "degraded", syncState: "error", lastError: "No answer" });
    expect((await fail(later(10))).isFirst).toBe(false);
    expect((await get(here, id)).health).toBe("degraded");
    await fail(later(17));
    expect((await get(here, id)).health).toBe("failing");
    expect(await succeed(later(18))).toBe(true);
    expect(await get(here, id)).toMatchObject({ health: "healthy", syncState: "idle", lastError: null });
    expect(await succeed(later(19))).toBe(false);
  });

  test("an answer noted while a refusal is stored does not say that the store is well", async () => {
    const { id } = await activeIn(here);
    await db.database.tenant(here, (tx) => noteSuccess(tx, id, NOON));
    const refusal = { scope: "write_stock", operations: ["stock.write"], text: "Not allowed", now: later(1) };
    const isWaiting = async () =>
      (
        await db.owner.one<{ waits: boolean }>(
          `select exists (select 1 from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock') as waits`,
        )
      ).waits;
    let answering: Promise<boolean> | undefined;
    await db.database.tenant(here, async (tx) => {
      await noteRefusal(tx, id, { ...refusal, waitMs: () => 60_000 });
      // Another lane of the store has been answered: its statement began before the refusal is there to see.
      answering = db.database.tenant(here, (other) => noteSuccess(other, id, later(2)));
      while (!(await isWaiting())) await new Promise((resolve) => setImmediate(resolve));
    });
    expect(await answering).toBe(false);
    expect(await get(here, id)).toMatchObject({ health: "degraded", lastError: "Not allowed" });
    await db.database.tenant(here, (tx) => noteSuccess(tx, id, later(3)));
    expect(await get(here, id)).toMatchObject({ health: "degraded", lastError: "Not allowed" });
  });

  test("health figures show success share, latency, breaker, missing scopes and what waits [A2.6, I5.1]", async () => {
    const { id } = await activeIn(here);
    const entry = { connectionId: id, action: "update_inventory", text: "x", at: later(-60) } as const;
    await db.database.tenant(here, async (tx) => {
      await logSync(tx, [
        { ...entry, status: "success", durationMs: 100 },
        { ...entry, status: "success", durationMs: 200 },
        { ...entry, status: "failed", durationMs: 300 },
        { ...entry, status: "failed", at: later(-25 * 60) },
      ]);
      await noteBreaker(tx, { connectionId: id, state: "open", until: later(1) });
      await saveDetected(tx, {
        connectionId: id,
        account: { externalId: "shop-1", name: "Cairo" },
        facts: { currency: "EGP" },
        locations: [{ key: "7", name: "Main", active: true }],
        missingScopes: [{ scope: "write_orders", disables: "cancelling" }],
        warnings: ["History is limited"],
        clockAheadMs: 0,
        now: NOON,
      });
      await tx.run(
        `insert into inbox_event (organization_id, connection_id, kind, ref, topic, body, received_at, attempts, due_at)
         values (argosy.tenant(), $1, 'order', '1', 'orders', '', $2, 3, $3)`,
        [id, later(-5), later(15)],
      );
    });
    const health = await db.database.tenant(here, (tx) => storeHealth(tx, id, NOON));
    expect(health).toMatchObject({
      succeeded: 2,
      failed: 1,
      successPercent: 66.7,
      latencyMsP50: 200,
      breaker: "open",
      breakerUntil: later(1),
      warnings: ["History is limited"],
      missingScopes: [{ scope: "write_orders", disables: "cancelling" }],
      inboundWaiting: 1,
      inboundLagMs: 300_000,
      outboundWaiting: 0,
      outboundLagMs: null,
    });
    expect(await get(here, id)).toMatchObject({ failedAttempts: 3, nextRetryAt: later(15), failingItems: 1 });
  });
});

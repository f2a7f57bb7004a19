/** Numbers that wait for a limit of their own hold up nothing else of their channel. */
import { expect, test } from "vitest";
import type { PushItem } from "../../../connectors/kit/contract/ports.ts";
import { applied, echo } from "../../../connectors/kit/contract/results.ts";
import { observeLevels } from "../../../hub/listings/levels.ts";
import { testEngine } from "../../testing.ts";
import { fakeChannel } from "../testing.ts";

const HOUR = 3_600_000;

test("an item whose own limit is used up comes again when it ends, and the others of its channel go on", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const isFree = () => engine.clock.now() >= freeAt;
  const freeAt = engine.clock.now() + 6 * HOUR;
  const waits = (item: PushItem<number>) => ({
    ...echo(item),
    outcome: "retry" as const,
    error: { kind: "throttled" as const, waitMs: freeAt - engine.clock.now(), ofItem: true as const },
    text: "The day's changes of this listing are used up.",
  });
  channel.onSend = async (items) => {
    const [limited, rest] = [items.filter(({ key }) => key === "OIL"), items.filter(({ key }) => key !== "OIL")];
    for (const { key, want } of isFree() ? items : rest) channel.shown.set(key, want);
    return isFree() ? applied(items) : [...limited.map(waits), ...applied(rest)];
  };
  await engine.listed("OIL", 5);
  await engine.engine.runUntilIdle();
  const { listing } = await engine.listed("SALT", 7);
  await engine.engine.runUntilIdle();
  expect([channel.shown.get("OIL"), channel.shown.get("SALT")]).toEqual([undefined, 7]);
  const rows = await engine.inside((tx) =>
    tx.rows<{ due: Date | null; attempts: number; isOther: boolean }>(
      `select due_at as due, attempts, listing_id = $1 as "isOther" from argosy.listing_stock
       where organization_id = argosy.tenant() order by "isOther"`,
      [listing],
    ),
  );
  expect(rows).toEqual([
    { due: expect.any(Date), attempts: 0, isOther: false },
    { due: null, attempts: 0, isOther: true },
  ]);
  expect(Math.abs((rows[0]?.due?.getTime() ?? 0) - freeAt)).toBeLessThan(60_000);
  const paused = await engine.inside((tx) =>
    tx.rows("select 1 from argosy.connection where id = $1 and throttled_until is not null", [engine.store]),
  );
  expect(paused).toEqual([]);
  engine.clock.pass(6 * HOUR + 60_000);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("OIL")).toBe(5);
});

test("a number in doubt that the channel's limits did not last to read is read again, and is not given up", async () => {
  const channel = fakeChannel();
  let isRead = true;
  const { read } = channel.stock;
  const stock = {
    ...channel.stock,
    read: async (...args: Parameters<typeof read>) =>
      isRead ? read(...args) : args[0].map(({ key }) => ({ key, levels: [], levelsInPart: true as const })),
  };
  await using engine = await testEngine({ stock });
  channel.shown.set("OIL", 130);
  const { listing } = await engine.listed("OIL", 130);
  await engine.engine.runUntilIdle();
  engine.clock.pass(HOUR);
  isRead = false;
  await engine.inside((tx) => {
    const at = new Date(engine.clock.now());
    const levels = [{ listingId: listing, location: "", available: 100, at }];
    return observeLevels(tx, { connectionId: engine.store, levels, now: at });
  });
  engine.clock.pass(60_000);
  await engine.engine.runUntilIdle();
  const states = () =>
    engine.inside((tx) =>
      tx.rows(
        `select state, attempts, due_at is null as "isOver" from argosy.listing_stock
         where organization_id = argosy.tenant()`,
      ),
    );
  const alerts = () =>
    engine.inside((tx) => tx.rows("select kind from argosy.alert where organization_id = argosy.tenant()"));
  expect([await states(), await alerts()]).toEqual([[{ state: "waiting", attempts: 0, isOver: false }], []]);
  isRead = true;
  engine.clock.pass(5 * 60_000);
  await engine.engine.runUntilIdle();
  expect([await states(), await alerts()]).toEqual([[{ state: "idle", attempts: 0, isOver: true }], []]);
});

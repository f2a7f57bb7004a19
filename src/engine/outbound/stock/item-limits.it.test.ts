/** Numbers that wait for a limit of their own hold up nothing else of their channel. */
import { expect, test } from "vitest";
import type { PushItem } from "../../../connectors/kit/contract/ports.ts";
import { applied, echo } from "../../../connectors/kit/contract/results.ts";
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

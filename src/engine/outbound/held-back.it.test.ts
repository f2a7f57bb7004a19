/** The operator holds back what goes out: nothing is called, nothing is lost, everything goes out afterwards. */
import { expect, test } from "vitest";
import { pauseHub, pauseOrganization, resumeHub, resumeOrganization } from "../../hub/admin/outbound-pause.ts";
import type { OperatorAct } from "../../hub/audit/operator-actions.ts";
import { testEngine } from "../testing.ts";
import { fakeChannel } from "./testing.ts";

test("a pause calls no store; afterwards everything goes out, in its newest state", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const act = (): OperatorAct => ({
    actor: { kind: "user", id: "op", name: "op@example.test" },
    requestId: "request-1",
    now: new Date(engine.clock.now()),
  });
  const database = engine.db.database;
  // Looking at the shop's numbers from time to time is no part of what goes out.
  await engine.db.owner.run("update argosy.connection set settings = $2::jsonb where id = $1", [
    engine.store,
    JSON.stringify({ inventory: { automatic: false } }),
  ]);
  const { variant } = await engine.listed("MUG", 5);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("MUG")).toBe(5);

  for (const [pause, resume] of [
    [() => pauseHub(database, act()), () => resumeHub(database, act())],
    [
      () => pauseOrganization(database, act(), engine.organization),
      () => resumeOrganization(database, act(), engine.organization),
    ],
  ] as const) {
    const before = channel.shown.get("MUG") ?? 0;
    const calls = channel.reads + channel.sends;
    await pause();
    for (const by of [4, -1, 2]) {
      await engine.adjust(variant, by);
      await engine.engine.runUntilIdle();
      engine.clock.pass(3_600_000);
      await engine.engine.upkeep();
      await engine.engine.runUntilIdle();
    }
    expect(channel.reads + channel.sends).toBe(calls);
    await resume();
    await engine.engine.runUntilIdle();
    expect(channel.shown.get("MUG")).toBe(before + 5);
  }

  // Held back twice: it goes out when nobody holds it back any more.
  await pauseHub(database, act());
  await pauseOrganization(database, act(), engine.organization);
  await engine.adjust(variant, 1);
  await resumeHub(database, act());
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("MUG")).toBe(15);
  await resumeOrganization(database, act(), engine.organization);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("MUG")).toBe(16);
});

/** The operator holds back what goes out: nothing is called, nothing is lost, everything goes out afterwards. */
import { expect, test } from "vitest";
import type { Stock } from "../../connectors/kit/ports.ts";
import { pauseHub, pauseOrganization, resumeHub, resumeOrganization } from "../../hub/admin/outbound-pause.ts";
import type { OperatorAct } from "../../hub/admin/trail.ts";
import { testEngine } from "../testing.ts";

const shown = new Map<string, number>();
let calls = 0;
const stock: Stock = {
  basis: "available",
  compareAndSet: "none",
  takesAt: "",
  multiLocation: false,
  async read(items) {
    calls += 1;
    return items.map(({ key }) => ({ key, levels: [{ location: "", available: shown.get(key) ?? 0 }] }));
  },
  push: {
    maxItems: 100,
    async send(items) {
      calls += 1;
      for (const item of items) shown.set(item.key, item.want);
      return items.map(({ key, location, seq, want }) => ({ key, location, seq, outcome: "applied", observed: want }));
    },
  },
};

test("while it is held back no store is called; afterwards everything goes out, in its newest state", async () => {
  await using engine = await testEngine({ stock });
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
  await engine.engine.drain();
  expect(shown.get("MUG")).toBe(5);

  for (const [pause, resume] of [
    [() => pauseHub(database, act()), () => resumeHub(database, act())],
    [
      () => pauseOrganization(database, act(), engine.organization),
      () => resumeOrganization(database, act(), engine.organization),
    ],
  ] as const) {
    const before = shown.get("MUG") ?? 0;
    calls = 0;
    await pause();
    for (const by of [4, -1, 2]) {
      await engine.adjust(variant, by);
      await engine.engine.drain();
      engine.clock.pass(3_600_000);
      await engine.engine.upkeep();
      await engine.engine.drain();
    }
    expect(calls).toBe(0);
    await resume();
    await engine.engine.drain();
    expect(shown.get("MUG")).toBe(before + 5);
  }

  // Held back twice: it goes out when nobody holds it back any more.
  await pauseHub(database, act());
  await pauseOrganization(database, act(), engine.organization);
  await engine.adjust(variant, 1);
  await resumeHub(database, act());
  await engine.engine.drain();
  expect(shown.get("MUG")).toBe(15);
  await resumeOrganization(database, act(), engine.organization);
  await engine.engine.drain();
  expect(shown.get("MUG")).toBe(16);
});

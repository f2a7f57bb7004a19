import { expect, test } from "vitest";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { Context, Ports } from "../../connectors/kit/contract/contract.ts";
import { remembering } from "../../connectors/kit/http/remembering.ts";
import { testEngine } from "../testing.ts";

const MINUTE = 60_000;

/** Orders whose every look needs the states of the shop. */
function readingStates() {
  let calls = 0;
  const states = remembering(60 * MINUTE, async (_none: null) => {
    calls += 1;
    return ["paid", "sent"];
  });
  const ports: Ports = {
    orders: {
      essential: {},
      sweeps: [
        {
          id: "changed",
          mode: "changed",
          everyMs: 5 * MINUTE,
          async *run(_input: unknown, ctx: Context) {
            await states(null, ctx);
            yield { items: [], cursor: "1", safeToSave: true };
          },
        },
      ],
      asksOne: false,
      get: async () => null,
      options: () => [],
      execute: async () => ({ state: "unsupported", text: platformText("") }),
    },
  };
  return { ports, calls: () => calls };
}

test("cached ports last from turn to turn until the store's settings change", async () => {
  const { ports, calls } = readingStates();
  await using lab = await testEngine(ports);
  const read = async () => {
    lab.clock.pass(5 * MINUTE);
    await lab.db.owner.run("update argosy.lane set due_at = $1 where kind = 'sweep'", [new Date(lab.clock.now())]);
    await lab.engine.runUntilIdle();
  };
  await lab.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
      lab.store,
      new Date(lab.clock.now()),
    ]),
  );
  for (let times = 0; times < 4; times += 1) await read();
  expect(calls()).toBe(1);
  await lab.inside((tx) =>
    tx.run(
      `update argosy.connection
       set settings = settings || '{"orders": {"intervalMinutes": 5}}'
       where organization_id = argosy.tenant() and id = $1`,
      [lab.store],
    ),
  );
  await read();
  expect(calls()).toBe(2);
});

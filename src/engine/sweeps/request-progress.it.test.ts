import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectionId } from "../../commerce/ids.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import { pollOrdersNow } from "../lanes/sweep-requests.ts";
import { type TestEngine, testEngine } from "../testing.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let engine: TestEngine;
beforeEach(async () => {
  engine = await testEngine({});
});
afterEach(() => engine[Symbol.asyncDispose]());

const lane = () =>
  ({
    organization: engine.organization,
    connection: connectionId(engine.store),
    kind: "outbound",
    failures: 0,
  }) as const;
const now = () => new Date(engine.clock.now());
const ask = (since = now()) => engine.inside((tx) => pollOrdersNow(tx, lane(), now(), since));

interface Paced {
  readonly id: string;
  readonly mode: Sweep<OrderPart>["mode"];
  readonly everyMs: number;
  readonly takesMs: number;
}

/** Gives the store order sweeps that take their time; `during` happens in the middle of each. */
function pace(plan: readonly Paced[], during: (id: string) => Promise<void> = async () => undefined) {
  const started: { id: string; at: number }[] = [];
  const sweeps = plan.map(
    ({ id, mode, everyMs, takesMs }): Sweep<OrderPart> => ({
      id,
      mode,
      everyMs,
      async *run() {
        started.push({ id, at: engine.clock.now() });
        engine.clock.pass(takesMs / 2);
        await during(id);
        engine.clock.pass(takesMs / 2);
        yield { items: [], cursor: "1", safeToSave: true };
      },
    }),
  );
  engine.ports = {
    orders: {
      essential: {},
      sweeps,
      get: async () => null,
      options: () => [],
      execute: async () => ({ state: "unsupported", text: platformText("") }),
    },
  };
  return started;
}

/** One look of the lane at a time, as the clock goes on. */
async function passing(ms: number, stepMs: number, each: () => Promise<void> = async () => undefined) {
  const end = engine.clock.now() + ms;
  while (engine.clock.now() < end) {
    await each();
    await engine.engine.runUntilIdle();
    engine.clock.pass(stepMs);
  }
}

async function openQuestions() {
  return engine.db.owner.rows<{ sweep: string }>("select sweep from argosy.sync_cursor where asked_at is not null");
}

test("new orders are asked for while a slow look at open ones is called for again and again", async () => {
  const seen = now();
  // What a waiting item does: it looks again every minute, also while the slow sweep runs, and asks the same question.
  const started = pace(
    [
      { id: "open", mode: "open_ids", everyMs: 30 * MINUTE, takesMs: 105 * SECOND },
      { id: "placed", mode: "created", everyMs: 2 * MINUTE, takesMs: SECOND },
    ],
    () => ask(seen),
  );
  await engine.inside(async (tx) => {
    await tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [engine.store, now()]);
  });
  await passing(10 * MINUTE, 5 * SECOND, () => ask(seen));
  expect(started[0]?.id).toBe("placed");
  expect(started.filter(({ id }) => id === "placed").length).toBeGreaterThanOrEqual(4);
  // The question was answered by the first look; nobody asked another.
  expect(started.filter(({ id }) => id === "open")).toHaveLength(1);
  expect(await openQuestions()).toEqual([]);
});

test("new orders that come in without end leave the other sweeps their turns", async () => {
  const started = pace([
    { id: "changed", mode: "changed", everyMs: MINUTE, takesMs: 2 * MINUTE },
    { id: "month", mode: "changed", everyMs: 60 * MINUTE, takesMs: MINUTE },
    { id: "open", mode: "open_ids", everyMs: 30 * MINUTE, takesMs: MINUTE },
  ]);
  await ask();
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [engine.store, now()]),
  );
  await passing(20 * MINUTE, MINUTE);
  expect(new Set(started.slice(0, 4).map(({ id }) => id))).toEqual(new Set(["changed", "month", "open"]));
});

test("every order sweep runs, whatever its pace, and an answered request ends", async () => {
  const paced = fc.record({
    mode: fc.constantFrom("changed" as const, "created" as const, "sequence" as const, "open_ids" as const),
    everyMs: fc.integer({ min: MINUTE, max: 30 * MINUTE }),
    takesMs: fc.integer({ min: 0, max: 3 * MINUTE }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(paced, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: SECOND, max: MINUTE }),
      async (plan, everyMs) => {
        await engine.db.owner.run("delete from argosy.sync_cursor");
        const seen = now();
        const started = pace(
          plan.map((one, index) => ({ ...one, id: `s${index}` })),
          () => ask(seen),
        );
        await engine.inside((tx) =>
          tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [engine.store, now()]),
        );
        const takesMs = plan.reduce((sum, one) => sum + one.takesMs, 0);
        await passing(4 * takesMs + 5 * MINUTE, everyMs, () => ask(seen));
        expect(new Set(started.map(({ id }) => id)).size).toBe(plan.length);
        expect(await openQuestions()).toEqual([]);
        // A look at open orders is dear: the same question has it run no more often than its own interval.
        for (const [index, one] of plan.entries()) {
          const runs = started.filter(({ id }) => id === `s${index}`);
          const span = engine.clock.now() - seen.getTime();
          expect(runs.length).toBeLessThanOrEqual(Math.ceil(span / one.everyMs) + 1);
        }
      },
    ),
    { numRuns: 12, seed: 21 },
  );
});

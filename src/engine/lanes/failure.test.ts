import { expect, test } from "vitest";
import { refusalWaitMs } from "../../commerce/retry-schedule.ts";
import { ConnectorError, type ErrorKind } from "../../connectors/kit/contract/errors.ts";
import { createBreaker } from "../../connectors/kit/http/breaker.ts";
import { decideRetry } from "./failure.ts";

const now = new Date("2026-11-20T12:00:00Z");
const HOUR = 60 * 60_000;
const after = (ms: number) => new Date(now.getTime() + ms);
interface How {
  readonly attempts?: number;
  readonly platformWorks?: boolean;
  readonly error?: unknown;
  readonly refusedUntil?: Date;
}
const classified = (kind: ErrorKind, how: How = {}) =>
  decideRetry({
    kind,
    error: how.error ?? new ConnectorError(kind, "x"),
    attempts: how.attempts ?? 0,
    now,
    platformWorks: how.platformWorks ?? true,
    refusedUntil: how.refusedUntil,
  });

test.each<[string, ErrorKind, object]>([
  [
    "asked to slow down: the connection waits as told, no attempt is used",
    { kind: "throttled", waitMs: 7_000 },
    { scope: "connection", waitMs: 7_000, reauth: false },
  ],
  [
    "a limit of the item alone: it waits as told, no attempt is used, and the connection goes on",
    { kind: "throttled", waitMs: 7_000, ofItem: true },
    { scope: "item", attempts: 0, dueAt: after(7_000) },
  ],
  [
    "an expired proof that could not be renewed: a person connects again",
    { kind: "auth_expired" },
    { scope: "connection", waitMs: null, reauth: true },
  ],
  [
    "a revoked proof: a person connects again",
    { kind: "auth_revoked" },
    { scope: "connection", waitMs: null, reauth: true },
  ],
  [
    "a frozen shop: looked at again after a minute",
    { kind: "suspended" },
    { scope: "connection", waitMs: 60_000, reauth: false },
  ],
  [
    "a missing right: this kind of work rests for a minute, no attempt is used",
    { kind: "forbidden", scope: "write_orders" },
    { scope: "port", waitMs: 60_000, missing: "write_orders" },
  ],
  [
    "refused by the platform: over at once",
    { kind: "rejected" },
    { scope: "item", attempts: 1, dueAt: null, state: "rejected" },
  ],
  [
    "not possible on this platform: over at once",
    { kind: "unsupported" },
    { scope: "item", attempts: 1, dueAt: null, state: "rejected" },
  ],
  [
    "a crash of one item's call: again in five minutes",
    { kind: "transient" },
    { scope: "item", attempts: 1, dueAt: after(300_000) },
  ],
  [
    "an answer lost: again in five minutes",
    { kind: "ambiguous" },
    { scope: "item", attempts: 1, dueAt: after(300_000) },
  ],
  ["data that changed its shape", { kind: "drift", path: "id" }, { scope: "item", attempts: 1, dueAt: after(300_000) }],
  ["a thing that is not there", { kind: "not_found" }, { scope: "item", attempts: 1, dueAt: after(300_000) }],
  ["a conflict", { kind: "conflict" }, { scope: "item", attempts: 1, dueAt: after(300_000) }],
  ["facts that no longer hold", { kind: "facts_stale" }, { scope: "item", attempts: 1, dueAt: after(300_000) }],
])("%s", (_what, kind, consequence) => {
  expect(classified(kind)).toEqual(consequence);
});

test("a refused operation rests longer from time to time, an hour at most", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 60].map((refusals) => refusalWaitMs(refusals) / 60_000)).toEqual([
    1, 2, 5, 15, 30, 60, 60, 60,
  ]);
  const refusedUntil = after(5 * 60_000);
  expect(classified({ kind: "suspended" }, { refusedUntil })).toMatchObject({ waitMs: 300_000 });
  expect(classified({ kind: "forbidden", scope: "x" }, { refusedUntil })).toMatchObject({ waitMs: 300_000 });
});

test("the attempts of an item end in failure, each after its wait", () => {
  const dues = [0, 1, 2, 3, 4].map((attempts) => classified({ kind: "transient" }, { attempts }));
  expect(dues).toEqual([
    { scope: "item", attempts: 1, dueAt: after(5 * 60_000) },
    { scope: "item", attempts: 2, dueAt: after(15 * 60_000) },
    { scope: "item", attempts: 3, dueAt: after(HOUR) },
    { scope: "item", attempts: 4, dueAt: after(3 * HOUR) },
    { scope: "item", attempts: 5, dueAt: null, state: "failed" },
  ]);
});

test.each(["transient", "ambiguous", "facts_stale"] as const)(
  "%s while the platform answers nothing else: the connection rests, the item keeps its attempts",
  (kind) => {
    expect(classified({ kind }, { platformWorks: false })).toEqual({ scope: "connection", waitMs: 0, reauth: false });
  },
);

test("an open breaker tells when to come back", () => {
  const breaker = createBreaker({ clock: { now: () => now.getTime(), sleep: async () => undefined }, failures: 1 });
  breaker.failure();
  let error: unknown;
  try {
    breaker.admit();
  } catch (thrown) {
    error = thrown;
  }
  const consequence = classified({ kind: "transient" }, { error });
  expect(consequence).toMatchObject({ scope: "connection", reauth: false });
  expect(consequence.scope === "connection" ? consequence.waitMs : 0).toBeGreaterThan(0);
});

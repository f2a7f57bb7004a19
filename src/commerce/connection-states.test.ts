import { describe, expect, test } from "vitest";
import { CONNECTION_STATES, mayBecome, STATE_TRANSITIONS, sendsOut, takesIn } from "./connection-states.ts";

describe("a connection's states", () => {
  test("deleted is the end, and every state can be deleted", () => {
    expect(STATE_TRANSITIONS.deleted).toEqual([]);
    for (const state of CONNECTION_STATES) expect(mayBecome(state, "deleted")).toBe(true);
  });

  test("nothing becomes a draft again, and a draft only goes live or away [A2.5]", () => {
    for (const state of CONNECTION_STATES) expect(mayBecome(state, "draft")).toBe(state === "draft");
    expect(STATE_TRANSITIONS.draft).toEqual(["active", "deleted"]);
  });

  test("every stop has a way back to active except deletion [A2.5]", () => {
    for (const state of CONNECTION_STATES) expect(mayBecome(state, "active")).toBe(state !== "deleted");
  });

  test("only active sends; active and paused take in [A8.1]", () => {
    expect(CONNECTION_STATES.filter(sendsOut)).toEqual(["active"]);
    expect(CONNECTION_STATES.filter(takesIn)).toEqual(["active", "paused"]);
  });

  test("move as a seller expects", () => {
    const told = CONNECTION_STATES.map(
      (from) => `${from}: ${CONNECTION_STATES.filter((to) => from !== to && mayBecome(from, to)).join(" ")}`,
    );
    expect(told).toEqual([
      "draft: active deleted",
      "active: paused inactive needs_reauth error deleted",
      "paused: active inactive needs_reauth error deleted",
      "inactive: active needs_reauth deleted",
      "needs_reauth: active inactive deleted",
      "error: active paused inactive needs_reauth deleted",
      "deleted: ",
    ]);
    for (const state of CONNECTION_STATES) expect(mayBecome(state, state)).toBe(true);
  });
});

import { describe, expect, test } from "vitest";
import { CONNECTION_STATES, mayBecome, STATE_TRANSITIONS, statesThat } from "./connection-states.ts";

describe("a connection's states", () => {
  test("the state deleted is the end, and every state can be deleted", () => {
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

  test("each allows what a seller is told of it [A2.5] [A8.1]", () => {
    expect(statesThat("shown")).toEqual(["active", "paused", "inactive", "needs_reauth", "error"]);
    expect(statesThat("sells")).toEqual(["active", "paused", "needs_reauth", "error"]);
    expect(statesThat("read")).toEqual(["active", "paused", "error"]);
    expect(statesThat("written")).toEqual(["active", "error"]);
    expect(statesThat("heals")).toEqual(["draft", "active", "paused", "inactive", "error"]);
    expect(statesThat("broken")).toEqual(["needs_reauth", "error"]);
  });

  test("a connection's state moves as a seller expects", () => {
    const reported = CONNECTION_STATES.map(
      (from) => `${from}: ${CONNECTION_STATES.filter((to) => from !== to && mayBecome(from, to)).join(" ")}`,
    );
    expect(reported).toEqual([
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

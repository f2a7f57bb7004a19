import { describe, expect, it } from "vitest";
import { echoesOf } from "./echoes.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 2, 9, minute)).toISOString();
const sendRequest = (kind: string, more: object = {}) => ({
  id: kind,
  kind,
  state: "done",
  input: {},
  createdAt: at(10),
  finishedAt: at(11),
  ...more,
});
const told = (id: string, kind: string, minute: number, data: unknown = {}) => ({
  id,
  kind,
  actor: "channel:Shop",
  at: at(minute),
  data,
});

const folded = (entries: ReturnType<typeof told>[], commands: ReturnType<typeof sendRequest>[]) =>
  Object.fromEntries([...echoesOf(entries, commands)].map(([id, some]) => [id, some.map((one) => one.id)]));

describe("the reports of a channel after a command", () => {
  it("a report is shown under the command: the parcel, the order's new state", () => {
    const entries = [
      told("parcel", "fulfilment", 11, { key: "f1" }),
      told("shipped", "fulfilment_status", 12, { from: "unfulfilled", to: "fulfilled" }),
      told("completed", "status", 13, { from: "processing", to: "completed" }),
    ];
    expect(folded(entries, [sendRequest("fulfil")])).toEqual({ fulfil: ["parcel", "shipped", "completed"] });
  });

  it("a report is shown beside the command where it differs, comes later, or is from somebody else", () => {
    const entries = [
      told("delivered", "fulfilment_status", 12, { to: "delivered" }),
      told("cancelled", "status", 12, { to: "cancelled" }),
      told("odd", "fulfilment_status", 12, { to: "fulfilled", unusual: true }),
      told("late", "fulfilment", 20),
      told("before", "fulfilment", 5),
      { ...told("ours", "fulfilment", 11), actor: "user:ana@example.test" },
    ];
    expect(folded(entries, [sendRequest("fulfil")])).toEqual({});
  });

  it("a report is shown under one command: a second parcel of the same minutes alone, or under the second", () => {
    const entries = [told("one", "fulfilment", 11), told("two", "fulfilment", 12)];
    expect(folded(entries, [sendRequest("fulfil")])).toEqual({ fulfil: ["one"] });
    expect(folded(entries, [sendRequest("fulfil"), sendRequest("fulfil", { id: "again" })])).toEqual({
      fulfil: ["one"],
      again: ["two"],
    });
  });

  it("a report is not shown under a failed or unfinished command, nor another status than the one sent", () => {
    const held = told("held", "status", 11, { to: "on_hold" });
    expect(folded([held], [sendRequest("status", { input: { status: "on_hold" } })])).toEqual({ status: ["held"] });
    expect(folded([held], [sendRequest("status", { input: { status: "completed" } })])).toEqual({});
    expect(folded([told("p", "fulfilment", 11)], [sendRequest("fulfil", { state: "failed" })])).toEqual({});
  });
});

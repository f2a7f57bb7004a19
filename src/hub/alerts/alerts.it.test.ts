import { beforeAll, describe, expect, test, vi } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { EVENT_CHANNEL } from "../events.ts";
import {
  countOpenAlerts,
  getAlert,
  listAlerts,
  raiseAlert,
  resolveAlert,
  resolveAlertById,
  snoozeAlert,
} from "./alerts.ts";

let here: OrganizationId;
let there: OrganizationId;
const noon = new Date("2026-11-20T12:00:00Z");
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const problem = {
  kind: "run_failed",
  severity: "critical",
  cause: "sync:shop",
  title: message("alert.run_failed.title", { run: "plan" }),
  text: "No answer",
} as const;

const db = fixture(testDatabase);
beforeAll(async () => {
  here = await db.newOrganization("Here");
  there = await db.newOrganization("There");
});

describe("an alert", () => {
  test("an alert exists once per open cause: repeats raise its count and show the newest text", async () => {
    const first = await db.database.tenant(here, (tx) => raiseAlert(tx, { ...problem, now: noon }));
    const again = await db.database.tenant(here, (tx) =>
      raiseAlert(tx, { ...problem, text: "Still no answer", now: later(5) }),
    );
    expect(first.isNew).toBe(true);
    expect(again).toEqual({ id: first.id, isNew: false });
    const alert = await db.database.tenant(here, (tx) => getAlert(tx, first.id, later(5)));
    expect(alert).toMatchObject({ count: 2, text: "Still no answer", firstAt: noon, lastAt: later(5), state: "open" });
    expect(await db.database.tenant(here, (tx) => resolveAlert(tx, problem.cause, later(6), systemActor))).toBe(true);
    expect(await db.database.tenant(here, (tx) => resolveAlert(tx, problem.cause, later(6), systemActor))).toBe(false);
    const fresh = await db.database.tenant(here, (tx) => raiseAlert(tx, { ...problem, now: later(7) }));
    expect(fresh.isNew).toBe(true);
    await db.database.tenant(here, (tx) => resolveAlertById(tx, fresh.id, later(8), systemActor));
  });

  test("an alert stays away while snoozed and comes back by itself", async () => {
    const { id } = await db.database.tenant(here, (tx) => raiseAlert(tx, { ...problem, cause: "snooze", now: noon }));
    await db.database.tenant(here, (tx) => snoozeAlert(tx, id, later(60), noon));
    await db.database.tenant(here, (tx) => raiseAlert(tx, { ...problem, cause: "snooze", now: later(10) }));
    const open = (now: Date) => db.database.tenant(here, (tx) => listAlerts(tx, { state: "open", now }));
    expect((await open(later(10))).items).toEqual([]);
    expect((await open(later(61))).items.map((alert) => alert.id)).toEqual([id]);
    expect(await db.database.tenant(here, (tx) => countOpenAlerts(tx, later(61)))).toEqual({
      info: 0,
      warning: 0,
      critical: 1,
    });
    await expect(db.database.tenant(here, (tx) => snoozeAlert(tx, id, noon, later(1)))).rejects.toThrow("future");
    await db.database.tenant(here, (tx) => resolveAlertById(tx, id, later(62), systemActor));
  });

  test("an alert belongs to one organization, also when both have the same cause", async () => {
    const mine = await db.database.tenant(here, (tx) => raiseAlert(tx, { ...problem, cause: "same", now: noon }));
    const theirs = await db.database.tenant(there, (tx) => raiseAlert(tx, { ...problem, cause: "same", now: noon }));
    expect(theirs).toMatchObject({ isNew: true });
    await expect(db.database.tenant(there, (tx) => getAlert(tx, mine.id, noon))).rejects.toThrow("no such");
    await expect(db.database.tenant(there, (tx) => resolveAlertById(tx, mine.id, noon, systemActor))).rejects.toThrow(
      "no such",
    );
    await db.database.tenant(there, (tx) => resolveAlert(tx, "same", noon, systemActor));
    expect((await db.database.tenant(here, (tx) => getAlert(tx, mine.id, noon))).state).toBe("open");
  });

  test("an alert is sent to listeners by id once its transaction commits", async () => {
    const received: unknown[] = [];
    const stop = await db.database.listen(EVENT_CHANNEL, (payload) => received.push(JSON.parse(payload)));
    const { id } = await db.database.tenant(here, (tx) => raiseAlert(tx, { ...problem, cause: "told", now: noon }));
    await vi.waitUntil(() => received.length > 0, { timeout: 60_000 });
    expect(received).toEqual([{ type: "alert.raised", id, organizationId: here }]);
    await stop();
  });

  test("a list of alerts has pages without gaps or repeats", async () => {
    const own = await db.newOrganization();
    await db.database.tenant(own, async (tx) => {
      for (let i = 0; i < 7; i++) await raiseAlert(tx, { ...problem, cause: `c${i}`, now: later(Math.floor(i / 2)) });
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await db.database.tenant(own, (tx) => listAlerts(tx, { now: noon, limit: 3, cursor }));
      seen.push(...page.items.map((alert) => alert.cause));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen)).toEqual(new Set(["c0", "c1", "c2", "c3", "c4", "c5", "c6"]));
    expect(seen).toHaveLength(7);
    await expect(db.database.tenant(own, (tx) => listAlerts(tx, { now: noon, cursor: "!" }))).rejects.toThrow("cursor");
  });
});

import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { loadConfig } from "../../config.ts";
import type { Mail } from "../../hub/accounts/mail.ts";
import { type AlertKind, type NewAlert, raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import { choose } from "../../hub/notifications/choices.ts";
import { subscribeToSummary } from "../../hub/summaries/weekly-summary.ts";
import { settings } from "../../settings.ts";
import { testEngine } from "../testing.ts";

test("alerts are mailed once to those who want them, at once or in the morning, and not when they are over [I6.2]", async () => {
  const mails: Mail[] = [];
  let isAway = true;
  await using engine = await testEngine({}, {}, {}, async (mail) => {
    if (isAway) throw new Error("The mail server is away.");
    mails.push(mail);
  });
  const people = [
    ["ann", "owner"],
    ["bob", "staff"],
    ["off", "owner"],
  ];
  for (const [name, role] of people) {
    await engine.db.owner.run(
      `insert into auth."user" ("id", "name", "email", deactivated_at)
       values ($1, $1, $1 || '@example.test', case when $1 = 'off' then now() end)`,
      [name],
    );
    await engine.db.owner.run("insert into auth.member (organization_id, user_id, role) values ($1, $2, $3)", [
      engine.organization,
      name,
      role,
    ]);
  }
  await engine.db.owner.run("update organization set zone = 'Asia/Kolkata'");
  const raise = (kind: AlertKind, cause: string, title: string) => {
    const alert: NewAlert = {
      kind,
      severity: "critical",
      cause,
      title: { ...message("alert.privacy_export.title"), text: title },
      text: "Because.",
      now: new Date(engine.clock.now()),
    };
    return engine.inside((tx) => raiseAlert(tx, alert));
  };
  const sentMails = async () => {
    await engine.engine.upkeep();
    return mails.splice(0).map(({ to, subject }) => `${to}: ${subject}`);
  };
  await engine.inside((tx) => choose(tx, "bob", [{ topic: "stock", app: true, email: "daily" }]));

  // 22:30 in Kolkata, then the next morning.
  engine.clock.pass(Date.parse("2026-11-22T17:00:00Z") - engine.clock.now());
  await raise("needs_reauth", "a", "Reconnect Cairo shop");
  await raise("stock_hold", "b", "TEA is low");
  expect(await sentMails()).toEqual([]);
  isAway = false;
  expect(await sentMails()).toEqual([
    "ann@example.test: Reconnect Cairo shop (Test shop)",
    "bob@example.test: Today: TEA is low (Test shop)",
  ]);
  await raise("needs_reauth", "a", "Reconnect Cairo shop");
  await raise("stock_hold", "c", "POT is low");
  await raise("stock_hold", "d", "CUP is low");
  await raise("connection_failing", "e", "Giza shop does not answer");
  await engine.inside((tx) => resolveAlert(tx, "d", new Date(engine.clock.now()), systemActor));
  await engine.inside((tx) => resolveAlert(tx, "e", new Date(engine.clock.now()), systemActor));
  expect(await sentMails()).toEqual([]);
  engine.clock.pass(Date.parse("2026-11-23T02:00:00Z") - engine.clock.now());
  expect(await sentMails()).toEqual([]);
  engine.clock.pass(Date.parse("2026-11-23T02:40:00Z") - engine.clock.now());
  expect(await sentMails()).toEqual(["bob@example.test: Today: POT is low (Test shop)"]);
});

test("a member whose address the mail server refuses keeps no other waiting for alerts and summaries [F29]", async () => {
  const mails: string[] = [];
  await using engine = await testEngine({}, {}, {}, async ({ to, subject }) => {
    if (to.startsWith("ann")) throw new Error("550 no such mailbox");
    mails.push(`${to}: ${subject}`);
  });
  for (const name of ["ann", "bob", "cat"]) {
    await engine.db.owner.run(
      `insert into auth."user" ("id", "name", "email") values ($1, $1, $1 || '@example.test')`,
      [name],
    );
    await engine.db.owner.run("insert into auth.member (organization_id, user_id, role) values ($1, $2, 'owner')", [
      engine.organization,
      name,
    ]);
    await engine.inside((tx) => subscribeToSummary(tx, name, true, new Date(engine.clock.now())));
  }
  await engine.inside((tx) =>
    raiseAlert(tx, {
      kind: "needs_reauth",
      severity: "critical",
      cause: "a",
      title: { ...message("alert.privacy_export.title"), text: "Reconnect Cairo shop" },
      text: "Because.",
      now: new Date(engine.clock.now()),
    }),
  );
  await engine.engine.upkeep();
  expect(mails.splice(0).filter((mail) => mail.includes("Reconnect"))).toEqual([
    "bob@example.test: Reconnect Cairo shop (Test shop)",
    "cat@example.test: Reconnect Cairo shop (Test shop)",
  ]);
  engine.clock.pass(Date.parse("2026-12-07T12:00:00Z") - engine.clock.now());
  await engine.engine.upkeep();
  expect(mails.map((mail) => mail.split(":")[0])).toEqual(["bob@example.test", "cat@example.test"]);
});

test("an organization's alerts are mailed in its language, with the time of its zone [A1.7]", async () => {
  const mails: Mail[] = [];
  await using engine = await testEngine({}, {}, {}, async (mail) => void mails.push(mail));
  await engine.db.owner.run(
    `insert into auth."user" ("id", "name", "email") values ('ann', 'Ann', 'ann@example.test')`,
  );
  await engine.db.owner.run("insert into auth.member (organization_id, user_id, role) values ($1, 'ann', 'owner')", [
    engine.organization,
  ]);
  await engine.db.owner.run("update organization set language = 'ar-EG', zone = 'Africa/Cairo', name = 'النيل'");
  const now = new Date(engine.clock.now());
  await engine.db.owner.run("update connection set failing_since = $1", [now]);
  await engine.inside((tx) =>
    raiseAlert(tx, {
      kind: "connection_failing",
      severity: "critical",
      cause: "away",
      connectionId: engine.store,
      title: message("alert.connection_failing.title", { store: "Giza shop", sinceAt: "2026-11-20T22:30:00.000Z" }),
      text: message("alert.connection_failing.text"),
      now,
    }),
  );
  await engine.engine.upkeep();
  const [mail] = mails;
  const written = `${mail?.subject}\n${mail?.text}`;
  // What stays Latin are names and addresses.
  expect(written.replace(/\u2068.*?\u2069|https?:\S+/g, "")).not.toMatch(/[a-z]{3}/);
  expect(written).toMatch(/Giza shop.*21.*12:30/);
  expect(written).not.toContain("Changes wait");
});

/** A hub whose person eve is mailed: raise alerts, and look at what came. */
async function mailed(alertStorm = { alerts: 5, minutes: 60 }) {
  const mails: Mail[] = [];
  const engine = await testEngine({}, {}, {}, async (mail) => void mails.push(mail), { alertStorm });
  await engine.db.owner.run(
    `insert into auth."user" ("id", "name", "email") values ('eve', 'eve', 'eve@example.test')`,
  );
  await engine.db.owner.run("insert into auth.member (organization_id, user_id, role) values ($1, 'eve', 'owner')", [
    engine.organization,
  ]);
  const raise = async (kind: AlertKind, from: number, count: number) => {
    for (let n = from; n < from + count; n += 1)
      await engine.inside((tx) =>
        raiseAlert(tx, {
          kind,
          severity: "critical",
          cause: `${kind} ${n}`,
          title: { ...message("alert.privacy_export.title"), text: `${kind} ${n}` },
          text: "Because.",
          now: new Date(engine.clock.now()),
        }),
      );
  };
  const sentMails = async () => {
    await engine.engine.upkeep();
    return mails.splice(0).map(({ subject }) => subject);
  };
  return { clock: engine.clock, raise, sentMails, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

test("a storm of alerts of one kind is one mail, and what follows one more when the hour is over", async () => {
  await using engine = await mailed();
  const { raise, sentMails } = engine;
  await raise("needs_reauth", 1, 30);
  expect(await sentMails()).toEqual(["30 alerts of Test shop"]);
  const later: string[] = [];
  for (let minute = 1; minute < 60; minute += 10) {
    engine.clock.pass(10 * 60_000);
    await raise("needs_reauth", 100 + minute, 1);
    if (minute < 50) later.push(...(await sentMails()));
  }
  expect(later).toEqual([]);
  engine.clock.pass(2 * 60_000);
  expect(await sentMails()).toEqual(["6 alerts of Test shop"]);
});

test("the number of alerts that make a storm, and its length, are set by the operator", async () => {
  const { ALERT_STORM_COUNT, ALERT_STORM_MINUTES } = settings;
  expect([ALERT_STORM_COUNT.fallback, ALERT_STORM_MINUTES.fallback]).toEqual(["5", "60"]);
  const { alertStorm } = loadConfig({ ALERT_STORM_COUNT: "2", ALERT_STORM_MINUTES: "10" });
  await using engine = await mailed(alertStorm);
  const { raise, sentMails, clock } = engine;
  await raise("needs_reauth", 1, 1);
  expect(await sentMails()).toEqual(["needs_reauth 1 (Test shop)"]);
  await raise("needs_reauth", 2, 1);
  expect(await sentMails()).toEqual(["needs_reauth 2 (Test shop)"]);
  await raise("needs_reauth", 3, 2);
  expect(await sentMails()).toEqual([]);
  clock.pass(9 * 60_000);
  expect(await sentMails()).toEqual([]);
  clock.pass(60_000);
  expect(await sentMails()).toEqual(["2 alerts of Test shop"]);
});

import { expect, test } from "vitest";
import { systemActor } from "../commerce/actor.ts";
import { say } from "../commerce/sentence.ts";
import type { Mail } from "../hub/accounts/mail.ts";
import { type AlertKind, type NewAlert, raiseAlert, resolveAlert } from "../hub/alerts/alerts.ts";
import { choose } from "../hub/notifications/choices.ts";
import { testEngine } from "./testing.ts";

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
      `insert into auth."user" ("id", "name", "email", deactivated_at) values ($1, $1, $1 || '@example.test', case when $1 = 'off' then now() end)`,
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
      title: { ...say("alert.privacy_export.title"), text: title },
      text: "Because.",
      now: new Date(engine.clock.now()),
    };
    return engine.inside((tx) => raiseAlert(tx, alert));
  };
  const told = async () => {
    await engine.engine.upkeep();
    return mails.splice(0).map(({ to, subject }) => `${to}: ${subject}`);
  };
  await engine.inside((tx) => choose(tx, "bob", [{ topic: "stock", app: true, email: "daily" }]));

  // 22:30 in Kolkata, then the next morning.
  engine.clock.pass(Date.parse("2026-11-22T17:00:00Z") - engine.clock.now());
  await raise("needs_reauth", "a", "Cairo shop has to be connected again");
  await raise("low_stock", "b", "TEA is low");
  expect(await told()).toEqual([]);
  isAway = false;
  expect(await told()).toEqual([
    "ann@example.test: Cairo shop has to be connected again (Test shop)",
    "bob@example.test: Today: TEA is low (Test shop)",
  ]);
  await raise("needs_reauth", "a", "Cairo shop has to be connected again");
  await raise("low_stock", "c", "POT is low");
  await raise("low_stock", "d", "CUP is low");
  await raise("connection_failing", "e", "Giza shop does not answer");
  await engine.inside((tx) => resolveAlert(tx, "d", new Date(engine.clock.now()), systemActor));
  await engine.inside((tx) => resolveAlert(tx, "e", new Date(engine.clock.now()), systemActor));
  expect(await told()).toEqual([]);
  engine.clock.pass(Date.parse("2026-11-23T02:00:00Z") - engine.clock.now());
  expect(await told()).toEqual([]);
  engine.clock.pass(Date.parse("2026-11-23T02:40:00Z") - engine.clock.now());
  expect(await told()).toEqual(["bob@example.test: Today: POT is low (Test shop)"]);
});

import { expect, test } from "vitest";
import type { Mail } from "../../hub/accounts/mail.ts";
import { receivesSummary, subscribeToSummary } from "../../hub/summaries/weekly-summary.ts";
import { testEngine } from "../testing.ts";

const HOUR = 3_600_000;

test("a week's summary is mailed once to those who asked, on Monday from eight on, where the organization is", async () => {
  const mails: Mail[] = [];
  let isAway = false;
  await using engine = await testEngine({}, {}, {}, async (mail) => {
    if (isAway) throw new Error("The mail server is away.");
    mails.push(mail);
  });
  for (const name of ["ann", "bob"]) {
    await engine.db.owner.run(
      `insert into auth."user" ("id", "name", "email") values ($1, $1, $1 || '@example.test')`,
      [name],
    );
    await engine.db.owner.run("insert into auth.member (organization_id, user_id, role) values ($1, $2, 'staff')", [
      engine.organization,
      name,
    ]);
  }
  await engine.db.owner.run("update organization set zone = 'Asia/Kolkata', currency = 'INR'");
  const at = (moment: string) => engine.clock.pass(Date.parse(moment) - engine.clock.now());
  const sentMails = async () => {
    await engine.engine.upkeep();
    return mails.splice(0).map(({ to, subject }) => `${to}: ${subject}`);
  };

  // Thursday: the week that is over already was not asked for.
  at("2026-11-26T06:00:00Z");
  expect(await engine.inside((tx) => receivesSummary(tx, "ann"))).toBe(false);
  await engine.inside((tx) => subscribeToSummary(tx, "ann", true, new Date(engine.clock.now())));
  expect(await sentMails()).toEqual([]);
  // Monday, 7:59 in Kolkata.
  at("2026-11-30T02:29:00Z");
  expect(await sentMails()).toEqual([]);
  isAway = true;
  engine.clock.pass(2 * 60_000);
  expect(await sentMails()).toEqual([]);
  isAway = false;
  engine.clock.pass(60_000);
  expect(await sentMails()).toEqual(["ann@example.test: Test shop: the week from 2026-11-23 to 2026-11-29"]);
  engine.clock.pass(HOUR);
  expect(await sentMails()).toEqual([]);

  // Off and on again within the week tells nobody the same week twice; off is off.
  for (const isOn of [false, true])
    await engine.inside((tx) => subscribeToSummary(tx, "ann", isOn, new Date(engine.clock.now())));
  expect(await sentMails()).toEqual([]);
  at("2026-12-07T03:00:00Z");
  expect(await sentMails()).toHaveLength(1);
  await engine.inside((tx) => subscribeToSummary(tx, "ann", false, new Date(engine.clock.now())));
  at("2026-12-14T03:00:00Z");
  expect(await sentMails()).toEqual([]);
});

test("the summary says revenue, advertising and profit beside the week before", async () => {
  const mails: Mail[] = [];
  await using engine = await testEngine({}, {}, {}, async (mail) => void mails.push(mail));
  await engine.db.owner.run(
    `insert into auth."user" ("id", "name", "email") values ('ann', 'ann', 'ann@example.test')`,
  );
  await engine.db.owner.run("insert into auth.member (organization_id, user_id, role) values ($1, 'ann', 'owner')", [
    engine.organization,
  ]);
  await engine.db.owner.run("update organization set zone = 'UTC', currency = 'EUR'");
  engine.clock.pass(Date.parse("2026-11-26T06:00:00Z") - engine.clock.now());
  await engine.inside((tx) => subscribeToSummary(tx, "ann", true, new Date(engine.clock.now())));
  await engine.inside((tx) =>
    tx.run(
      `insert into argosy.manual_spend
         (organization_id, id, label, date, amount, currency, source, updated_at)
       values (argosy.tenant(), gen_random_uuid(), 'Fair', '2026-11-25', 12.5, 'EUR', 'manual', now())`,
    ),
  );
  engine.clock.pass(Date.parse("2026-11-30T09:00:00Z") - engine.clock.now());
  await engine.engine.upkeep();
  const [mail] = mails;
  expect(mail?.text).toContain("Advertising spend: €12.50 (the week before: €0.00)");
  expect(mail?.text).toContain("/reports/profit?period=2026-11-23..2026-11-29");
});

/** Whoever runs the hub is mailed of places where nothing can be done: after a minute, once, and again after they were back. */
import pino from "pino";
import { expect, test } from "vitest";
import { systemClock } from "../../commerce/clock.ts";
import type { HomeState } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import type { Mail } from "../../hub/accounts/mail.ts";
import { createUnreachableHomeAlarm } from "./unreachable-homes.ts";

const place = (name: string, is: HomeState["is"], sinceMinute: number | null): HomeState => ({
  place: name,
  server: "10.0.0.2:5432",
  is,
  since: sinceMinute === null ? null : new Date(sinceMinute * 60_000),
});

test("operators are mailed once of places that are away for a minute, with what to do, and again when they were back [F30]", async () => {
  let states: readonly HomeState[] = [];
  const mails: Mail[] = [];
  let [isMailAway, minute] = [true, 10];
  await using db = await testDatabase();
  for (const [name, isOperator] of [
    ["ops", true],
    ["ana", false],
  ] as const)
    await db.owner.run('insert into auth."user" ("id", "name", "email", is_operator) values ($1, $1, $2, $3)', [
      name,
      `${name}@example.test`,
      isOperator,
    ]);
  const alarm = createUnreachableHomeAlarm({
    db: { ...db.database, places: () => states },
    clock: { ...systemClock, now: () => minute * 60_000 },
    log: pino({ level: "silent" }),
    appUrl: "https://hub.example",
    async sendMail(mail) {
      if (isMailAway) throw new Error("the mail server is away");
      mails.push(mail);
    },
  });
  states = [
    place("argosy_place1", "away", 10),
    place("argosy_place2", "unready", 10),
    place("argosy_place3", "ready", null),
  ];
  // A server that restarts is nothing to tell of.
  await alarm();
  minute = 11;
  await expect(alarm()).rejects.toThrow("the mail server is away");
  isMailAway = false;
  await alarm();
  await alarm();
  expect(mails.map(({ to }) => to)).toEqual(["ops@example.test"]);
  expect(mails[0]?.text).toContain(
    "argosy_place1 cannot be reached: the database server 10.0.0.2:5432 does not answer.",
  );
  expect(mails[0]?.text).toContain(
    "argosy_place2 was moved away from 10.0.0.2:5432 without `argosy distribute --move`.",
  );
  expect(mails[0]?.text).not.toContain("argosy_place3");

  states = [place("argosy_place1", "ready", null)];
  minute = 12;
  await alarm();
  states = [place("argosy_place1", "away", 12)];
  minute = 14;
  await alarm();
  expect(mails).toHaveLength(2);
});

/** What an organization may mail to addresses it chose. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { virtualClock } from "../../commerce/clock.ts";
import { organizationId } from "../../commerce/ids.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { createSharedAllowance } from "./allowance.ts";
import { tenantMailer } from "./mail.ts";

const db = fixture(testDatabase);

test("nobody gets more than twenty mails a day of one organization, and another's are not counted", async () => {
  const clock = virtualClock(Date.parse("2026-11-20T08:00:00Z"));
  const sent: string[] = [];
  const mailerFor = (id: string) =>
    tenantMailer(
      async ({ to }) => void sent.push(to),
      createSharedAllowance(db.database.auth, clock),
      organizationId(id),
    );
  const mail = { subject: "Receipt", text: "Thank you" };
  const [one, other] = [
    mailerFor("0198c0de-0000-7000-8000-000000000001"),
    mailerFor("0198c0de-0000-7000-8000-000000000002"),
  ];
  const tries = [];
  for (let n = 0; n < 25; n++)
    tries.push(
      await one?.({ ...mail, to: n % 2 === 0 ? "amal@example.test" : " Amal@Example.test" }).then(
        () => "sent",
        (error: { code?: string }) => error.code,
      ),
    );
  expect(tries.filter((each) => each === "sent")).toHaveLength(20);
  expect(tries.slice(20)).toEqual(Array.from({ length: 5 }, () => "MAIL_LIMIT"));
  await one?.({ ...mail, to: "omar@example.test" });
  await other?.({ ...mail, to: "amal@example.test" });
  await clock.advance(24 * 60 * 60_000);
  await one?.({ ...mail, to: "amal@example.test" });
  expect(sent.slice(20)).toEqual(["omar@example.test", "amal@example.test", "amal@example.test"]);
});

test("every route that mails for an organization does so with its allowance", () => {
  const root = join(import.meta.dirname, "../../http/routes");
  const texts = globSync("*.ts", { cwd: root }).map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));
  const mailing = texts.filter(({ text }) => /\bsendMail\(/.test(text));
  expect(mailing.length).toBeGreaterThan(1);
  const past = mailing.filter(({ text }) => !/const sendMail = tenantMailerOf\(/.test(text)).map(({ name }) => name);
  expect(past).toEqual([]);
});

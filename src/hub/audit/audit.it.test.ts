import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listAudit, recordAudit, verifyAudit } from "./audit.ts";

const now = new Date("2026-11-20T12:00:00.123Z");
const ana = { kind: "user", id: "1", name: "ana@example.test" } as const;

const db = fixture(testDatabase);

function record(organization: OrganizationId, action: string, details: Record<string, string> = {}) {
  return db.database.tenant(organization, (tx) =>
    recordAudit(tx, { actor: ana, action, targetKind: "store", targetId: "s1", details, now }),
  );
}

test("entries chain without gaps also when written at the same time", async () => {
  const here = await db.newOrganization();
  const there = await db.newOrganization();
  await Promise.all(Array.from({ length: 12 }, (_, i) => record(i % 3 === 0 ? there : here, `act.${i}`)));
  expect(await db.database.tenant(here, verifyAudit)).toEqual({ intact: true, entries: 8 });
  expect(await db.database.tenant(there, verifyAudit)).toEqual({ intact: true, entries: 4 });
  const page = await db.database.tenant(here, (tx) => listAudit(tx, { limit: 5 }));
  expect(page.items.map((entry) => entry.seq)).toEqual([8, 7, 6, 5, 4]);
  const rest = await db.database.tenant(here, (tx) => listAudit(tx, { cursor: page.nextCursor ?? "" }));
  expect(rest.items.map((entry) => entry.seq)).toEqual([3, 2, 1]);
  expect(rest.nextCursor).toBeNull();
  expect(rest.items[0]).toMatchObject({ actor: "user:ana@example.test", targetId: "s1", at: now });
});

test("an entry that was changed or removed afterwards is found", async () => {
  const organization = await db.newOrganization();
  for (const action of ["a", "b", "c", "d"]) await record(organization, action, { said: "a\u0000b\ud800" });
  const tamper = async (statement: string) => {
    await db.owner.run("alter table audit disable trigger audit_append_only");
    await db.owner.run(statement, [organization]);
    await db.owner.run("alter table audit enable trigger audit_append_only");
  };
  await tamper(`update audit set details = '{"said":"nothing"}' where organization_id = $1 and seq = 2`);
  expect(await db.database.tenant(organization, verifyAudit)).toEqual({ intact: false, entries: 4, brokenAt: 2 });
  await tamper("delete from audit where organization_id = $1 and seq = 2");
  expect(await db.database.tenant(organization, verifyAudit)).toMatchObject({ intact: false, brokenAt: 3 });
});

test("the application cannot change an entry", async () => {
  const organization = await db.newOrganization();
  await db.database.tenant(organization, (tx) =>
    recordAudit(tx, { actor: systemActor, action: "x", targetKind: "store", targetId: "1", now }),
  );
  for (const statement of ["update audit set action = 'y'", "delete from audit"])
    await expect(db.database.tenant(organization, (tx) => tx.run(statement))).rejects.toThrow(/permission denied/);
});

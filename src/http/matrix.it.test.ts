/**
 * Every route of the OpenAPI document, tried without a session, by every role, and with another organization's ids. A new
 * route is in here by itself; one with a new kind of id asks for a sample row in `world`.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../commerce/ids.ts";
import type { TestDatabase } from "../db/testing.ts";
import { actions, may, type Role, roles } from "../hub/accounts/permissions.ts";
import { HubError } from "../hub/errors.ts";
import { MARKER, world } from "./samples.ts";
import { type Caller, type TestApp, testApp } from "./testing.ts";
import { isStream, type Operation, operationsOf, withIdsOf } from "./testing-operations.ts";

/** The address with ids that nobody has. */
const strange = (operation: Operation) =>
  operation.path.replace(/\{provider\}/g, "acme").replace(/\{\w+\}/g, () => randomUUID()) + operation.query;

async function ownerMember(hub: TestApp, organization: OrganizationId): Promise<string> {
  const row = await hub.db.owner.one<{ id: string }>(
    "select id from auth.member where organization_id = $1 order by created_at limit 1",
    [organization],
  );
  return row.id;
}

/** Of the tests that tell their people and organizations apart by name: starting one costs more than such a test. */
let hub: TestApp;
beforeAll(async () => {
  hub = await testApp();
});
afterAll(() => hub?.[Symbol.asyncDispose]());

test("every route but the public ones answers 401 without a session, whatever is sent [I4.1]", async () => {
  const operations = await operationsOf(hub);
  expect(operations.length).toBeGreaterThan(60);
  for (const operation of operations) {
    const { method, headers, what } = operation;
    const answer = await hub.anonymous.call(method, strange(operation), operation.body, headers);
    if (operation.permission !== "public") expect(answer.status, what).toBe(401);
  }
});

test("no guarded route is left out of these tests: each is in the document, or named here [I4.1]", async () => {
  const documented = new Set((await operationsOf(hub)).map(({ method, path }) => `${method} ${path}`));
  const registered = hub.app.guardedRoutes
    .filter(({ method }) => method !== "HEAD" && method !== "OPTIONS")
    .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, "{$1}")}`);
  expect(registered.length).toBeGreaterThan(500);
  // Whatever an assistant asks is asked of these routes, with its own key.
  expect(registered.filter((what) => !documented.has(what)).sort()).toEqual([
    "DELETE /api/mcp",
    "GET /api/mcp",
    "POST /api/mcp",
  ]);
});

test("every route lets in exactly the roles of the table [I4.1]", async () => {
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const operations = (await operationsOf(hub)).filter((each) => !isStream(each));
  const callers = new Map<Role, Caller>();
  for (const role of roles) {
    const made = await ana.call("POST", "/api/api-keys", { name: role, role });
    callers.set(role, hub.withKey(made.json.key));
  }
  for (const operation of operations) {
    if (operation.permission === "public" || operation.permission === "delete_organization") continue;
    for (const [role, caller] of callers) {
      const what = `${role}: ${operation.what}`;
      // An invalid body shows that the role was let in without anything being done.
      const answer = await caller.call(
        operation.method,
        strange(operation),
        operation.method === "GET" ? undefined : { nonsense: 1 },
      );
      if (operation.permission === "signed_in" || operation.permission === "operator")
        expect(answer.json?.code, what).toBe("PERSON_NEEDED");
      else if (may(role, operation.permission)) expect(answer.json?.code, what).not.toBe("NOT_PERMITTED");
      else expect([answer.status, answer.json?.code], what).toEqual([403, "NOT_PERMITTED"]);
    }
  }
  const closing = operations.find((each) => each.permission === "delete_organization");
  for (const [role, caller] of callers)
    if (role !== "owner" && closing) expect((await caller.call(closing.method, closing.path)).status, role).toBe(403);
  const existing = new Set([...actions, "signed_in", "operator", "public"]);
  expect(new Set(operations.map((each) => each.permission))).toEqual(existing);
  // What anybody may read is named here, so that nothing becomes public by a slip.
  const open = operations.filter(({ permission }) => permission === "public").map(({ what }) => what);
  expect(open).toEqual(["GET /api/sign-up", "POST /api/invitations/preview", "GET /api/schemas/{provider}/{field}"]);
});

/** A fingerprint of all an organization has, in every table. */
async function fingerprint(db: TestDatabase, organization: OrganizationId): Promise<Record<string, string>> {
  const tables = await db.owner.rows<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
     where n.nspname in ('argosy', 'auth') and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const result: Record<string, string> = {};
  for (const { name } of tables) {
    const row = await db.owner.one<{ print: string }>(
      `select count(*) || ':' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print
       from ${name} t
       where organization_id = $1`,
      [organization],
    );
    result[name] = row.print;
  }
  // Looking at members notes that they were active; sessions and keys note their use.
  return result;
}

test("another organization's ids are 404 on every route: nothing of it is told, nothing of it changes [A1.3]", async () => {
  // The engine's own answers to foreign ids are its tests' business; here it has to be unreachable with them.
  const reachable = (name: string) => () => Promise.reject(new HubError("RUN_OVER", "conflict", name));
  await using hub = await testApp({
    engine: { runs: { start: reachable("runs.start"), cancel: reachable("cancel"), retry: reachable("retry") } },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const { ids } = await world(hub.db, ana.organization, await ownerMember(hub, ana.organization));
  const ben = await hub.signUp("ben@example.test", "ben-shop");
  await hub.db.owner.run('update auth.session set organization_id = $1 where "userId" = $2', [
    ben.organization,
    ben.userId,
  ]);
  const before = await fingerprint(hub.db, ana.organization);
  const operations = (await operationsOf(hub)).filter((each) => !isStream(each) && each.path !== "/api/organization");
  for (const operation of operations) {
    const { what } = operation;
    const { url, body } = withIdsOf(operation, { ids });
    const answer = await ben.call(operation.method, url, body, operation.headers);
    expect(answer.text, what).not.toContain(MARKER);
    if (operation.permission === "operator") {
      expect([answer.status, answer.json?.code], what).toEqual([403, "NOT_OPERATOR"]);
      continue;
    }
    expect(answer.status, `${what}: ${answer.text}`).not.toBe(500);
    if (/\{(?!provider)/.test(operation.path)) expect(answer.status, `${what}: ${answer.text}`).toBe(404);
  }
  expect(await fingerprint(hub.db, ana.organization)).toEqual(before);
});

/** The operator's area: who gets in, what it shows, what it changes, and that every change is on record. */

import { expect, test } from "vitest";
import { NEW_FIELD } from "../hub/incoming-event-log/drift.ts";
import { MARKER, world } from "./samples.ts";
import { type TestApp, testApp } from "./testing.ts";

/** Signs up whoever runs the hub. */
async function operator(hub: TestApp) {
  const ops = await hub.signUp("ops@example.test");
  await hub.db.owner.run('update auth."user" set is_operator = true where "id" = $1', [ops.userId]);
  return ops;
}

test("the operator is shown what runs, and nobody else [I3.2]", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  expect((await ana.call("GET", "/api/admin/versions")).json.code).toBe("NOT_OPERATOR");
  const versions = await (await operator(hub)).call("GET", "/api/admin/versions");
  expect(versions.json).toMatchObject({ node: process.version, role: "all" });
  expect(versions.json.migration).toMatch(/^\d{4}-[a-z.-]+$/);
});

test("a transaction held open is told by readiness, metrics and to the operator, with what ends it [I3.2]", async () => {
  await using hub = await testApp();
  const ops = await operator(hub);
  const ready = async () => (await hub.anonymous.call("GET", "/readyz")).json;
  const list = async () => (await ops.call("GET", "/api/admin/held-snapshots")).json.items;
  expect([await ready(), await list()]).toEqual([{ status: "ready", outbound: "open" }, []]);
  const checked = (ago: string) =>
    hub.db.owner.run(
      `update hub_state set snapshot_looked_at = now() - $1::interval, snapshot_holders = jsonb_build_array(
         jsonb_build_object('kind', 'session', 'name', '7', 'application', 'psql',
           'since', now() - interval '30 minutes'),
         jsonb_build_object('kind', 'prepared', 'name', 'it''s', 'since', now() - interval '15 minutes'),
         jsonb_build_object('kind', 'slot', 'name', 'old'))`,
      [ago],
    );
  await checked("1 minute");
  expect(await ready()).toEqual({ status: "ready", outbound: "open", cleanup: "held back" });
  expect(await list()).toMatchObject([
    {
      kind: "session",
      name: "7",
      application: "psql",
      seconds: expect.any(Number),
      remedy: "select pg_terminate_backend(7);",
    },
    { kind: "prepared", name: "it's", remedy: "rollback prepared 'it''s';" },
    { kind: "slot", seconds: null, remedy: "select pg_drop_replication_slot('old');" },
  ]);
  const { text } = await hub.anonymous.call("GET", "/metrics");
  expect(text).toMatch(/argosy_database_snapshot_held_seconds 1[89]\d\d/);
  // Nobody looks any more: what was found then may have ended long ago.
  await checked("1 hour");
  expect([await ready(), await list()]).toEqual([{ status: "ready", outbound: "open" }, []]);
});

test("the figures of the hub's work are told by kind of work, provider and state, as they are now [I3.2]", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const member = await hub.db.owner.one<{ id: string }>("select id from auth.member where organization_id = $1", [
    ana.organization,
  ]);
  await world(hub.db, ana.organization, member.id);
  const figures = async () => {
    await hub.clock.advance(60_000);
    const { text } = await hub.anonymous.call("GET", "/metrics");
    return text.split("\n").filter((line: string) => /^argosy_(lane|connection|breaker|outbound)/.test(line));
  };
  await hub.db.owner.run("update connection set breaker = 'open', health = 'failing'");
  await hub.db.owner.run(
    `insert into lane (organization_id, connection_id, kind, due_at)
     select organization_id, id, 'inbox', $1 from connection on conflict do nothing`,
    [new Date(hub.clock.now())],
  );
  const { provider, state } = await hub.db.owner.one<{ provider: string; state: string }>(
    "select provider, state from connection",
  );
  expect(await figures()).toEqual(
    expect.arrayContaining([
      `argosy_connections{provider="${provider}",state="${state}",health="failing"} 1`,
      `argosy_breakers_open{provider="${provider}"} 1`,
      "argosy_outbound_held_back 0",
      'argosy_lanes{kind="inbox",state="ready"} 1',
      'argosy_lane_oldest_ready_seconds{kind="inbox"} 60',
    ]),
  );
  await hub.db.owner.run("update connection set breaker = 'closed', health = 'healthy'");
  await hub.db.owner.run("update hub_state set outbound_paused_at = now()");
  const after = await figures();
  expect(after).toContain("argosy_outbound_held_back 1");
  expect(after).toContain(`argosy_breakers_open{provider="${provider}"} 0`);
  expect(after.join("\n")).not.toContain('health="failing"');
});

test("organizations are counted, limited and held back; their own trail says so [A1.9, A1.10]", async () => {
  await using hub = await testApp();
  const ops = await operator(hub);
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const member = await hub.db.owner.one<{ id: string }>("select id from auth.member where organization_id = $1", [
    ana.organization,
  ]);
  await world(hub.db, ana.organization, member.id);
  await hub.db.owner.run("update sales_order set placed_at = $1", [new Date(hub.clock.now())]);
  const { items } = (await ops.call("GET", "/api/admin/organizations?q=ana")).json;
  expect(items).toMatchObject([
    { name: "ana-shop", stores: 1, members: 1, ordersThisMonth: 1, plan: {}, outboundPausedAt: null },
  ]);
  const path = `/api/admin/organizations/${ana.organization}`;
  const limited = await ops.call("PATCH", path, { plan: { members: 1, stores: 5 } });
  expect(limited.json.plan).toEqual({ members: 1, stores: 5 });
  expect((await ops.call("PATCH", path, { plan: { stores: null } })).json.plan).toEqual({ members: 1 });
  const invited = await ana.call("POST", "/api/invitations", { email: "eve@example.test", role: "staff" });
  expect(invited.json.code).toBe("MEMBER_LIMIT");
  expect((await ops.call("POST", `${path}/pause-outbound`)).json.outboundPausedAt).not.toBeNull();
  expect((await ana.call("GET", "/api/organization")).json.heldBackBy).toBe("organization");
  await ops.call("POST", "/api/admin/outbound/pause");
  expect((await ops.call("POST", "/api/admin/outbound/pause")).json.pausedBy).toBe("user:ops@example.test");
  expect((await ana.call("GET", "/api/organization")).json.heldBackBy).toBe("hub");
  await ops.call("POST", "/api/admin/outbound/resume");
  await ops.call("POST", `${path}/resume-outbound`);
  expect((await ana.call("GET", "/api/organization")).json.heldBackBy).toBeNull();
  const hubTrail = (await ops.call("GET", "/api/admin/audit")).json.items.map(
    (entry: { action: string }) => entry.action,
  );
  expect(hubTrail).toEqual([
    "outbound.resumed",
    "outbound.resumed",
    "outbound.paused",
    "outbound.paused",
    "organization.plan_set",
    "organization.plan_set",
  ]);
  const own = (await ana.call("GET", "/api/audit")).json.items as { action: string; actor: string }[];
  expect(own.filter((entry) => entry.actor === "user:ops@example.test").map((entry) => entry.action)).toEqual([
    "outbound.resumed",
    "outbound.paused",
    "organization.plan_set",
    "organization.plan_set",
  ]);
  await expect(hub.db.owner.run("delete from hub_audit")).rejects.toThrow(/append-only/);
  expect((await ops.call("PATCH", path.replace(/.{12}$/, "000000000000"), { plan: {} })).status).toBe(404);
});

test("running and failing work is shown by names and states, never by what an organization sells or to whom [I3.2]", async () => {
  await using hub = await testApp();
  const ops = await operator(hub);
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const member = await hub.db.owner.one<{ id: string }>("select id from auth.member where organization_id = $1", [
    ana.organization,
  ]);
  const { ids } = await world(hub.db, ana.organization, member.id);
  const since = new Date(hub.clock.now() - 3_600_000);
  await hub.db.owner.run(
    `update connection
     set name = 'Cairo shop', state = 'active', health = 'failing', breaker = 'open', failing_since = $1,
       last_error = $2`,
    [since, MARKER],
  );
  await hub.db.owner.run(
    `with gone as (delete from lane
       where kind = 'outbound') insert into lane (organization_id, connection_id, kind, due_at, failures, version)
     select organization_id, id, 'outbound', $1, 3, 1000
     from connection`,
    [since],
  );
  await hub.db.owner.run("update listing_stock set due_at = $1", [since]);
  const failing = await ops.call("GET", "/api/admin/connections");
  expect(failing.json.items).toMatchObject([
    { organizationName: "ana-shop", name: "Cairo shop", health: "failing", breaker: "open" },
  ]);
  const lanes = await ops.call("GET", "/api/admin/lanes");
  expect(lanes.json.items).toContainEqual(
    expect.objectContaining({
      storeId: ids.connectionId ?? ids.stores,
      kind: "outbound",
      failures: 3,
      waiting: 1,
    }),
  );
  const queues = await ops.call("GET", "/api/admin/queues");
  expect(queues.json.lanes).toContainEqual(
    expect.objectContaining({ kind: "outbound", ready: 1, failing: 1, oldestReadyAt: since.toISOString() }),
  );
  // Names of fields are what is shown; the sample row's is the marker.
  await hub.db.owner.run("delete from argosy.drift");
  await hub.db.owner.run(
    `insert into argosy.drift (organization_id, connection_id, path, problem, sample, count, first_at, last_at)
     select organization_id, id, v.path, v.problem, to_jsonb($1::text), 2, $3, $3 from argosy.connection
     cross join (values ('order.giftWrap', $2), ('orders', 'record 1042: total: is missing'),
       ('orders', 'record 7: total: is missing')) as v(path, problem)`,
    [MARKER, NEW_FIELD, since],
  );
  const changes = await ops.call("GET", "/api/admin/platform-changes");
  const [{ provider }] = changes.json.items;
  expect(changes.json.items).toMatchObject([
    { path: "order.giftWrap", problem: NEW_FIELD, isNewField: true, count: 2 },
    // One change, however many records it was met in, and none of them named.
    { path: "orders", problem: "total: is missing", isNewField: false, stores: 1, count: 4 },
  ]);
  const { json: own } = await ops.call("GET", `/api/admin/platform-changes?provider=${provider}`);
  const { json: others } = await ops.call("GET", "/api/admin/platform-changes?provider=none");
  expect([own.items.length, others.items.length]).toEqual([2, 0]);
  for (const answer of [failing, lanes, queues, changes]) expect(answer.text).not.toContain(MARKER);
});

test("an account that is switched off is out everywhere at once, and comes back as it was", async () => {
  await using hub = await testApp();
  const ops = await operator(hub);
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const { key } = (await ana.call("POST", "/api/api-keys", { name: "till", role: "staff" })).json;
  const till = hub.withKey(key);
  expect((await till.call("GET", "/api/members")).status).toBe(200);
  const off = await ops.call("POST", `/api/admin/users/${ana.userId}/deactivate`);
  expect(off.json).toMatchObject({ email: "ana@example.test", organizations: 1 });
  expect(off.json.deactivatedAt).not.toBeNull();
  expect((await ana.call("GET", "/api/members")).status).toBe(401);
  expect((await till.call("GET", "/api/members")).status).toBe(401);
  const signIn = () =>
    hub.anonymous.call(
      "POST",
      "/api/auth/sign-in/email",
      { email: "ana@example.test", password: "correct horse battery" },
      { origin: "https://hub.example.test" },
    );
  const refused = await signIn();
  expect([refused.status, refused.json.code]).toEqual([403, "USER_DEACTIVATED"]);
  expect((await ops.call("POST", `/api/admin/users/${ops.userId}/deactivate`)).json.code).toBe("USER_SELF");
  expect((await ops.call("POST", "/api/admin/users/nobody/deactivate")).status).toBe(404);
  await ops.call("POST", `/api/admin/users/${ana.userId}/reactivate`);
  expect((await signIn()).status).toBe(200);
  expect((await till.call("GET", "/api/members")).status).toBe(200);
  const users = await ops.call("GET", "/api/admin/users?q=ana");
  expect(users.json.items).toMatchObject([{ name: "ana", deactivatedAt: null }]);
  const callLog = (await ops.call("GET", "/api/admin/audit")).json.items;
  expect(callLog.map((entry: { action: string }) => entry.action)).toEqual(["user.reactivated", "user.deactivated"]);
});

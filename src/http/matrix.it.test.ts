/**
 * Every route of the OpenAPI document, tried without a session, by every role, and with another organization's ids. A new
 * route is in here by itself; one with a new kind of id asks for a sample row in `world`.
 */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { OrganizationId } from "../commerce/ids.ts";
import type { TestDatabase } from "../db/testing.ts";
import { type Action, actions, may, type Role, roles } from "../hub/accounts/permissions.ts";
import { HubError } from "../hub/errors.ts";
import type { ChannelFiles, Connections } from "./engine-port.ts";
import { MARKER, type World, world } from "./samples.ts";
import { type Caller, type TestApp, testApp } from "./testing.ts";

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly permission: Action | "public" | "signed_in" | "operator";
  readonly body: Schema | undefined;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly $ref?: string;
}

async function operationsOf(hub: TestApp): Promise<Operation[]> {
  const { json } = await hub.anonymous.call("GET", "/api/openapi.json");
  const found: Operation[] = [];
  for (const [path, methods] of Object.entries(json.paths as Record<string, Record<string, never>>))
    for (const [method, described] of Object.entries(methods)) {
      const operation = described as {
        "x-permission": Operation["permission"];
        requestBody?: { content: { "application/json": { schema: Schema } } };
      };
      found.push({
        method: method.toUpperCase(),
        path,
        permission: operation["x-permission"],
        body: operation.requestBody?.content["application/json"].schema,
      });
    }
  return found;
}

/** Streams stay open; a test of their own looks at them. */
const isStream = ({ path }: Operation) => path === "/api/events";

/** The smallest body a schema takes; ids are another organization's. */
function sample(schema: Schema, ids: Readonly<Record<string, string>>, name = ""): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = (schema.oneOf ?? schema.anyOf)?.[0];
  if (choice) return sample(choice, ids, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object") {
    const entries = Object.entries(schema.properties ?? {}).filter(([key]) => schema.required?.includes(key));
    return Object.fromEntries(entries.map(([key, value]) => [key, sample(value, ids, key)]));
  }
  if (type === "array") return schema.items ? [sample(schema.items, ids, name)] : [];
  if (type === "integer" || type === "number") return Math.max(1, schema.minimum ?? 1);
  if (type === "boolean") return true;
  if (schema.format === "date-time") return "2030-01-01T00:00:00Z";
  if (schema.format === "email") return "someone@example.test";
  if (schema.pattern?.includes("0-9a-f]{8}"))
    return ids[name] ?? ids[name.replace(/^to([A-Z])/, (_all, first: string) => first.toLowerCase())] ?? randomUUID();
  if (schema.pattern?.includes("A-Z]{3}")) return "USD";
  return "x".repeat(Math.max(3, schema.minLength ?? 0));
}

/** The address with another organization's ids, or undefined where there is none in it. */
function foreign(operation: Operation, ids: World["ids"]): string | undefined {
  if (!operation.path.includes("{")) return undefined;
  // The operator's area has no organization: nobody but the operator gets as far as an id.
  if (operation.permission === "operator") return filled(operation);
  const subject = operation.path.split("/")[2] ?? "";
  return operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    if (name === "provider") return "acme";
    const found = name === "id" ? ids[subject] : ids[name];
    if (!found) throw new Error(`The world has no sample of ${name} for ${operation.path}; add one.`);
    return found;
  });
}

function filled(operation: Operation): string {
  return operation.path.replace(/\{provider\}/g, "acme").replace(/\{\w+\}/g, () => randomUUID());
}

async function ownerMember(hub: TestApp, organization: OrganizationId): Promise<string> {
  const row = await hub.db.owner.one<{ id: string }>(
    "select id from auth.member where organization_id = $1 order by created_at limit 1",
    [organization],
  );
  return row.id;
}

test("without a session every route but the public ones answers 401, whatever is sent [I4.1]", async () => {
  await using hub = await testApp();
  const operations = await operationsOf(hub);
  expect(operations.length).toBeGreaterThan(60);
  for (const operation of operations) {
    const body = operation.body && sample(operation.body, {});
    const answer = await hub.anonymous.call(operation.method, filled(operation), body);
    if (operation.permission !== "public") expect(answer.status, `${operation.method} ${operation.path}`).toBe(401);
  }
});

test("every route lets in exactly the roles of the table [I4.1]", async () => {
  await using hub = await testApp();
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
      const what = `${role}: ${operation.method} ${operation.path}`;
      // An invalid body shows that the role was let in without anything being done.
      const answer = await caller.call(
        operation.method,
        filled(operation),
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
  expect(new Set(operations.map((each) => each.permission))).toEqual(new Set([...actions, "signed_in", "operator"]));
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
      `select count(*) || ':' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print from ${name} t where organization_id = $1`,
      [organization],
    );
    result[name] = row.print;
  }
  // Looking at members notes that they were active; sessions and keys note their use.
  return result;
}

test("another organization's ids are 404 on every route: nothing of it is told, nothing of it changes [A1.3]", async () => {
  // The engine's own answers to foreign ids are its tests' business; here it has to be unreachable with them.
  const reached = (name: string) => () => Promise.reject(new HubError("RUN_OVER", "conflict", name));
  await using hub = await testApp({
    engine: { runs: { start: reached("runs.start"), cancel: reached("cancel"), retry: reached("retry") } },
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
    const what = `${operation.method} ${operation.path}`;
    const url = foreign(operation, ids);
    const body = operation.body && sample(operation.body, ids);
    const answer = await ben.call(operation.method, url ?? operation.path, body);
    expect(answer.text, what).not.toContain(MARKER);
    if (operation.permission === "operator") {
      expect([answer.status, answer.json?.code], what).toEqual([403, "NOT_OPERATOR"]);
      continue;
    }
    expect(answer.status, `${what}: ${answer.text}`).not.toBe(500);
    if (url !== undefined && /\{(?!provider)/.test(operation.path))
      expect(answer.status, `${what}: ${answer.text}`).toBe(404);
  }
  expect(await fingerprint(hub.db, ana.organization)).toEqual(before);
});

test("every list and every thing is answered as the document describes it [I2.1]", async () => {
  const health = async () => ({
    breaker: { state: "closed", failures: 0 },
    limits: [
      {
        id: "calls",
        operations: null,
        used: 1.5,
        most: 20,
        perSecond: 10,
        freeAt: new Date("2026-11-20T07:00:00Z"),
        pausedUntil: null,
        waiting: 0,
      },
    ],
    credentials: [],
    canReceiveWebhooks: true,
    webhookUrls: { "": "https://hub.example.test/x" },
  });
  const accounts = async () => ({
    accounts: [{ externalId: "1", name: "Shop", country: null, connection: null }],
    expiresAt: null,
  });
  const files: Partial<ChannelFiles> = {
    kinds: async () => ({ imports: [{ kind: "orders", label: "Orders", help: "there" }] }),
    stockCsv: async () => ({ name: "stock.csv", text: "SKU\n" }),
  };
  await using hub = await testApp({
    engine: {
      connections: { health, accounts } as Partial<Connections> as Connections,
      files: files as ChannelFiles,
    },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const { ids } = await world(hub.db, ana.organization, await ownerMember(hub, ana.organization));
  const queries: Record<string, string> = { "/api/inventory/explain": `?variantId=${ids.variantId}` };
  for (const operation of await operationsOf(hub)) {
    // This hub has no providers to tell of.
    if (operation.method !== "GET" || isStream(operation) || /\{provider\}|\/provider$/.test(operation.path)) continue;
    const url = (foreign(operation, ids) ?? operation.path) + (queries[operation.path] ?? "");
    const answer = await ana.call("GET", url);
    expect(answer.status, `${operation.path}: ${answer.text}`).toBe(200);
  }
});

/** Every operation stands in the document once; the other names the requirements give it answer as it does. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALIASES } from "./aliases.ts";
import type { Operation as Described, Document, Schema } from "./document/openapi.ts";
import { type Ground, openGround } from "./testing-ground.ts";
import { withIdsOf } from "./testing-operations.ts";

let ground: Ground;
let document: Document;

beforeAll(async () => {
  ground = await openGround();
  document = (await ground.hub.anonymous.call("GET", "/api/openapi.json")).json;
});
afterAll(() => ground?.hub[Symbol.asyncDispose]());

/** "GET /stores/:id" as the document writes it. */
function documented(name: string): { readonly method: string; readonly path: string; readonly what: string } {
  const [method = "", path = ""] = name.split(" ");
  const shown = `/api${path.replace(/:(\w+)/g, "{$1}")}`;
  return { method, path: shown, what: `${method} ${shown}` };
}

interface Documented extends Described {
  readonly what: string;
  readonly path: string;
}

const described = (): readonly Documented[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, each]) => ({ ...each, path, what: `${method.toUpperCase()} ${path}` })),
  );

/** What several operations share by `sameness`, with the operations. */
function shared(sameness: (operation: Documented) => string | undefined): string[] {
  const groups = Map.groupBy(described(), (operation) => sameness(operation) ?? operation.what);
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => group.map(({ what }) => what).join(", "));
}

describe("no two operations of the document", () => {
  test("no two operations have the same summary", () => {
    expect(shared(({ summary }) => summary)).toEqual([]);
  });

  test("no two operations have the same last word, permission, query, body and JSON answer", () => {
    type Contents = Readonly<Record<string, { readonly schema?: Schema }>>;
    const sameness = ({ path, parameters = [], requestBody, responses, ...rest }: Documented) => {
      const json = (content: Contents = {}) => content["application/json"]?.schema;
      const answers = Object.values(responses).flatMap((answer) =>
        "content" in answer ? (json(answer.content) ?? []) : [],
      );
      // A file or an empty answer says nothing of what the operation does.
      if (answers.length === 0) return undefined;
      return JSON.stringify([
        path.split("/").findLast((word) => !word.startsWith("{")),
        rest["x-permission"],
        parameters.flatMap((each) => ("name" in each && each.in === "query" ? [[each.name, each.schema]] : [])),
        json(requestBody?.content) ?? null,
        answers,
      ]);
    };
    expect(shared(sameness)).toEqual([]);
  });
});

describe("another name of an operation", () => {
  test("an alias is no operation itself, leads to one, and is in its description and in docs/api.md", () => {
    const docs = readFileSync(join(import.meta.dirname, "../../docs/api.md"), "utf8");
    const operations = new Map(described().map((each) => [each.what, each]));
    for (const [alias, operation] of Object.entries(ALIASES)) {
      const { what } = documented(alias);
      expect(operations.has(what), what).toBe(false);
      expect(operations.get(documented(operation).what)?.description, what).toContain(`\`${what}\``);
    }
    const listed = docs.matchAll(/^\| `(\w+) \/api(\S+)` \| `(\w+) \/api(\S+)` \|$/gm);
    const rows = [...listed].map(([, ...texts]) => [texts.slice(0, 2).join(" "), texts.slice(2).join(" ")]);
    expect(rows).toEqual(Object.entries(ALIASES));
  });

  test("an alias answers as the operation does, to the same callers [I2.8]", async () => {
    const { hub, ana, of, operations } = ground;
    const viewer = hub.withKey((await ana.call("POST", "/api/api-keys", { name: "v", role: "viewer" })).json.key);
    for (const [alias, name] of Object.entries(ALIASES)) {
      const other = documented(alias);
      const operation = operations.find(({ what }) => what === documented(name).what);
      if (!operation) throw new Error(`${name} is no operation.`);
      const { url, body } = withIdsOf(operation, of);
      const id =
        url.split("?")[0]?.split("/")[operation.path.split("/").findIndex((word) => word.startsWith("{"))] ?? "";
      const otherUrl = other.path.replace(/\{\w+\}/, id);
      for (const caller of [hub.anonymous, viewer, ana]) {
        const answers = [
          await caller.call(other.method, otherUrl, body),
          await caller.call(operation.method, url, body),
        ];
        const [first, second] = answers.map(({ status, json }) => ({
          status,
          code: json?.code,
          instance: json?.instance,
          answer: operation.method === "GET" && status === 200 ? json : Object.keys(json ?? {}),
        }));
        expect(first, alias).toEqual(second);
      }
    }
  });

  test("an alias is recorded in the audit trail by the operation's name", async () => {
    const { ana, of } = ground;
    const callLog = async () => (await ana.call("GET", "/api/audit?limit=1")).json.items[0];
    await ana.call("POST", `/api/connections/${of.ids["stores"]}/retry`);
    expect(await callLog()).toMatchObject({ action: "stores.retry-failed-sync", targetKind: "stores" });
    expect((await ana.call("PATCH", `/api/stores/${of.ids["stores"]}/activate`)).json.state).toBe("active");
    await ana.call("POST", "/api/integrations/acme/sync/orders");
    expect(await callLog()).toMatchObject({ action: "integrations.providers.sync.orders", targetId: "acme" });
  });

  test("an alias takes a query and HEAD, and no query of its own", async () => {
    const { ana } = ground;
    const couriers = await ana.call("GET", "/api/connections?kind=logistics&limit=5");
    expect([couriers.status, couriers.json.items]).toEqual([200, []]);
    expect((await ana.call("GET", "/api/connections?knid=logistics")).status).toBe(400);
    expect((await ana.call("HEAD", "/api/connections?limit=5")).status).toBe(200);
  });

  test("an alias does not cover an operation whose path it fits", async () => {
    const { json } = await ground.ana.call("POST", "/api/integrations/ad-spend/sync", {});
    expect(json.code).toBe("AD_ACCOUNT_NONE");
  });
});

test("aliases no requirement names are gone: twins, methods and short forms answer 404 or 405", async () => {
  const { ana, of } = ground;
  const store = of.ids["stores"];
  const statuses = [
    ["POST", "/api/connections"],
    ["GET", `/api/connections/${store}/statistics`],
    ["PATCH", `/api/connections/${store}/activate`],
    ["POST", `/api/connections/${store}/webhook-events/${of.ids["eventId"]}/replay`],
    ["POST", `/api/stores/${store}/test`],
    ["PATCH", `/api/stores/${store}/pause`],
    ["PATCH", `/api/orders/${of.ids["orders"]}/status`],
  ] as const;
  const answers = await Promise.all(statuses.map(([method, url]) => ana.call(method, url, {})));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 405, 405]);
});

test("a courier is listed, read and switched below /stores, and has nothing that only a shop has", async () => {
  const { hub, ana } = ground;
  const { id } = await hub.db.owner.one<{ id: string }>(
    `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
     values ($1, 'logistics', 'acme', 'parcels', 'Parcels', 'active', 'parcels') returning id`,
    [ana.organization],
  );
  const idsOf = async (query: string) =>
    (await ana.call("GET", `/api/stores${query}`)).json.items.map((each: { id: string }) => each.id);
  expect(await idsOf("")).toContain(id);
  expect(await idsOf("?kind=logistics")).toEqual([id]);
  expect(await idsOf("?kind=commerce")).not.toContain(id);
  expect((await ana.call("GET", `/api/stores/${id}`)).json).toMatchObject({ kind: "logistics", name: "Parcels" });
  expect((await ana.call("POST", `/api/stores/${id}/pause`)).json.state).toBe("paused");
  const refused = await ana.call("POST", `/api/stores/${id}/sync/orders`);
  expect([refused.status, refused.json.code]).toEqual([404, "STORE_NOT_FOUND"]);
});

/** For tests: every operation of the OpenAPI document, to be called with its own example. */
import type { Action } from "../hub/accounts/permissions.ts";
import { exampleId } from "./document/examples.ts";
import type { Operation as Described, Document } from "./document/openapi.ts";
import { outsidePaths } from "./document/outside.ts";
import { MARKER, type World } from "./samples.ts";
import type { TestApp } from "./testing.ts";

export interface Operation {
  /** "POST /api/orders" */
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly permission: Action | "public" | "signed_in" | "operator";
  /** The success the document promises. */
  readonly status: number;
  readonly body: unknown;
  /** Of the body, with what it refers to in place; undefined where there is none, or it is no JSON. */
  readonly schema: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
}

/** Those of the hub's own routes. Sign-in, platforms' addresses and health have no roles; their own tests call them. */
export async function operationsOf(hub: TestApp): Promise<Operation[]> {
  const { json } = await hub.anonymous.call("GET", "/api/openapi.json");
  return Object.entries((json as Document).paths).flatMap(([path, item]) =>
    outsidePaths[path]
      ? []
      : Object.entries(item).map(([method, described]) => operation(method.toUpperCase(), path, described)),
  );
}

function operation(method: string, path: string, described: Described): Operation {
  const [type, media] = Object.entries(described.requestBody?.content ?? {})[0] ?? [];
  const query = new URLSearchParams();
  for (const parameter of described.parameters ?? [])
    if ("name" in parameter && parameter.in === "query" && parameter.example !== undefined)
      query.set(parameter.name, String(parameter.example));
  return {
    what: `${method} ${path}`,
    method,
    path,
    permission: described["x-permission"] as Operation["permission"],
    status: Number(Object.keys(described.responses).find((status) => /^2/.test(status))),
    body: media?.example,
    schema: type === "application/json" ? media?.schema : undefined,
    headers: type === undefined ? {} : { "content-type": type },
    query: query.size === 0 ? "" : `?${query}`,
  };
}

/** Streams stay open; a test of their own looks at them. */
export const isStream = ({ path }: Operation) => path === "/api/events";

/** The example's made-up ids and keys replaced by those of a world. */
export function withIdsOf(operation: Operation, { ids }: World): { readonly url: string; readonly body: unknown } {
  const subject = operation.path.split("/")[2] ?? "";
  const existing = realOf(ids);
  const real = ids[subject] === undefined ? existing : new Map([...existing, [exampleId("id"), ids[subject]]]);
  const replaced = (text: string) => [...real].reduce((all, [made, id]) => all.replaceAll(made, id), text);
  return {
    url: addressOf(operation, ids) + replaced(operation.query),
    body: typeof operation.body === "object" ? JSON.parse(replaced(JSON.stringify(operation.body))) : operation.body,
  };
}

const realIds = new WeakMap<World["ids"], ReadonlyMap<string, string>>();

/** By made-up id or key; kept, because each route asks again. */
function realOf(ids: World["ids"]): ReadonlyMap<string, string> {
  const stored = realIds.get(ids);
  if (stored) return stored;
  const real = new Map([
    ["line-1", MARKER],
    ["fulfilment-1", MARKER],
    ["key-1", MARKER],
  ]);
  for (const [name, id] of Object.entries(ids)) {
    const capital = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    for (const each of [name, `to${capital}`, `from${capital}`]) real.set(exampleId(each), id);
  }
  realIds.set(ids, real);
  return real;
}

function addressOf({ path, permission }: Operation, ids: World["ids"]): string {
  // The operator's area begins one word later: /api/admin/users/{id}.
  const subject = path.split("/")[permission === "operator" ? 3 : 2] ?? "";
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    if (name === "provider") return "acme";
    if (name === "field") return "manifest";
    const found = ids[name === "id" ? subject : `${subject}.${name}`] ?? ids[name];
    if (!found) throw new Error(`The world has no sample of ${name} for ${path}; add one to samples.ts.`);
    return found;
  });
}

const isEnding = ({ path }: Operation): boolean =>
  /(resolve|cancel|close|erase|reject|reverse|deactivate|merge|confirm|give-up|void|discard|\/api\/organization)$/.test(
    path,
  );

/** Whether it writes what it is sent, and leaves the ground as it is for those after it. */
export const isWriting = (operation: Operation): boolean =>
  /^P(OST|UT|ATCH)$/.test(operation.method) && Boolean(operation.schema) && !isEnding(operation);

/**
 * What is taken can be read again: every route that writes is sent values at the edges of its own schema, and whatever it
 * accepts, every route that shows something still answers. A new route is in here by itself.
 */
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectors } from "../connectors/index.ts";
import type { Connector } from "../connectors/kit/contract/contract.ts";
import { createFileReader } from "../engine/reading/reader.ts";
import type { Engine } from "./engine-port.ts";
import { type World, world } from "./samples.ts";
import { type Answer, type TestApp, testApp } from "./testing.ts";
import { edgesOf, largestOf, type Schema, type Schemas } from "./testing-edges.ts";
import { exampleEngine } from "./testing-engine.ts";
import { isStream, type Operation, operationsOf, withIdsOf } from "./testing-operations.ts";
import { longestTurn, referenceMs } from "./testing-turns.ts";

/** All edges of each field; otherwise one of each, another one every day. */
const ALL = process.env["ARGOSY_EDGES"] === "all";
const A_FIELD = ALL ? 1_000 : 1;
const DAY_MS = 86_400_000;
const HOST = "hub.example.test";
/** A little less than a body may have. */
const MOST_BYTES = 900_000;

const isEnding = ({ path }: Operation): boolean =>
  /(resolve|cancel|close|erase|reject|reverse|deactivate|merge|confirm|give-up|void|discard|\/api\/organization)$/.test(
    path,
  );

interface Ground {
  readonly hub: TestApp;
  readonly ana: Awaited<ReturnType<TestApp["signUp"]>>;
  readonly of: World;
  readonly operations: readonly Operation[];
  readonly schemas: Schemas;
}

let ground: Ground;
beforeAll(async () => {
  let ids: Readonly<Record<string, string>> = {};
  const [connector] = connectors.values() as Iterable<Connector>;
  if (!connector) throw new Error("There is no connector.");
  const acme = {
    ...connector,
    schemas: { manifest: () => ({ type: "object" }) },
    meta: { ...connector.meta, id: "acme" },
  };
  const engine = exampleEngine(() => ids);
  // As in a hub: files are read by processes.
  const reader = createFileReader();
  const files = { ...engine.files, importReader: reader.imports } as Engine["files"];
  const hub = await testApp({
    engine: { ...engine, files },
    deps: { connectors: new Map([["acme", acme]]) },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  await hub.db.owner.run('update auth."user" set is_operator = true');
  const member = await hub.db.owner.one<{ id: string }>("select id from auth.member where organization_id = $1", [
    ana.organization,
  ]);
  const of = await world(hub.db, ana.organization, member.id);
  ids = of.ids;
  const operations = (await operationsOf(hub)).filter((each) => !isStream(each) && each.permission !== "public");
  const { components } = (await hub.anonymous.call("GET", "/api/openapi.json")).json;
  ground = { hub, ana, of, operations, schemas: components.schemas };
});
afterAll(() => ground?.hub[Symbol.asyncDispose]());

const isWriting = (operation: Operation): boolean =>
  /^P(OST|UT|ATCH)$/.test(operation.method) && Boolean(operation.schema) && !isEnding(operation);

test("no body of a route keeps the only thread for longer than its budget [I1.3]", { timeout: 1_800_000 }, async () => {
  const { hub, ana, of, operations, schemas } = ground;
  const budgetMs = 10 * referenceMs();
  const slow: string[] = [];
  let turn = Math.floor(Date.now() / DAY_MS);
  for (const operation of operations.filter(isWriting)) {
    const { url, body } = withIdsOf(operation, of);
    for (const { at, values } of largestOf(operation.schema as Schema, body, schemas, MOST_BYTES))
      for (const value of rotated(values, ++turn).slice(0, A_FIELD)) {
        const payload = JSON.stringify(value.body);
        const headers = { host: HOST, origin: `https://${HOST}`, cookie: ana.cookie, ...operation.headers };
        const send = () => hub.app.inject({ method: operation.method as "POST", url, headers, payload });
        let ms = await longestTurn(send);
        // A collection of garbage belongs to whatever ran before: what is slow is slow again.
        for (let again = 0; again < 2 && ms > budgetMs; again += 1) ms = Math.min(ms, await longestTurn(send));
        if (ms > budgetMs) slow.push(`${operation.what} ${at} = ${value.name}: ${Math.round((ms / budgetMs) * 100)} %`);
      }
  }
  expect(slow).toEqual([]);
});

test("whatever a route accepts can be shown [I1.3]", { timeout: 1_800_000 }, async () => {
  const { ana, of, operations, schemas } = ground;
  const shown = operations.filter(({ method }) => method === "GET");
  // An answer that is not as the document describes it cannot be read either.
  const call = (operation: Operation, body: unknown): Promise<Pick<Answer, "status" | "json">> =>
    ana.call(operation.method, withIdsOf(operation, of).url, body, operation.headers).catch((error: unknown) => ({
      status: 599,
      json: { detail: String(error).slice(0, 300) },
    }));
  const failing = async (list: readonly Operation[]) => {
    const found: string[] = [];
    for (const operation of list) {
      const { status, json } = await call(operation, undefined);
      if (status >= 500) found.push(`${operation.what} (${json?.detail ?? status})`);
    }
    return found;
  };
  expect(await failing(shown)).toEqual([]);
  const odd: string[] = [];
  let turn = Math.floor(Date.now() / DAY_MS);
  let sent = 0;
  for (const operation of operations.filter(isWriting)) {
    const { body } = withIdsOf(operation, of);
    const accepted: string[] = [];
    for (const { at, values } of edgesOf(operation.schema as Schema, body, schemas))
      for (const value of rotated(values, ++turn).slice(0, A_FIELD)) {
        const { status, json } = await call(operation, value.body);
        sent += 1;
        const what = `${operation.what} ${at} = ${value.name}`;
        if (status >= 500) odd.push(`${what}: ${status} ${json?.detail ?? ""}`);
        if (status < 300) accepted.push(what);
      }
    const near = shown.filter(({ path }) => path.split("/")[2] === operation.path.split("/")[2]);
    const broken = accepted.length > 0 ? await failing(near) : [];
    if (broken.length > 0) odd.push(`${broken.join(", ")} after one of ${accepted.join("; ")}`);
  }
  const broken = await failing(shown);
  if (broken.length > 0) odd.push(`${broken.join(", ")} at the end`);
  expect(sent).toBeGreaterThan(1_000);
  expect(odd).toEqual([]);
});

const rotated = <T>(all: readonly T[], by: number): readonly T[] => {
  const at = all.length === 0 ? 0 : by % all.length;
  return [...all.slice(at), ...all.slice(0, at)];
};

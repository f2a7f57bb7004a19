/**
 * What is taken can be read again: every route that writes is sent values at the edges of its own schema, and whatever it
 * accepts, every route that shows something still answers. A new route is in here by itself.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "./testing.ts";
import { chosenEdges, edgesOf, type Schema, type Schemas } from "./testing-edges.ts";
import { type Ground, openGround } from "./testing-ground.ts";
import { isWriting, type Operation, withIdsOf } from "./testing-operations.ts";

const MOST_EDGES = 25;

let ground: Ground & { readonly schemas: Schemas };
beforeAll(async () => {
  const opened = await openGround();
  const operations = opened.operations.filter(({ permission }) => permission !== "public");
  const { components } = (await opened.hub.anonymous.call("GET", "/api/openapi.json")).json;
  ground = { ...opened, operations, schemas: components.schemas };
});
afterAll(() => ground?.hub[Symbol.asyncDispose]());

test("a value a route accepts can be shown [I1.3]", { timeout: 1_800_000 }, async () => {
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
  let round = 0;
  let sent = 0;
  for (const operation of operations.filter(isWriting)) {
    const { body } = withIdsOf(operation, of);
    const accepted: string[] = [];
    const edges = edgesOf(operation.schema as Schema, body, schemas);
    for (const { at, name, body: edge } of chosenEdges(edges, ++round, MOST_EDGES)) {
      const { status, json } = await call(operation, edge());
      sent += 1;
      const what = `${operation.what} ${at} = ${name}`;
      if (status >= 500) odd.push(`${what}: ${status} ${json?.detail ?? ""}`);
      if (status < 300) accepted.push(what);
    }
    const near = shown.filter(({ path }) => path.split("/")[2] === operation.path.split("/")[2]);
    const broken = accepted.length > 0 ? await failing(near) : [];
    if (broken.length > 0) odd.push(`${broken.join(", ")} after one of ${accepted.join("; ")}`);
  }
  const broken = await failing(shown);
  if (broken.length > 0) odd.push(`${broken.join(", ")} at the end`);
  expect(sent).toBeGreaterThan(400);
  expect(odd).toEqual([]);
});

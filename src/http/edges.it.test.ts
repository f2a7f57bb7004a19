/**
 * What is taken can be read again: every route that writes is sent values at the edges of its own schema, and whatever it
 * accepts, every route that shows something still answers. A new route is in here by itself.
 */
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leastShareOfBudget } from "../commerce/testing-slice-length.ts";
import { HEAD_ROWS } from "../engine/reading/channel-files.ts";
import { createFileReader } from "../engine/reading/reader.ts";
import { HubError } from "../hub/errors.ts";
import { createFiles } from "../hub/files/files.ts";
import type { Answer } from "./testing.ts";
import { type Edge, edgesOf, faultsOf, largestOf, type Schema, type Schemas, type Sent } from "./testing-edges.ts";
import { type Ground, openGround } from "./testing-ground.ts";
import { type Operation, withIdsOf } from "./testing-operations.ts";
import { IMAGES, TABLES, type UploadCase } from "./testing-uploads.ts";

/**
 * One edge of each of three fields a route. The nightly run sends more of them, evenly over the fields and others each
 * night, so that all have had their turn after some: all at once are 1,700 large bodies and 10,500 edges.
 */
const ALL = process.env["ARGOSY_EDGES"] === "all";
const NIGHT = Math.floor(Date.now() / 86_400_000);
const FIELDS = 3;
const [MOST_LARGE, MOST_EDGES] = [10, 25];
const HOST = "hub.example.test";
const MB = 1024 * 1024;
/** What bodies may have: most routes the least of these. */
const LIMITS_MB = [8, 4, 2];
/** A little less than a body may have. */
const ROOM = 0.9;

const isEnding = ({ path }: Operation): boolean =>
  /(resolve|cancel|close|erase|reject|reverse|deactivate|merge|confirm|give-up|void|discard|\/api\/organization)$/.test(
    path,
  );

let ground: Ground & { readonly schemas: Schemas };
beforeAll(async () => {
  // As in a hub: files are read by processes.
  const reader = createFileReader();
  const opened = await openGround({
    importReader: reader.imports,
    // As the engine takes one of a kind the channel has not.
    receive: async ({ organization, ...given }) => {
      const { db, fileStorage, clock } = opened.hub.deps;
      const files = createFiles(db, fileStorage);
      const { id } = await files.write(organization, { ...given, now: new Date(clock.now()) });
      await reader.head({ organization, signal: given.signal }, () => files.read(organization, id), HEAD_ROWS);
      throw new HubError("FILE_KIND", "validation", "It is none of the channel's files.");
    },
  });
  const { components } = (await opened.hub.anonymous.call("GET", "/api/openapi.json")).json;
  const operations = opened.operations.filter(({ permission }) => permission !== "public");
  ground = { ...opened, operations, schemas: components.schemas };
});
afterAll(() => ground?.hub[Symbol.asyncDispose]());

const isWriting = (operation: Operation): boolean =>
  /^P(OST|UT|ATCH)$/.test(operation.method) && Boolean(operation.schema) && !isEnding(operation);

test("no body of a route keeps the only thread for longer than its budget [I1.3]", { timeout: 1_800_000 }, async () => {
  const { hub, ana, of, operations, schemas } = ground;
  const slow: string[] = [];
  const limits = new Set<number>();
  let round = 0;
  for (const operation of operations.filter(isWriting)) {
    const { url, body } = withIdsOf(operation, of);
    const headers = { host: HOST, origin: `https://${HOST}`, cookie: ana.cookie, ...operation.headers };
    const send = (payload: string, more: Readonly<Record<string, string>> = {}) =>
      hub.app.inject({ method: operation.method as "POST", url, headers: { ...headers, ...more }, payload });
    const most = await largestBody((bytes) => send("{}", { "content-length": String(bytes) }));
    limits.add(most);
    round += 1;
    const [schema, bytes] = [operation.schema as Schema, most * ROOM];
    const largest = chosen(largestOf(schema, body, schemas, bytes), round, MOST_LARGE);
    const faults = rotated(faultsOf(schema, body, schemas, bytes), ALL ? NIGHT : round).slice(0, ALL ? MOST_LARGE : 1);
    for (const { at, name, body: made } of [...largest, ...faults]) {
      const payload = JSON.stringify(made());
      const share = await leastShareOfBudget(() => send(payload));
      if (share > 1) slow.push(`${operation.what} ${at} = ${name}: ${Math.round(share * 100)} %`);
    }
  }
  expect(slow).toEqual([]);
  expect([...limits].sort()).toEqual([MB, ...LIMITS_MB.map((mb) => mb * MB)].sort());
});

/** What the files of an upload may be; a new upload route fails until it is here. */
const UPLOADS: Readonly<Record<string, readonly UploadCase[]>> = {
  "POST /api/images": IMAGES,
  // Read by a process: every third says enough of what the hub does with them.
  "POST /api/imports": ALL ? TABLES : TABLES.filter((_, n) => n % 3 === 0),
  // Read as images are.
  "POST /api/orders/{id}/photos": ALL ? IMAGES : IMAGES.filter((_, n) => n % 4 === 0),
  "POST /api/stores/{id}/files": ALL ? TABLES : TABLES.filter((_, n) => n % 3 === 1),
};

test("no file of an upload, as large and hard to read as it can come, keeps the only thread for longer than its budget [I1.3] [F13]", {
  timeout: 600_000,
}, async () => {
  const { hub, ana, of, operations } = ground;
  const slow: string[] = [];
  const broken: string[] = [];
  const uploads = operations.filter(
    ({ method, headers, schema }) => method !== "GET" && headers["content-type"] && !schema,
  );
  expect(uploads.map(({ what }) => what).sort()).toEqual(Object.keys(UPLOADS).sort());
  for (const operation of uploads)
    for (const { name, type, bytes } of UPLOADS[operation.what] ?? []) {
      const payload = bytes();
      const headers = { host: HOST, origin: `https://${HOST}`, cookie: ana.cookie, "content-type": type };
      const { url } = withIdsOf(operation, of);
      const send = async () => {
        const { statusCode, body } = await hub.app.inject({ method: "POST", url, headers, payload });
        if (statusCode >= 500) broken.push(`${operation.what} ${name}: ${body}`);
      };
      const share = await leastShareOfBudget(send);
      if (share > 1) slow.push(`${operation.what} ${name}: ${Math.round(share * 100)} %`);
    }
  expect(slow).toEqual([]);
  expect(broken).toEqual([]);
});

/** As many bytes as a route takes: a longer body is refused by the length it names, before it is read. */
async function largestBody(name: (bytes: number) => Promise<{ readonly statusCode: number }>): Promise<number> {
  for (const mb of LIMITS_MB) {
    const { statusCode } = await name(mb * MB);
    if (statusCode !== 413) return mb * MB;
  }
  return MB;
}

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
    for (const { at, name, body: edge } of chosen(edges, ++round, MOST_EDGES)) {
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

/** Of the edges of a route those that are sent now. */
function chosen(edges: readonly Edge[], turn: number, most: number): Sent[] {
  if (!ALL)
    return rotated(edges, turn)
      .slice(0, FIELDS)
      .flatMap(({ at, values }, n) =>
        rotated(values, turn + n)
          .slice(0, 1)
          .map((value) => ({ at, ...value })),
      );
  const every = edges.flatMap(({ at, values }) => values.map((value) => ({ at, ...value })));
  const nights = Math.max(1, Math.ceil(every.length / most));
  return every.filter((_, n) => n % nights === NIGHT % nights);
}

const rotated = <T>(all: readonly T[], by: number): readonly T[] => {
  const at = all.length === 0 ? 0 : by % all.length;
  return [...all.slice(at), ...all.slice(0, at)];
};

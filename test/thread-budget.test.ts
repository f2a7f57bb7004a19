/**
 * The processor time that the largest things strangers may send take of the hub's only thread: bodies and uploads of every
 * route, records and answers of every platform. In the second tier, since what is measured varies with the machine.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LargestCase, sampleSubjects } from "../scripts/fuzzers/samples.ts";
import { spread } from "../scripts/fuzzers/spread.ts";
import { leastShareOfBudget } from "../src/commerce/testing-slice-length.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { HEAD_ROWS } from "../src/engine/file-processes/channel-files.ts";
import { createFileReader } from "../src/engine/file-processes/file-reader.ts";
import { readTemplateOnce } from "../src/engine/file-processes/template-once.ts";
import {
  chosenEdges,
  chosenFaults,
  faultsOf,
  largestOf,
  type Schema,
  type Schemas,
  SENDS_ALL,
} from "../src/http/testing-edges.ts";
import { type Ground, openGround } from "../src/http/testing-ground.ts";
import { isWriting, withIdsOf } from "../src/http/testing-operations.ts";
import { IMAGES, TABLES, TEMPLATES, type UploadCase } from "../src/http/testing-uploads.ts";
import { HubError } from "../src/hub/errors.ts";
import { createFiles } from "../src/hub/files/files.ts";

/** Of a route, in the nightly run. */
const MOST_LARGE = 10;
const HOST = "hub.example.test";
const MB = 1024 * 1024;
/** What bodies may have: most routes the least of these. */
const LIMITS_MB = [8, 4, 2];
/** A little less than a body may have. */
const ROOM = 0.9;
/** Records of a platform: every list of every sample in the nightly run, otherwise the largest order and delivery. */
const MOST_OF_ONE = 60;

let ground: Ground & { readonly schemas: Schemas };
beforeAll(async () => {
  // As in a hub: files are read by processes.
  const reader = createFileReader();
  const opened = await openGround({
    importReader: reader.imports,
    template: (file, schema) => {
      const { db, fileStorage, clock } = opened.hub.deps;
      return readTemplateOnce(file, schema, { files: createFiles(db, fileStorage), reader, clock });
    },
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
    const largest = chosenEdges(largestOf(schema, body, schemas, bytes), round, MOST_LARGE);
    const faults = chosenFaults(faultsOf(schema, body, schemas, bytes), round, MOST_LARGE);
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
  "POST /api/imports": SENDS_ALL ? TABLES : TABLES.filter((_, n) => n % 3 === 0),
  "POST /api/listing-drafts/template": [...TEMPLATES, ...(SENDS_ALL ? TABLES : TABLES.filter((_, n) => n % 3 === 2))],
  // Read as images are.
  "POST /api/orders/{id}/photos": SENDS_ALL ? IMAGES : IMAGES.filter((_, n) => n % 4 === 0),
  "POST /api/stores/{id}/files": SENDS_ALL ? TABLES : TABLES.filter((_, n) => n % 3 === 1),
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

/** Of each kind that with the most bytes, of several the first. */
const largestOfKinds = (cases: readonly LargestCase[]): LargestCase[] =>
  ["order", "delivery"].flatMap((kind) => {
    const [first, ...others] = cases.filter((one) => one.kind === kind);
    return first === undefined ? [] : [others.reduce((most, one) => (one.bytes > most.bytes ? one : most), first)];
  });

const all = fixture(sampleSubjects);

test("no sample of a platform, as large as it can come, keeps the only thread for longer than its budget [I1.3] [F13]", async () => {
  const slow: string[] = [];
  const measured: string[] = [];
  for (const { largest } of all.subjects)
    for (const { what, prepare } of SENDS_ALL ? spread(largest(), MOST_OF_ONE) : largestOfKinds(largest())) {
      const share = await leastShareOfBudget(prepare());
      measured.push(what);
      if (share > 1) slow.push(`${what}: ${Math.round(share * 100)} %`);
    }
  expect(slow).toEqual([]);
  expect(measured.length).toBeGreaterThan(24);
});

test("no answer, as long as it may come, keeps the only thread for longer than its budget [I1.3] [F13]", async () => {
  const slow: string[] = [];
  const measured: string[] = [];
  for (const { longest } of all.subjects)
    for (const { what, prepare } of longest()) {
      const run = prepare();
      let isRead = false;
      const share = await leastShareOfBudget(async () => {
        isRead = await run();
      });
      if (share > 1) slow.push(`${what}: ${Math.round(share * 100)} %`);
      if (!isRead) continue;
      measured.push(what);
      break;
    }
  expect(slow).toEqual([]);
  expect(measured.length, measured.join(", ")).toBeGreaterThan(15);
});

/** Files in object storage, against a real server that speaks S3 and checks signatures. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { ObjectStore } from "../../config.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { NOON } from "../listings/samples.ts";
import { createFiles, type Files, type StoredFile } from "./files.ts";
import { moveAllFiles } from "./move.ts";
import { createS3 } from "./s3.ts";
import { type TestBucket, testBucket } from "./testing.ts";

const MB = 1024 * 1024;
const TOMORROW = new Date(Date.now() + 25 * 60 * 60_000);
const quick = { pausesMs: [1, 1] };

let db: TestDatabase;
let here: OrganizationId;
let folder: string;
let bucket: TestBucket;
let store: ObjectStore;
let files: Files;

const pieces = async function* (bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 77_777) yield bytes.subarray(at, at + 77_777);
};
const write = (bytes: Buffer, by = files) =>
  by.write(here, { name: "a.csv", bytes: pieces(bytes), most: 100 * MB, now: NOON });
const keyOf = async (id: string) =>
  (await db.owner.one<{ key: string | null }>("select object_key as key from stored_file where id = $1", [id])).key;
/** Keys below the hub's prefix that there is an object for. */
const kept = async () =>
  (await readdir(join(folder, "files"), { recursive: true })).filter((name) =>
    /\/[0-9a-f-]{36}\._S3rver_object$/.test(name),
  ).length;

beforeAll(async () => {
  db = await testDatabase();
  here = await db.newOrganization();
  folder = await mkdtemp(join(tmpdir(), "argosy-s3-"));
  bucket = await testBucket(folder);
  store = bucket.store;
  files = createFiles(db.database, { writesTo: "objects", objects: createS3(store, quick) });
});
afterAll(async () => {
  await bucket[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test.each([1, 600_000, 20 * MB + 1])(
  "a file of %i bytes comes back as it went, and leaves with its row",
  async (size) => {
    const before = await kept();
    const bytes = randomBytes(size);
    const file = await write(bytes);
    expect(await keyOf(file.id)).toMatch(new RegExp(`^hub/one/${here}/`));
    expect((await buffer(files.read(here, file.id))).equals(bytes)).toBe(true);
    await expect(buffer(files.read(await db.newOrganization(), file.id))).rejects.toMatchObject({ code: "FILE_GONE" });
    expect(await db.owner.rows("select 1 from stored_file_chunk where file_id = $1", [file.id])).toEqual([]);
    await files.remove(here, file.id);
    // Somebody may still be reading it.
    expect(await files.removeObjects(here, { now: new Date(), most: 10 })).toBe(0);
    expect(await kept()).toBe(before + 1);
    expect(await files.removeObjects(here, { now: TOMORROW, most: 10 })).toBe(1);
    expect(await kept()).toBe(before);
  },
);

test("a file that is too large or cut off leaves nothing in the bucket", async () => {
  const before = await kept();
  async function* cut() {
    yield Buffer.alloc(9 * MB);
    throw new Error("the line went dead");
  }
  const given = { name: "a", most: 10 * MB, now: NOON };
  await expect(files.write(here, { ...given, bytes: cut() })).rejects.toThrow("the line went dead");
  await expect(files.write(here, { ...given, bytes: pieces(Buffer.alloc(11 * MB)) })).rejects.toMatchObject({
    code: "FILE_TOO_LARGE",
  });
  await files.removeObjects(here, { now: TOMORROW, most: 10 });
  expect(await kept()).toBe(before);
  expect(await db.owner.rows("select 1 from stored_file union all select 1 from leaving_object")).toEqual([]);
});

test("files move to object storage and back while they are read, as often as asked", async () => {
  const bytes = [randomBytes(5 * MB + 17), randomBytes(9)];
  const inDatabase = createFiles(db.database);
  const written: StoredFile[] = [];
  for (const each of bytes) written.push(await write(each, inDatabase));
  const objects = createS3(store, quick);
  const move = (to: "s3" | "database") => moveAllFiles(to, { db: db.database, objects });
  const all = async () => {
    for (const [n, file] of written.entries())
      expect((await buffer(files.read(here, file.id))).equals(bytes[n] ?? Buffer.alloc(0))).toBe(true);
  };
  const reading = files.read(here, written[0]?.id ?? "")[Symbol.asyncIterator]();
  const started = [(await reading.next()).value];
  expect(await move("s3")).toEqual({ files: 2, bytes: 5 * MB + 26, damaged: [] });
  expect(await move("s3")).toEqual({ files: 0, bytes: 0, damaged: [] });
  expect(await db.owner.rows("select 1 from stored_file_chunk")).toEqual([]);
  await all();
  started.push((await reading.next()).value);
  expect(await move("database")).toEqual({ files: 2, bytes: 5 * MB + 26, damaged: [] });
  for (let next = await reading.next(); !next.done; next = await reading.next()) started.push(next.value);
  expect(Buffer.concat(started).equals(bytes[0] ?? Buffer.alloc(0))).toBe(true);
  expect(await keyOf(written[0]?.id ?? "")).toBeNull();
  await all();
  expect(await files.removeObjects(here, { now: TOMORROW, most: 10 })).toBe(2);
  await all();
  for (const { id } of written) await files.remove(here, id);
});

test("a move that is cut off leaves every file readable, and is done again", async () => {
  const bytes = randomBytes(MB);
  const file = await write(bytes, createFiles(db.database));
  const objects = createS3(store, quick);
  const broken = {
    ...objects,
    async write(key: string, from: AsyncIterable<Uint8Array>) {
      await objects.write(key, from);
      throw new Error("killed");
    },
  };
  await expect(moveAllFiles("s3", { db: db.database, objects: broken })).rejects.toThrow("killed");
  expect((await buffer(files.read(here, file.id))).equals(bytes)).toBe(true);
  expect(await moveAllFiles("s3", { db: db.database, objects })).toMatchObject({ files: 1 });
  // What the first try left is no file's.
  expect(await files.removeObjects(here, { now: TOMORROW, most: 10 })).toBe(1);
  expect((await buffer(files.read(here, file.id))).equals(bytes)).toBe(true);
  await db.owner.run("update stored_file set sha256 = '\\x00' where id = $1", [file.id]);
  expect(await moveAllFiles("database", { db: db.database, objects })).toMatchObject({ files: 0, damaged: [file.id] });
  expect(await keyOf(file.id)).not.toBeNull();
});

test("an error of the store has a clear reason: a wrong key, no bucket, a missing object, a server that is away", async () => {
  const trouble = (change: Partial<ObjectStore>) => createS3({ ...store, ...change }, quick).check();
  expect(await trouble({})).toBeNull();
  expect(await trouble({ key: "another" })).toMatch(/files refuses this hub \(SignatureDoesNotMatch\)/);
  expect(await trouble({ bucket: "none" })).toMatch(/none refuses this hub \(NoSuchBucket\)/);
  const file = await write(randomBytes(1_000));
  const lost = await write(randomBytes(1_000));
  await createS3(store, quick).remove((await keyOf(lost.id)) ?? "");
  await expect(buffer(files.read(here, lost.id))).rejects.toMatchObject({ code: "FILE_GONE" });
  const without = createFiles(db.database);
  await expect(buffer(without.read(here, file.id))).rejects.toMatchObject({ code: "FILE_STORE_REFUSES" });
  const port = Number(new URL(store.endpoint).port);
  await bucket[Symbol.asyncDispose]();
  expect(await files.check()).toMatch(/does not answer/);
  await expect(buffer(files.read(here, file.id))).rejects.toMatchObject({ code: "FILE_STORE_AWAY", kind: "busy" });
  await expect(write(randomBytes(10))).rejects.toMatchObject({ code: "FILE_STORE_AWAY" });
  await files.remove(here, lost.id);
  await expect(files.removeObjects(here, { now: TOMORROW, most: 10 })).rejects.toMatchObject({
    code: "FILE_STORE_AWAY",
  });
  bucket = await testBucket(folder, port);
  expect((await buffer(files.read(here, file.id))).length).toBe(1_000);
  expect(await files.check()).toBeNull();
});

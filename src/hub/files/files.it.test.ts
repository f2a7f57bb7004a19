import { createHash, randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { NOON } from "../listings/samples.ts";
import { createFiles } from "./files.ts";
import { removeOldFiles } from "./maintenance.ts";

const DAY = 24 * 60 * 60_000;

async function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("a file is kept as it came, seen by its organization alone, and removed when its time is over", async () => {
  await using db = await testDatabase();
  const files = createFiles(db.database);
  const here = await db.newOrganization();
  const bytes = randomBytes(1_300_001);
  const file = await files.write(here, { name: "a.csv", bytes: pieces(bytes, 77_777), most: 2_000_000, now: NOON });
  expect(file).toMatchObject({ size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
  expect((await buffer(files.read(here, file.id))).equals(bytes)).toBe(true);
  await expect(buffer(files.read(await db.newOrganization(), file.id))).rejects.toMatchObject({ code: "FILE_GONE" });

  const maintenance = (after: number) =>
    db.database.tenant(here, (tx) => removeOldFiles(tx, new Date(NOON.getTime() + after), 10));
  const kept = () => db.owner.rows("select 1 from stored_file_chunk");
  await maintenance(29 * DAY);
  expect(await kept()).toHaveLength(3);
  await maintenance(31 * DAY);
  expect(await kept()).toEqual([]);
});

test("a file that is too large, empty or cut off leaves nothing stored", async () => {
  await using db = await testDatabase();
  const files = createFiles(db.database);
  const here = await db.newOrganization();
  const write = (bytes: AsyncIterable<Uint8Array>) =>
    files.write(here, { name: "a", bytes, most: 1_000_000, now: NOON });
  await expect(write(pieces(Buffer.alloc(1_000_001), 9_999))).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  await expect(write(pieces(Buffer.alloc(0), 1))).rejects.toMatchObject({ code: "FILE_EMPTY" });
  async function* cut() {
    yield Buffer.alloc(600_000);
    throw new Error("the line went dead");
  }
  await expect(write(cut())).rejects.toThrow("the line went dead");
  expect(await db.owner.rows("select 1 from stored_file union all select 1 from stored_file_chunk")).toEqual([]);
});

/** Uploaded reports name people whom no search of tables finds: packed, in pieces, or in a bucket. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { addChannelFile, noteFileRun } from "../channel-files/channel-files.ts";
import { createFiles } from "../files/files.ts";
import { DATABASE_ALONE, type FileStorage } from "../files/objects.ts";
import { createS3 } from "../files/s3.ts";
import { testBucket } from "../files/testing.ts";
import { actor, noon, orderPart, testShop } from "../orders/testing.ts";
import { removeErasedFiles } from "./erase-files.ts";
import { eraseByContact } from "./privacy.ts";
import { whereWordsStand } from "./testing.ts";

const db = fixture(testDatabase);
const HALA = { name: "Hala Zaghloul", email: "hala.z@example.test" };
const CSV = Buffer.from(`order,name,email\nH1,${HALA.name},${HALA.email}\n`);
const TOMORROW = new Date(Date.now() + 25 * 60 * 60_000);

/** A shop with an order of the person's, and reports that name her. */
async function reports(storage: FileStorage) {
  const shop = await testShop(db);
  const store = await shop.newStore();
  await store.apply([orderPart("H1", { contact: { key: "c-77", ...HALA, quality: "real" }, lines: [] })]);
  const files = createFiles(db.database, storage);
  const upload = async (connectionId: string, bytes: Buffer, state: string) => {
    const piece = (async function* () {
      yield bytes;
    })();
    const written = await files.write(shop.organization, { name: "report.csv", bytes: piece, most: 1_000, now: noon });
    await shop.run(async (tx) => {
      const of = { connectionId, kind: "orders", name: "report.csv", requestedBy: "user:x", now: noon };
      const id = await addChannelFile(tx, { ...of, fileId: written.id, sha256: written.sha256 });
      const run = await tx.one<{ id: string }>(
        `insert into argosy.run (organization_id, kind, state, requested_by)
         values (argosy.tenant(), 'import_file', $1, 'user:x') returning id`,
        [state],
      );
      await noteFileRun(tx, id, run.id);
    });
  };
  const left = async () =>
    (await db.owner.rows("select from argosy.stored_file where organization_id = $1", [shop.organization])).length;
  const erase = () =>
    shop.run((tx) =>
      eraseByContact(tx, {
        ...{ connectionId: store.id, request: "erase_customer", actor, now: noon },
        data: { customer: { id: "c-77", email: HALA.email }, orders_to_redact: ["H1"] },
      }),
    );
  return { shop, store, files, upload, left, erase };
}

test("an erasure ends reports of that person's channel, packed ones too; those of other channels stay [E5.3]", async () => {
  const { shop, store, upload, left, erase } = await reports(DATABASE_ALONE);
  await upload(store.id, CSV, "done");
  await upload(store.id, gzipSync(CSV), "failed");
  const other = await shop.newStore("Another shop");
  await upload(other.id, Buffer.from("order\n1\n"), "done");
  const erased = await erase();
  expect(erased?.places).toContainEqual({ what: "channel_file", rows: 2 });
  expect(await left()).toBe(1);
  expect(await whereWordsStand(db.owner, shop.organization, Object.values(HALA))).toEqual([]);
});

test("a report that is being read ends when its run has [E5.3]", async () => {
  const { shop, store, upload, left, erase } = await reports(DATABASE_ALONE);
  await upload(store.id, CSV, "running");
  await erase();
  await shop.run(removeErasedFiles);
  expect(await left()).toBe(1);
  await db.owner.run("update argosy.run set state = 'done' where organization_id = $1", [shop.organization]);
  await shop.run(removeErasedFiles);
  expect(await left()).toBe(0);
  expect(await whereWordsStand(db.owner, shop.organization, Object.values(HALA))).toEqual([]);
});

test("a report in a bucket leaves it as well [E5.3]", async () => {
  const folder = await mkdtemp(join(tmpdir(), "argosy-erased-"));
  const bucket = await testBucket(folder);
  try {
    const objects = createS3(bucket.store, { pausesMs: [1, 1] });
    const { shop, store, files, upload, erase } = await reports({ writesTo: "objects", objects });
    const kept = async () =>
      (await readdir(join(folder, "files"), { recursive: true })).filter((name) => name.endsWith("._S3rver_object"))
        .length;
    await upload(store.id, CSV, "done");
    const before = await kept();
    await erase();
    // A day later: somebody may still be reading it.
    expect(await files.removeObjects(shop.organization, { now: TOMORROW, most: 10 })).toBe(1);
    expect(await kept()).toBe(before - 1);
  } finally {
    await bucket[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  }
});

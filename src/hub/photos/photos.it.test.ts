/** Photos are kept once, bounded, and go with their order's papers and with the person. */
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { eraseCustomer } from "../customers/privacy.ts";
import { createFiles } from "../files/files.ts";
import { removeOldFiles } from "../files/maintenance.ts";
import { createOrder } from "../orders/create.ts";
import { actor, minutes, noon, testShop } from "../orders/testing.ts";
import { removeOldDocuments } from "../shipping/document-retention.ts";
import { MOST_PHOTOS, type NewPhoto, photoFile, photosOf, removePhoto, savePhoto } from "./photos.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const GIF = Buffer.from("GIF89a\u0001\0\u0001\0\0\0\0,\0\0\0\0\u0001\0\u0001\0\0\u0002\u0002L\u0001\0;", "latin1");
const DAY_MS = 24 * 60 * 60_000;

async function* bytesOf(bytes: Buffer) {
  yield bytes;
}

const newOrder = async () => {
  const lines = [{ title: "Mug", quantity: 1, unitPrice: "10.00" }];
  const { id } = await shop.run((tx) => createOrder(tx, { currency: "EUR", lines, actor, now: noon }));
  return id;
};
const files = () => createFiles(db.database);
const save = (orderId: string, more: Partial<NewPhoto> = {}) =>
  savePhoto({ db: db.database, files: files() }, shop.organization, {
    ...{ id: crypto.randomUUID(), orderId, bytes: bytesOf(GIF), mostMb: 100, actor, now: noon },
    ...more,
  });
const photos = (orderId: string) => shop.run((tx) => photosOf(tx, orderId));
const fileCount = () =>
  shop.run((tx) =>
    tx.one<{ count: number }>(
      "select count(*)::int as count from argosy.stored_file where organization_id = argosy.tenant()",
    ),
  );

test("a photo that is sent twice, also at once, is kept once and can be read and removed", async () => {
  const orderId = await newOrder();
  const id = crypto.randomUUID();
  const [one, again] = await Promise.all([
    save(orderId, { id, takenAt: minutes(-5) }),
    save(orderId, { id, takenAt: minutes(-5) }),
  ]);
  expect([one.id, again.id, one.takenAt]).toEqual([id, id, minutes(-5)]);
  expect(await photos(orderId)).toMatchObject([{ id, width: 1, height: 1, takenBy: "user:ana@example.test" }]);
  expect((await fileCount()).count).toBe(1);
  const { fileId } = await shop.run((tx) => photoFile(tx, { orderId, id }));
  expect((await buffer(files().read(shop.organization, fileId))).subarray(0, 6).toString()).toBe("GIF89a");
  await expect(save(await newOrder(), { id })).rejects.toMatchObject({ code: "PHOTO_ID_TAKEN" });
  await shop.run((tx) => removePhoto(tx, { orderId, id }));
  expect([await photos(orderId), (await fileCount()).count]).toEqual([[], 0]);
});

test("a file that is no image, one too many or without room is refused, and leaves no file behind", async () => {
  const orderId = await newOrder();
  await expect(save(orderId, { bytes: bytesOf(Buffer.from("not an image")) })).rejects.toMatchObject({
    code: "IMAGE_KIND",
  });
  await expect(save(orderId, { mostMb: 0 })).rejects.toMatchObject({ code: "IMAGES_FULL" });
  await expect(save(crypto.randomUUID())).rejects.toMatchObject({ code: "ORDER_UNKNOWN" });
  await expect(save(orderId, { returnLineId: crypto.randomUUID() })).rejects.toMatchObject({
    code: "RETURN_LINE_UNKNOWN",
  });
  for (let n = 0; n < MOST_PHOTOS; n++) await save(orderId);
  await expect(save(orderId)).rejects.toMatchObject({ code: "PHOTOS_TOO_MANY" });
  expect((await fileCount()).count).toBe(MOST_PHOTOS);
});

test("an erased person's photos and their files are gone [E5.3]", async () => {
  const lines = [{ title: "Mug", quantity: 1, unitPrice: "10.00" }];
  const contact = { name: "Asha Example", email: "asha@example.test" };
  const order = { currency: "EUR", lines, contact, actor, now: noon };
  const { id, customerId } = await shop.run((tx) => createOrder(tx, order));
  const before = (await fileCount()).count;
  await save(id);
  await shop.run((tx) => eraseCustomer(tx, customerId ?? "", { actor, now: noon }));
  expect([await photos(id), (await fileCount()).count]).toEqual([[], before]);
});

test("photos are named files until the time of the order's papers is over", async () => {
  const orderId = await newOrder();
  const { id } = await save(orderId);
  const later = new Date(noon.getTime() + 60 * DAY_MS);
  await shop.run((tx) => removeOldFiles(tx, later, 100));
  await shop.run((tx) => removeOldDocuments(tx, later, 100));
  expect((await photos(orderId)).map((photo) => photo.id)).toEqual([id]);
  const over = new Date(noon.getTime() + 3_700 * DAY_MS);
  await shop.run((tx) => removeOldDocuments(tx, over, 100));
  await shop.run((tx) => removeOldFiles(tx, over, 100));
  expect([await photos(orderId), (await fileCount()).count]).toEqual([[], 0]);
});

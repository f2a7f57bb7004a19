/** Images a seller uploads: kept by the hub under addresses nobody can guess, which channels fetch (decision 255). */

import { randomBytes } from "node:crypto";
import { isUuid, type OrganizationId, organizationId } from "../../commerce/ids.ts";
import { STORED_IMAGE } from "../../commerce/image-address.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Database, Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import type { Files } from "../files/files.ts";
import { refusal } from "../refusals.ts";
import { createWorkSlots } from "../work-slots.ts";
import { EXTENSIONS, type ImageFacts, type ImageType, imageFacts, withoutNotes } from "./image-file.ts";

export const MOST_IMAGE_MB = 10;
/** Pixels; what is larger than this is larger than any page that shows it, and costly to open for whoever does. */
const MOST_SIDE = 10_000;
const MOST_PIXELS = 50_000_000;
const DAY_MS = 24 * 60 * 60_000;
/** Before a product names it: a form may stay open for days. */
const UNUSED_DAYS = 7;
/** After the last product let go of it: channels fetch when they like. */
const RETENTION_DAYS = 30;

export interface StoredImage extends ImageFacts {
  /** What a product's image is named by. */
  readonly url: string;
  readonly size: number;
}

export interface ImageStorage {
  readonly db: Database;
  readonly files: Files;
}

interface Upload {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Megabytes of all its organization's images together. */
  readonly mostMb: number;
  readonly now: Date;
}

/** An organization's images are read one at a time, from their first byte on, so that many large ones hold up nobody else. */
const rounds = createWorkSlots({
  most: Number.POSITIVE_INFINITY,
  line: 40,
  busy: () => new HubError("IMAGES_BUSY", "busy", message("image.busy")),
});

/**
 * Keeps an uploaded image. Throws HubError IMAGE_KIND, IMAGE_PIXELS, IMAGES_FULL, IMAGES_BUSY, FILE_TOO_LARGE, FILE_EMPTY.
 */
export async function storeImage(
  storing: ImageStorage,
  organization: OrganizationId,
  upload: Upload,
): Promise<StoredImage> {
  const { kept, facts } = await readImage(organization, upload.bytes);
  return saveOne(storing, organization, { ...upload, kept, facts });
}

export interface ReadImage {
  /** Without what a camera or program wrote into it. */
  readonly kept: Buffer;
  readonly facts: ImageFacts;
}

/** An image by its bytes alone: nothing decodes it. Throws HubError IMAGE_KIND, IMAGE_PIXELS, IMAGES_BUSY, FILE_TOO_LARGE, FILE_EMPTY. */
export async function readImage(organization: OrganizationId, bytes: AsyncIterable<Uint8Array>): Promise<ReadImage> {
  const leave = await rounds.take(organization);
  try {
    return checkedImage(await wholeOf(bytes));
  } finally {
    leave();
  }
}

function checkedImage(given: Buffer): ReadImage {
  const facts = imageFacts(given);
  if (facts === null) throw new HubError("IMAGE_KIND", "validation", message("image.kind"));
  const { width, height, type } = facts;
  if (Math.max(width, height) > MOST_SIDE || width * height > MOST_PIXELS)
    throw new HubError("IMAGE_PIXELS", "validation", message("image.pixels", { width, height, side: MOST_SIDE }));
  const stored = withoutNotes(given, type);
  if (stored === null) throw new HubError("IMAGE_KIND", "validation", message("image.kind"));
  return { kept: stored, facts };
}

async function saveOne(
  { db, files }: ImageStorage,
  organization: OrganizationId,
  { kept, facts, mostMb, now }: Upload & ReadImage,
): Promise<StoredImage> {
  const { type } = facts;
  await db.tenant(organization, (tx) => requireRoom(tx, kept.length, mostMb));
  const url = newAddress(organization, type);
  const most = MOST_IMAGE_MB * 1024 * 1024 + 1_024;
  const file = await files.write(organization, { name: url.slice(-20), bytes: onePiece(kept), most, now });
  try {
    await db.tenant(organization, async (tx) => {
      // Of several uploads at once each sees those before it.
      await tx.rows("select pg_advisory_xact_lock(hashtextextended('images ' || argosy.tenant(), 0))");
      await requireRoom(tx, kept.length, mostMb);
      await insertImage(tx, { path: url, fileId: file.id, facts, size: kept.length, now });
    });
  } catch (error) {
    await files.remove(organization, file.id);
    throw error;
  }
  return { ...facts, url, size: kept.length };
}

interface NewImage {
  readonly path: string;
  readonly fileId: string;
  readonly facts: ImageFacts;
  readonly size: number;
  readonly now: Date;
}

/** Until a product names it, it ends by itself. */
async function insertImage(tx: Tx, { path, fileId, facts, size, now }: NewImage): Promise<void> {
  const endsAt = new Date(now.getTime() + UNUSED_DAYS * DAY_MS);
  await tx.run(
    `insert into argosy.uploaded_image (organization_id, id, path, file_id, content_type, width, height, size,
       ends_at, created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [newId(now), path, fileId, facts.type, facts.width, facts.height, size, endsAt, now],
  );
}

/** Photos of orders count with the images of products. Throws HubError IMAGES_FULL. */
export async function requireRoom(tx: Tx, size: number, mostMb: number): Promise<void> {
  const { taken } = await tx.one<{ taken: bigint }>(
    `select coalesce(sum(n.size), 0)::bigint as taken
     from (select size from argosy.uploaded_image where organization_id = argosy.tenant()
       union all
       select size from argosy.order_photo where organization_id = argosy.tenant()) as n`,
  );
  if (Number(taken) + size > mostMb * 1024 * 1024)
    throw new HubError("IMAGES_FULL", "limit", message("image.full", { most: mostMb }));
}

async function wholeOf(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > MOST_IMAGE_MB * 1024 * 1024)
      throw new HubError("FILE_TOO_LARGE", "validation", message("image.large", { most: MOST_IMAGE_MB }));
    parts.push(part);
  }
  if (size === 0) throw refusal("FILE_EMPTY");
  return Buffer.concat(parts);
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

const newAddress = (organization: OrganizationId, type: ImageType) =>
  `/images/${organization.replaceAll("-", "")}/${randomBytes(24).toString("hex")}.${EXTENSIONS[type]}`;

export interface ServedImage {
  readonly type: ImageType;
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The image at a path of the hub's, for anybody; null where none is kept there. */
export async function servedImage({ db, files }: ImageStorage, path: string, now: Date): Promise<ServedImage | null> {
  if (!STORED_IMAGE.test(path)) return null;
  const hex = path.split("/")[2] ?? "";
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  if (!isUuid(id)) return null;
  const organization = organizationId(id);
  const found = await db.tenant(organization, (tx) =>
    tx.maybe<{ file: string; type: ImageType; size: number }>(
      `select file_id as file, content_type as type, size from argosy.uploaded_image
       where organization_id = argosy.tenant() and path = $1 and (ends_at is null or ends_at > $2)`,
      [path, now],
    ),
  );
  if (!found) return null;
  return { type: found.type, size: found.size, bytes: files.read(organization, found.file) };
}

const USED = `(exists (select 1 from argosy.image i
    join argosy.product p on p.organization_id = i.organization_id and p.id = i.product_id
  where i.organization_id = argosy.tenant() and i.url = u.path and i.url like '/images/%' and p.deleted_at is null)
  or exists (select 1 from argosy.listing_image i
    join argosy.product_listing o on o.organization_id = i.organization_id and o.id = i.product_listing_id
      and o.own_images and o.gone_at is null
    join argosy.product p on p.organization_id = o.organization_id and p.id = o.product_id and p.deleted_at is null
  where i.organization_id = argosy.tenant() and i.url = u.path and i.url like '/images/%'))`;

/** Ends, with these deleted products, the images no other product shows. */
export async function endImagesOf(tx: Tx, productIds: readonly string[], now: Date): Promise<void> {
  await tx.run(
    `update argosy.uploaded_image u set ends_at = $2 where u.organization_id = argosy.tenant() and u.path in (
       select g.url
       from argosy.image g
       where g.organization_id = argosy.tenant() and g.product_id = any($1::uuid[]) and g.url like '/images/%'
       union all
       select g.url
       from argosy.product_listing o
       join argosy.listing_image g on g.organization_id = o.organization_id and g.product_listing_id = o.id
         and g.url like '/images/%'
       where o.organization_id = argosy.tenant() and o.product_id = any($1::uuid[]))
       and not ${USED}`,
    [productIds, now],
  );
}

/** Removes images whose time is over, at most so many at once; those no product names any more have thirty days. */
export async function removeEndedImages(
  { db, files }: ImageStorage,
  organization: OrganizationId,
  { now, most }: { readonly now: Date; readonly most: number },
): Promise<number> {
  const ended = await db.tenant(organization, async (tx) => {
    await tx.run(
      `update argosy.uploaded_image u
       set ends_at = null
       where u.organization_id = argosy.tenant() and u.ends_at is not null and ${USED}`,
    );
    await tx.run(
      `update argosy.uploaded_image u
       set ends_at = $1
       where u.organization_id = argosy.tenant() and u.ends_at is null and not ${USED}`,
      [new Date(now.getTime() + RETENTION_DAYS * DAY_MS)],
    );
    return tx.rows<{ id: string; file: string }>(
      `select id, file_id as file
       from argosy.uploaded_image
       where organization_id = argosy.tenant() and ends_at <= $1
       order by ends_at, id
       limit $2`,
      [now, most],
    );
  });
  for (const { id, file } of ended) {
    await db.tenant(organization, (tx) =>
      tx.run("delete from argosy.uploaded_image where organization_id = argosy.tenant() and id = $1", [id]),
    );
    await files.remove(organization, file);
  }
  return ended.length;
}

/** Photos of an order: of a parcel as it was packed, and of units that came back (decision 646). */

import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { type ImageStorage, MOST_IMAGE_MB, readImage, requireRoom } from "../images/images.ts";
import { orderUnknown, requireOrder } from "../orders/detail.ts";

/** Of a parcel a few sides, of a return a few faults; more is an album. */
export const MOST_PHOTOS = 20;

export interface NewPhoto extends By {
  /** Given by the caller: the same photo sent twice is kept once. */
  readonly id: string;
  readonly orderId: string;
  /** The parcel it was taken of, by its station's id. */
  readonly packingId?: string | undefined;
  readonly returnLineId?: string | undefined;
  /** By the caller's clock: it may have been away from the hub since. */
  readonly takenAt?: Date | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly mostMb: number;
}

export const photoSchema = z
  .object({
    id,
    orderId: id,
    packingId: id.nullable().describe("the parcel it was taken of"),
    returnLineId: id.nullable().describe("the line of a return it was taken of"),
    contentType: z.string(),
    width: z.int(),
    height: z.int(),
    size: z.int().describe("bytes"),
    takenBy: z.string(),
    takenAt: time,
  })
  .meta({ id: "OrderPhoto" });

export type Photo = Answered<typeof photoSchema>;

const COLUMNS = `${columns("", "id orderId packingId returnLineId contentType width height size")},
    ${columns("", "takenBy takenAt")}`;

/** The photos of an order, oldest first. Throws HubError ORDER_UNKNOWN. */
export async function photosOf(tx: Tx, orderId: string): Promise<Photo[]> {
  await requireOrder(tx, orderId);
  return tx.rows<Photo>(
    `select ${COLUMNS} from argosy.order_photo
     where organization_id = argosy.tenant() and order_id = $1 order by taken_at, id`,
    [orderId],
  );
}

/**
 * Keeps a photo as uploaded images are: by its bytes, without what the camera wrote into it. Throws HubError
 * ORDER_UNKNOWN, RETURN_LINE_UNKNOWN, PHOTO_ID_TAKEN, PHOTOS_TOO_MANY, and as `readImage` and `requireRoom`.
 */
export async function savePhoto(
  { db, files }: ImageStorage,
  organization: OrganizationId,
  photo: NewPhoto,
): Promise<Photo> {
  const { kept, facts } = await readImage(organization, photo.bytes);
  const { mostMb, now } = photo;
  const before = await db.tenant(organization, (tx) => storedPhoto(tx, photo));
  if (before) return before;
  const room = async (tx: Tx) => {
    await requirePlace(tx, photo);
    await requireRoom(tx, kept.length, mostMb);
  };
  await db.tenant(organization, room);
  const bytes = (async function* () {
    yield kept;
  })();
  const file = await files.write(organization, {
    name: photo.id,
    bytes,
    most: MOST_IMAGE_MB * 1024 * 1024 + 1_024,
    now,
  });
  try {
    return await db.tenant(organization, async (tx) => {
      await lockOrder(tx, photo.orderId);
      const meanwhile = await storedPhoto(tx, photo);
      if (meanwhile) throw new SentTwice(meanwhile);
      await room(tx);
      return insertPhoto(tx, photo, { ...facts, size: kept.length, fileId: file.id });
    });
  } catch (error) {
    await files.remove(organization, file.id);
    if (error instanceof SentTwice) return error.photo;
    throw error;
  }
}

class SentTwice extends Error {
  readonly photo: Photo;
  constructor(photo: Photo) {
    super("The photo is kept already.");
    this.photo = photo;
  }
}

async function storedPhoto(tx: Tx, { id, orderId }: NewPhoto): Promise<Photo | undefined> {
  const found = await tx.maybe<Photo>(
    `select ${COLUMNS} from argosy.order_photo where organization_id = argosy.tenant() and id = $1`,
    [id],
  );
  if (found && found.orderId !== orderId)
    throw new HubError("PHOTO_ID_TAKEN", "conflict", "This id is another order's photo.", "id");
  return found;
}

async function lockOrder(tx: Tx, orderId: string): Promise<void> {
  const found = await tx.maybe(
    "select 1 from argosy.sales_order where organization_id = argosy.tenant() and id = $1 for no key update",
    [orderId],
  );
  if (!found) throw orderUnknown();
}

async function requirePlace(tx: Tx, { orderId, returnLineId }: NewPhoto): Promise<void> {
  const { isOrder, isLine, count } = await tx.one<{ isOrder: boolean; isLine: boolean; count: number }>(
    `select exists (select from argosy.sales_order where organization_id = argosy.tenant() and id = $1) as "isOrder",
       exists (select from argosy.order_return_line l
         join argosy.order_return r on r.organization_id = argosy.tenant() and r.id = l.return_id
         where l.organization_id = argosy.tenant() and l.id = $2 and r.order_id = $1) as "isLine",
       (select count(*)::int from argosy.order_photo
        where organization_id = argosy.tenant() and order_id = $1
          and return_line_id is not distinct from $2) as count`,
    [orderId, returnLineId ?? null],
  );
  if (!isOrder) throw orderUnknown();
  if (returnLineId !== undefined && !isLine)
    throw new HubError("RETURN_LINE_UNKNOWN", "validation", "The order has no such line of a return.", "returnLineId");
  if (count >= MOST_PHOTOS)
    throw new HubError("PHOTOS_TOO_MANY", "limit", message("refused.photosTooMany", { most: MOST_PHOTOS }));
}

interface StoredPhoto {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly fileId: string;
}

async function insertPhoto(
  tx: Tx,
  photo: NewPhoto,
  { type, width, height, size, fileId }: StoredPhoto,
): Promise<Photo> {
  const { id, orderId, packingId = null, returnLineId = null, actor, now, takenAt = now } = photo;
  return tx.one<Photo>(
    `insert into argosy.order_photo (organization_id, id, order_id, packing_id, return_line_id, file_id, content_type,
       width, height, size, taken_by, taken_at, created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, least($11::timestamptz, $12), $12)
     returning ${COLUMNS}`,
    [id, orderId, packingId, returnLineId, fileId, type, width, height, size, actorText(actor), takenAt, now],
  );
}

/** Where its bytes are. Throws HubError PHOTO_UNKNOWN. */
export async function photoFile(
  tx: Tx,
  of: { readonly orderId: string; readonly id: string },
): Promise<{ readonly fileId: string; readonly contentType: string; readonly size: number }> {
  const found = await tx.maybe<{ fileId: string; contentType: string; size: number }>(
    `select ${columns("", "fileId contentType size")} from argosy.order_photo
     where organization_id = argosy.tenant() and id = $1 and order_id = $2`,
    [of.id, of.orderId],
  );
  if (!found) throw new HubError("PHOTO_UNKNOWN", "not_found", "There is no such photo.");
  return found;
}

/** Removes a photo; its bytes go with the files nothing names any more. Throws HubError PHOTO_UNKNOWN. */
export async function removePhoto(tx: Tx, of: { readonly orderId: string; readonly id: string }): Promise<void> {
  const { fileId } = await photoFile(tx, of);
  await tx.run("delete from argosy.order_photo where organization_id = argosy.tenant() and id = $1", [of.id]);
  await tx.run("delete from argosy.stored_file where organization_id = argosy.tenant() and id = $1", [fileId]);
}

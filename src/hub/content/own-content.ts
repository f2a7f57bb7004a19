/** What a product says on one channel instead of its own title, description and images, and whether it is on sale there. */

import type { Actor } from "../../commerce/actor.ts";
import { STORED_IMAGE_END } from "../../commerce/image-address.ts";
import { message } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { winConflicts } from "../conflict-writer.ts";
import { HubError } from "../errors.ts";
import { safeHtml } from "../html.ts";
import { jsonRows, storableText } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { sendFields } from "./send.ts";

export interface OwnImage {
  readonly url: string;
  readonly alt?: string | undefined;
}

/** Absent: stays as it is; null: the product's. */
export type OwnContent = Optional<{
  title: string | null;
  /** Made safe before it is kept. */
  descriptionHtml: string | null;
  images: readonly OwnImage[] | null;
  onSale: boolean;
}>;

// What is not named keeps its value: `given` says which are.
const WRITE = `
  update argosy.product_listing set
    own_title = case when $2 then $3 else own_title end,
    own_description_html = case when $4 then $5 else own_description_html end,
    own_images = coalesce($6, own_images), off_sale = coalesce($7, off_sale), own_at = $8
  where organization_id = argosy.tenant() and id = $1`;

/** Keeps it; nothing is sent by this alone. */
export async function writeOwn(
  tx: Tx,
  { productListingId, own, now }: { readonly productListingId: string; readonly own: OwnContent; readonly now: Date },
): Promise<void> {
  await tx.run(WRITE, [
    productListingId,
    own.title !== undefined,
    own.title == null ? null : storableText(own.title.trim()),
    own.descriptionHtml !== undefined,
    own.descriptionHtml == null ? null : safeHtml(storableText(own.descriptionHtml)),
    own.images === undefined ? null : own.images !== null,
    own.onSale === undefined ? null : !own.onSale,
    now,
  ]);
  if (own.images === undefined) return;
  await tx.run("delete from argosy.listing_image where organization_id = argosy.tenant() and product_listing_id = $1", [
    productListingId,
  ]);
  const rows = (own.images ?? []).map(({ url, alt = "" }, position) => ({ url, alt, position }));
  if (rows.length > 0)
    await tx.run(
      `insert into argosy.listing_image (organization_id, product_listing_id, position, url, alt)
       select argosy.tenant(), $1, r.position, coalesce((select u.path from argosy.uploaded_image u
         where u.organization_id = argosy.tenant() and u.path = substring(r.url from $3)), r.url), r.alt
       from json_to_recordset($2) as r(url text, alt text, position int)`,
      [productListingId, jsonRows(rows), STORED_IMAGE_END],
    );
}

interface Status {
  readonly id: string;
  /** Another channel of the same shop that shows this very product. */
  readonly twin: string | null;
}

// The listing that is there before one that is gone; locked, so that two people write one after the other.
const STATUS_SQL = `
  select o.id, (
      select k.name from argosy.connection c
      join argosy.connection k on k.organization_id = c.organization_id and k.provider = c.provider
        and k.stock_place = c.stock_place and k.id <> c.id and k.deleted_at is null
      join argosy.product_listing t on t.organization_id = k.organization_id and t.connection_id = k.id
        and t.ext_key = o.ext_key and t.gone_at is null and t.product_id is not null
      where c.organization_id = o.organization_id and c.id = o.connection_id order by k.id limit 1) as twin
  from argosy.product_listing o
  where o.organization_id = argosy.tenant() and o.product_id = $1 and o.connection_id = $2 and o.gone_at is null
  order by o.id limit 1 for update of o`;

/**
 * Sets what the product says on this channel alone, takes it off sale there or puts it back; what changed is sent, also
 * where content is not kept in sync otherwise. Throws HubError PRODUCT_NOT_FOUND, PRODUCT_NOT_THERE, OWN_CONTENT_SHARED.
 */
export async function setOwnContent(
  tx: Tx,
  {
    productId,
    connectionId,
    own,
    by,
    now,
  }: {
    readonly productId: string;
    readonly connectionId: string;
    readonly own: OwnContent;
    readonly by: Actor;
    readonly now: Date;
  },
): Promise<void> {
  const found = await tx.maybe<Status>(STATUS_SQL, [productId, connectionId]);
  if (!found) await requireProduct(tx, productId);
  if (!found) {
    await requireProduct(tx, productId);
    throw new HubError("PRODUCT_NOT_THERE", "conflict", message("refused.notThere"));
  }
  const fields = fieldsOf(own);
  if (found.twin !== null && fields.some((field) => field !== "active"))
    throw new HubError("OWN_CONTENT_SHARED", "conflict", message("refused.sharedContent", { store: found.twin }));
  const productListingId = found.id;
  await writeOwn(tx, { productListingId, own, now });
  await winConflicts(tx, { productListingId, fields, by, now });
  await sendFields(
    tx,
    fields.map((field) => ({ productListingId, field })),
    now,
  );
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [connectionId, now]);
}

async function requireProduct(tx: Tx, productId: string): Promise<void> {
  const product = await tx.maybe(
    "select id from argosy.product where organization_id = argosy.tenant() and id = $1 and deleted_at is null",
    [productId],
  );
  if (!product) throw refusal("PRODUCT_NOT_FOUND");
}

const fieldsOf = ({ title, descriptionHtml, images, onSale }: OwnContent): string[] => [
  ...(title === undefined ? [] : ["title"]),
  ...(descriptionHtml === undefined ? [] : ["description"]),
  ...(images === undefined ? [] : ["images"]),
  ...(onSale === undefined ? [] : ["active"]),
];

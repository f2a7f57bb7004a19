/** Sends whole products: a channel deletes what a partial product leaves out, so nothing partial ever goes. */
import { createHash } from "node:crypto";
import { systemActor } from "../../commerce/actor.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json, OptionValue, ProductForChannel } from "../../commerce/product.ts";
import type { PutProduct } from "../../connectors/kit/ports.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import { linkListings, recordChannelProducts } from "../../hub/listings/index.ts";
import { describeError, exchangesOf, writeJournal } from "../journal.ts";
import type { OutboundTurn } from "./outbound-turn.ts";
import { restUnsupported } from "./unsupported.ts";

interface ContentRow {
  readonly id: string;
  readonly ext_key: string | null;
  readonly product_id: string | null;
  readonly title: string;
  readonly want_seq: bigint;
  readonly acked_hash: string | null;
  readonly attempts: number;
}

interface VariantRow {
  readonly id: string;
  readonly sku: string;
  readonly barcode: string | null;
  readonly options: readonly OptionValue[];
  readonly currency: string;
  readonly price_minor: bigint | null;
  readonly compare_at_minor: bigint | null;
  readonly cost_minor: bigint | null;
  readonly weight_grams: number | null;
  readonly key: string | null;
  readonly ext: Json;
  readonly price_sync: boolean | null;
}

const TAKE = 20;

/** Sends what is due; answers true when there may be more. */
export async function drainContent(turn: OutboundTurn): Promise<boolean> {
  const put = turn.open.ports.products?.put;
  if (!put) return restUnsupported(turn, "product_listing");
  const due = await turn.tenant((tx) =>
    tx.rows<ContentRow>(
      `SELECT id, ext_key, product_id, title, want_seq, acked_hash, attempts FROM argosy.product_listing
       WHERE organization_id = argosy.tenant() AND connection_id = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3`,
      [turn.open.row.id, turn.now(), TAKE],
    ),
  );
  for (const row of due) await sendProduct(turn, put, row);
  return due.length === TAKE;
}

type Put = NonNullable<NonNullable<OutboundTurn["open"]["ports"]["products"]>["put"]>;

async function sendProduct(turn: OutboundTurn, put: Put, row: ContentRow): Promise<void> {
  const started = turn.trail.calls.length;
  const product = await turn.tenant((tx) => loadProduct(tx, row, turn.open.row.id));
  const hash = product === null ? null : createHash("sha256").update(JSON.stringify(product)).digest("hex");
  if (product === null || hash === row.acked_hash) {
    await turn.tenant((tx) => settle(tx, row, row.acked_hash));
    return;
  }
  try {
    const result = await turn.call((ctx) =>
      put({ key: row.ext_key, product, idempotencyKey: `product:${row.id}:${row.want_seq}` }, ctx),
    );
    await turn.tenant((tx) => recordPut(tx, turn, { row, result, hash: hash ?? "" }));
  } catch (error) {
    await recordFailure(turn, row, error, started);
  }
}

async function loadProduct(tx: Tx, row: ContentRow, connection: string): Promise<ProductForChannel | null> {
  if (row.product_id === null) return null;
  const product = await tx.maybe<{ title: string; description_html: string; brand: string | null; active: boolean }>(
    "SELECT title, description_html, brand, active AND deleted_at IS NULL AS active FROM argosy.product WHERE organization_id = argosy.tenant() AND id = $1",
    [row.product_id],
  );
  if (!product) return null;
  const variants = await tx.rows<VariantRow>(
    `SELECT v.id, v.sku, v.barcode, v.options, v.currency, v.price_minor, v.compare_at_minor, v.cost_minor, v.weight_grams, l.ext_key AS key, coalesce(l.ext, 'null') AS ext, l.price_sync
     FROM argosy.variant v
     LEFT JOIN argosy.listing l ON l.organization_id = v.organization_id AND l.variant_id = v.id AND l.product_listing_id = $2
     WHERE v.organization_id = argosy.tenant() AND v.product_id = $1 AND v.deleted_at IS NULL ORDER BY v.position, v.id`,
    [row.product_id, row.id],
  );
  if (variants.length === 0) return null;
  const images = await tx.rows<{ url: string; alt: string; position: number }>(
    "SELECT url, alt, position FROM argosy.image WHERE organization_id = argosy.tenant() AND product_id = $1 ORDER BY position, id",
    [row.product_id],
  );
  const categories = await tx.rows<{ ext_key: string }>(
    `SELECT cl.ext_key FROM argosy.product_category pc
     JOIN argosy.category_listing cl ON cl.organization_id = pc.organization_id AND cl.category_id = pc.category_id AND cl.connection_id = $2
     WHERE pc.organization_id = argosy.tenant() AND pc.product_id = $1 ORDER BY 1`,
    [row.product_id, connection],
  );
  return {
    title: product.title,
    descriptionHtml: product.description_html,
    ...(product.brand === null ? {} : { brand: product.brand }),
    active: product.active,
    categoryKeys: categories.map((category) => category.ext_key),
    images,
    variants: variants.map((variant) => variantForChannel(variant, row.ext_key === null)),
  };
}

/** A price goes with a new product; afterwards only with listings whose price sync is on (decision 15). */
function variantForChannel(row: VariantRow, isNew: boolean): ProductForChannel["variants"][number] {
  const withPrice = isNew || row.key === null || row.price_sync === true;
  const text = (minor: bigint | null) =>
    minor === null ? undefined : formatDecimal({ minor, currency: row.currency });
  return {
    id: row.id,
    sku: row.sku,
    options: row.options,
    levels: [],
    ext: row.ext,
    ...(row.key === null ? {} : { key: row.key }),
    ...(row.barcode === null ? {} : { barcode: row.barcode }),
    ...(withPrice ? { price: text(row.price_minor), compareAtPrice: text(row.compare_at_minor) } : {}),
    ...(row.cost_minor === null ? {} : { cost: text(row.cost_minor) }),
    ...(row.weight_grams === null ? {} : { weightGrams: row.weight_grams }),
  };
}

async function settle(tx: Tx, row: ContentRow, hash: string | null): Promise<void> {
  await tx.run(
    `UPDATE argosy.product_listing SET ack_seq = $2, sent_seq = $2, acked_hash = $3, attempts = 0, error = NULL,
       due_at = CASE WHEN want_seq = $2 THEN NULL ELSE due_at END, state = CASE WHEN want_seq = $2 THEN 'idle' ELSE 'waiting' END
     WHERE organization_id = argosy.tenant() AND id = $1`,
    [row.id, row.want_seq, hash],
  );
}

async function recordPut(
  tx: Tx,
  turn: OutboundTurn,
  what: { readonly row: ContentRow; readonly result: PutProduct; readonly hash: string },
): Promise<void> {
  const { row, result } = what;
  const now = turn.now();
  await tx.run(
    "UPDATE argosy.product_listing SET ext_key = $2 WHERE organization_id = argosy.tenant() AND id = $1 AND ext_key IS DISTINCT FROM $2",
    [row.id, result.key],
  );
  await recordChannelProducts(tx, { connectionId: turn.open.row.id, products: [result.product], now, initial: false });
  const listings = await tx.rows<{ id: string; ext_key: string }>(
    "SELECT id, ext_key FROM argosy.listing WHERE organization_id = argosy.tenant() AND connection_id = $1 AND ext_key = ANY ($2) AND variant_id IS NULL",
    [turn.open.row.id, result.variants.map((variant) => variant.key)],
  );
  const links = listings.flatMap(({ id, ext_key }) => {
    const variant = result.variants.find((one) => one.key === ext_key);
    return variant ? [{ listingId: id, variantId: variant.id, method: "created" as const, confidence: 100 }] : [];
  });
  await linkListings(tx, { links, by: systemActor, now });
  await settle(tx, row, what.hash);
  await resolveAlert(tx, contentCause(row), now, systemActor);
  await writeJournal(
    tx,
    turn.open.row.id,
    [
      {
        connectionId: turn.open.row.id,
        action: "sync_products",
        status: "success",
        ref: result.key,
        text:
          row.ext_key === null
            ? `"${row.title}" was created on the channel.`
            : `"${row.title}" was updated on the channel.`,
        at: now,
      },
    ],
    turn.trail.drifts.splice(0),
    now,
  );
}

const contentCause = (row: ContentRow) => `content-failed:${row.id}`;

async function recordFailure(turn: OutboundTurn, row: ContentRow, error: unknown, started: number): Promise<void> {
  const now = turn.now();
  const { attempts, dueAt, state } = await turn.judge(error, row.attempts);
  const { text, kind } = describeError(error);
  await turn.tenant(async (tx) => {
    // A product edited meanwhile is due by itself, with attempts of its own.
    await tx.run(
      "UPDATE argosy.product_listing SET attempts = $2, error = $3, due_at = $4, state = $5 WHERE organization_id = argosy.tenant() AND id = $1 AND want_seq = $6",
      [row.id, attempts, text, dueAt, state, row.want_seq],
    );
    await writeJournal(
      tx,
      turn.open.row.id,
      [
        {
          connectionId: turn.open.row.id,
          action: "sync_products",
          status: "failed",
          ref: row.ext_key ?? row.title,
          attempt: Math.max(1, attempts),
          text: `"${row.title}" was not updated: ${text}`,
          errorKind: kind.kind,
          details: { exchanges: exchangesOf(turn.trail.calls, started) },
          at: now,
        },
      ],
      turn.trail.drifts.splice(0),
      now,
    );
    if (dueAt === null) {
      await raiseAlert(tx, {
        kind: "content_failed",
        severity: "warning",
        cause: contentCause(row),
        connectionId: turn.open.row.id,
        subject: { kind: "product_listing", id: row.id },
        title: `${turn.open.row.name}: "${row.title}" could not be updated`,
        text,
        action: { kind: "retry_content", productListingId: row.id },
        now,
      });
    }
  });
}

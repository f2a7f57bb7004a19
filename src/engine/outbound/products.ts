/** Sends whole products: a channel deletes what a partial product leaves out, so nothing partial ever goes. */

import { createHash } from "node:crypto";
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Products, PutProduct } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlert } from "../../hub/alerts/alerts.ts";
import { joinFirstReported } from "../../hub/channel-products/first-reported.ts";
import { markMadeHere, recordChannelProducts } from "../../hub/channel-products/record.ts";
import { agreeSent } from "../../hub/content-comparison/base.ts";
import { linkListings } from "../../hub/listings/index.ts";
import { policyOf, readSettings, type StoreSettings } from "../../hub/stores/settings.ts";
import { acknowledgeContent, failContent, markContentSent, returnUnsentContent } from "../../hub/sync-state/content.ts";
import { writeJournal } from "../journal/sync-journal.ts";
import { LeaseLost } from "../lanes/lanes.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { putCategories } from "./product-categories.ts";
import { imageNotes, leftNotes } from "./product-notes.ts";
import { takeOffSale } from "./product-off-sale.ts";
import { type LoadedProduct, loadProduct, type ProductToSend } from "./product-to-send.ts";
import { pushDue } from "./push-due.ts";
import { recordPushFailure } from "./push-failure.ts";
import { clearUnsupportedWork } from "./unsupported.ts";

interface ProductRow extends ProductToSend {
  readonly title: string;
  readonly want_seq: bigint;
  readonly acked_hash: string | null;
  /** Its product was deleted here and is to go off sale there. */
  readonly leaves: boolean;
  readonly attempts: number;
}

const TAKE = 20;
const COLUMNS = "id, ext_key, product_id, content_sync, push_fields, title, want_seq, acked_hash, leaves, attempts";

/** Sends what is due; answers true when there may be more. */
export async function pushProducts(session: OutboundSession): Promise<boolean> {
  const { products } = session.open.ports;
  const put = products?.put;
  if (!put) return clearUnsupportedWork(session, "product_listing");
  const port = { put, get: products.get, changesImages: products.changesImages === true };
  const settings = readSettings(session.open.row.settings);
  return pushDue<ProductRow>(session, {
    take: TAKE,
    due: (tx) =>
      tx.rows<ProductRow>(
        `select ${COLUMNS} from argosy.product_listing
         where organization_id = argosy.tenant() and connection_id = $1 and due_at <= $2 order by due_at, id limit $3`,
        [session.open.row.id, session.now(), TAKE],
      ),
    read: (row) => (row.leaves ? Promise.resolve(row) : readFirst(session, { port, settings }, row)),
    send: (row) => sendProduct(session, { port, settings }, row),
    failed: (row, error, fromCall) => recordFailure(session, row, error, fromCall),
  });
}

interface Port {
  readonly put: NonNullable<Products["put"]>;
  readonly get: Products["get"];
  readonly changesImages: boolean;
}

async function sendProduct(
  session: OutboundSession,
  { port, settings }: { readonly port: Port; readonly settings: StoreSettings },
  row: ProductRow,
): Promise<void> {
  const where = { connection: session.open.row.id, settings, home: session.open.homeUrl, now: session.now() };
  if (row.leaves) {
    await takeOffSale(session, port, row);
    await session.tenantWithLease((tx) => acknowledgeContent(tx, row, null));
    return;
  }
  await createCategories(session, row, settings);
  const loaded = await session.tenant((tx) => loadProduct(tx, row, where));
  const hash = loaded && createHash("sha256").update(JSON.stringify(loaded.product)).digest("hex");
  if (loaded === null || hash === null || hash === row.acked_hash || loaded.isCurrent) {
    await session.tenantWithLease(async (tx) => {
      await acknowledgeContent(tx, row, hash ?? row.acked_hash);
      if (loaded !== null && hash !== row.acked_hash) await logLeft(tx, session, { row, loaded });
    });
    return;
  }
  if (loaded.held) throw new ConnectorError({ kind: "rejected", field: "price" }, loaded.held);
  await session.tenantWithLease((tx) => markContentSent(tx, row));
  const result = await session.call((ctx) =>
    port.put({ key: row.ext_key, product: loaded.product, idempotencyKey: `product:${row.id}:${row.want_seq}` }, ctx),
  );
  await savePut(session, { row, result, hash, loaded, changesImages: port.changesImages });
}

/** Where the product's categories go as ours, those the channel lacks are made first. */
async function createCategories(session: OutboundSession, row: ProductRow, settings: StoreSettings): Promise<void> {
  const put = session.open.ports.categories?.put;
  if (!put || row.product_id === null) return;
  const isNew = row.ext_key === null;
  const isSteered = row.content_sync && policyOf(settings, "categories") === "hub";
  if (isNew || isSteered || row.push_fields.includes("categories")) await putCategories(session, put, row.product_id);
}

/**
 * Where the channel may win, or where most of the product is the channel's, what it has now is read before anything is
 * written over it; an edit found that way is settled first.
 */
async function readFirst(
  session: OutboundSession,
  { port, settings: { policy } }: { readonly port: Port; readonly settings: StoreSettings },
  row: ProductRow,
): Promise<ProductRow> {
  const isHubs = [policy.content, ...Object.values(policy.fields)].every((winner) => winner === "hub");
  const { ext_key: key } = row;
  if (key === null || (isHubs && row.content_sync)) return row;
  const seen = await session.call((ctx) => port.get(key, ctx));
  return session.tenantWithLease(async (tx) => {
    if (seen)
      await recordChannelProducts(tx, {
        connectionId: session.open.row.id,
        products: [seen],
        now: session.now(),
        initial: false,
      });
    return tx.one<ProductRow>(
      `select ${COLUMNS} from argosy.product_listing where organization_id = argosy.tenant() and id = $1`,
      [row.id],
    );
  });
}

interface Put {
  readonly row: ProductRow;
  readonly result: PutProduct;
  readonly hash: string;
  readonly loaded: LoadedProduct;
  readonly changesImages: boolean;
}

/** A created product is recorded even where the lane was lost meanwhile, or the next worker would create it again. */
async function savePut(session: OutboundSession, what: Put): Promise<void> {
  try {
    await session.tenantWithLease(async (tx) => {
      await recordMade(tx, session, what);
      await finishPut(tx, session, what);
    });
  } catch (error) {
    if (error instanceof LeaseLost && what.row.ext_key === null)
      await session.tenant((tx) => recordMade(tx, session, what, "ext_key is null"));
    throw error;
  }
}

/** Saves what the channel has now; `onlyIf`: unless another worker recorded it. */
async function recordMade(tx: Tx, session: OutboundSession, what: Put, onlyIf = "true"): Promise<void> {
  const { row, result } = what;
  const now = session.now();
  if (row.ext_key === null) await joinFirstReported(tx, { productListingId: row.id, key: result.key });
  const saved = await tx.run(
    `update argosy.product_listing set ext_key = $2 where organization_id = argosy.tenant() and id = $1 and ${onlyIf}`,
    [row.id, result.key],
  );
  if (saved === 0) return;
  await recordChannelProducts(tx, {
    connectionId: session.open.row.id,
    products: [result.product],
    now,
    initial: false,
  });
  const listings = await tx.rows<{ id: string; ext_key: string }>(
    `select id, ext_key from argosy.listing
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any ($2) and variant_id is null`,
    [session.open.row.id, result.variants.map((variant) => variant.key)],
  );
  const links = listings.flatMap(({ id, ext_key }) => {
    const variant = result.variants.find((one) => one.key === ext_key);
    return variant ? [{ listingId: id, variantId: variant.id, method: "created" as const, confidence: 100 }] : [];
  });
  await linkListings(tx, { links, by: systemActor, now });
  const made = new Set(what.loaded.product.variants.flatMap(({ id, key }) => (key === undefined ? [id] : [])));
  const madeKeys = result.variants.flatMap(({ id, key }) => (made.has(id) ? [key] : []));
  await markMadeHere(tx, session.open.row.id, madeKeys);
}

async function finishPut(tx: Tx, session: OutboundSession, what: Put): Promise<void> {
  const { row, result, loaded } = what;
  const now = session.now();
  const left = loaded.imagesLeft > 0 ? ["images"] : [];
  const title = row.title;
  const isNew = row.ext_key === null;
  await acknowledgeContent(tx, row, what.hash);
  await agreeSent(tx, { productListingId: row.id, isNew, sent: loaded.sent, left });
  await resolveAlert(tx, productCause(row), now, systemActor);
  await writeJournal(
    tx,
    session.open.row.id,
    [
      {
        connectionId: session.open.row.id,
        action: "sync_products",
        status: "success",
        ref: result.key,
        text: [
          message(isNew ? "log.product.created" : "log.product.updated", { title }),
          ...imageNotes({ ...what, isNew }),
        ],
        at: now,
      },
    ],
    session.callLog.drifts.splice(0),
    now,
  );
}

/** Logs images that are not sent when nothing else is: otherwise they would seem to be on their way. */
async function logLeft(
  tx: Tx,
  session: OutboundSession,
  { row, loaded }: { readonly row: ProductRow; readonly loaded: LoadedProduct },
): Promise<void> {
  const left = leftNotes(loaded);
  if (left.length === 0) return;
  const now = session.now();
  const text = [message("log.product.unchanged", { title: row.title }), ...left];
  const connectionId = session.open.row.id;
  await writeJournal(
    tx,
    connectionId,
    [{ connectionId, action: "sync_products", status: "success", ref: row.ext_key ?? row.title, text, at: now }],
    [],
    now,
  );
}

const productCause = (row: ProductRow) => `content-failed:${row.id}`;

const recordFailure = (session: OutboundSession, row: ProductRow, error: unknown, fromCall: number): Promise<void> =>
  recordPushFailure(session, {
    action: "sync_products",
    ref: row.ext_key ?? row.title,
    lead: message("log.failed.product", { title: row.title }),
    ...{ error, attempts: row.attempts, fromCall },
    alert: {
      kind: "content_failed",
      cause: productCause(row),
      subject: { kind: "product_listing", id: row.id },
      title: message("alert.content_failed.title", { store: session.open.row.name, product: row.title }),
      action: { kind: "retry_content", productListingId: row.id },
    },
    async save(tx, { attempts, text, said, dueAt, state, kind }) {
      await failContent(tx, { row, attempts, text, messageParts: said, dueAt, state });
      // An unknown outcome is looked at with the next try; until then what is seen may be our own.
      if (dueAt === null || kind !== "ambiguous") await returnUnsentContent(tx, row.id);
    },
  });

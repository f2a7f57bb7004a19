import { message, messageParts, textOf } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { createProductsHere, createVariantsHere } from "./create-in-hub.ts";
import type { Chunk, PlanItem } from "./item.ts";

export interface CreateByHand {
  readonly connectionId: string;
  readonly productListingIds: readonly string[];
  readonly stockFrom: "channel" | "none";
  readonly now: Date;
}

export interface Created {
  /** The product listing. */
  readonly id: string;
  readonly ok: boolean;
  readonly error?: string | undefined;
}

// No run has planned this.
const NO_RUN = "00000000-0000-0000-0000-000000000000";

/**
 * Makes products of a channel's that a person chose, with all their unlinked items. Where items of it are linked
 * already, the others become variants of that product.
 */
export async function createByHand(tx: Tx, input: CreateByHand): Promise<Created[]> {
  const chunk: Chunk = {
    runId: NO_RUN,
    connectionId: input.connectionId,
    stockFrom: input.stockFrom,
    now: input.now,
  };
  const rows = await tx.rows<{ id: string; product: string | null; listing: string }>(
    `select p.id, p.product_id as product, l.id as listing from product_listing p
     join listing l on l.organization_id = p.organization_id and l.product_listing_id = p.id
       and l.state in ('unmapped', 'suggested') and l.gone_at is null
     where p.organization_id = argosy.tenant() and p.connection_id = $1 and p.id = any($2) order by p.id, l.id`,
    [input.connectionId, input.productListingIds],
  );
  const fresh = [...new Set(rows.filter((row) => row.product === null).map((row) => row.id))];
  const products = await createProductsHere(
    tx,
    fresh.map((id) => item({ id, productListingId: id, listingId: null, productId: null })),
    chunk,
  );
  const siblings = rows.filter((row) => row.product !== null);
  const variants = await createVariantsHere(
    tx,
    siblings.map((row) =>
      item({ id: row.listing, productListingId: row.id, listingId: row.listing, productId: row.product }),
    ),
    chunk,
  );
  return [...new Set(input.productListingIds)].map((id) => {
    const own = siblings.filter((row) => row.id === id).map((row) => variants.get(row.listing) ?? null);
    const isPlanned = own.length > 0 || products.has(id);
    const trouble = products.get(id) ?? own.find((each) => each !== null);
    const error = isPlanned
      ? trouble && trouble.state !== "sent"
        ? trouble.text
        : undefined
      : message("plan.noneUnlinked");
    return error ? { id, ok: false, error: textOf(error), errorTold: messageParts(error) } : { id, ok: true };
  });
}

function item(of: Pick<PlanItem, "id" | "productListingId" | "listingId" | "productId">): PlanItem {
  return {
    ...of,
    action: "create_here",
    entity: of.listingId === null ? "product" : "variant",
    variantId: null,
    extKey: null,
    categoryId: null,
    field: null,
    confidence: null,
    title: "",
    before: null,
    after: null,
    chosen: true,
    ignored: false,
    passedOver: false,
    state: "planned",
    error: null,
    errorCode: null,
  };
}

import type { OrganizationId } from "../commerce/ids.ts";
import type { TestDatabase } from "../db/testing.ts";
import { accessSamples } from "./samples-access.ts";
import { analyticsSamples } from "./samples-analytics.ts";
import { automationSample } from "./samples-automations.ts";
import { channelFileSamples } from "./samples-channel-files.ts";
import { invoiceSamples } from "./samples-invoices.ts";
import { listingDraftSample } from "./samples-listings.ts";
import { marketingSample } from "./samples-marketing.ts";
import { posSamples } from "./samples-pos.ts";
import { promotionSamples } from "./samples-promotions.ts";
import { purchasingSamples } from "./samples-purchasing.ts";
import { pushDeviceSample, webhookEndpointSamples } from "./samples-reported.ts";
import { reservationSample } from "./samples-reservations.ts";
import { shipmentSample } from "./samples-shipments.ts";

/** Stands in every text of a `world`, so that an answer or row that leaks shows it. */
export const MARKER = "zz-of-the-other-one";

export interface World {
  /** By first word of the path, and by the name of an id in a body. */
  readonly ids: Readonly<Record<string, string>>;
}

type Put = (table: string, row: Record<string, unknown>, key?: string) => Promise<string>;

/** What hangs on the things of a world: the rows that lists and details show. */
async function details(
  put: Put,
  of: Record<"connection" | "product" | "variant" | "location" | "category" | "listing" | "customer" | "order", string>,
): Promise<void> {
  const now = new Date("2026-11-20T07:00:00Z");
  const onStore = { connection_id: of.connection };
  const ofOrder = { order_id: of.order };
  const plan = await put("run", { ...onStore, kind: "plan", requested_by: MARKER, state: "done" });
  await put("plan_item", {
    run_id: plan,
    action: "link",
    entity: "variant",
    listing_id: of.listing,
    variant_id: of.variant,
    title: MARKER,
    confidence: 90,
  });
  await put(
    "listing_stock",
    { ...onStore, listing_id: of.listing, desired: 7, expected: 7, observed: 7, observed_at: now },
    "listing_id",
  );
  await put("image", { product_id: of.product, url: `https://img.example.test/${MARKER}` });
  await put("product_category", { product_id: of.product, category_id: of.category }, "product_id");
  await put(
    "contact_point",
    { kind: "email", value: `${MARKER}@example.test`, customer_id: of.customer },
    "customer_id",
  );
  await put(
    "order_part",
    {
      ...ofOrder,
      version_kind: "time",
      version_value: 1,
      hash: Buffer.from(MARKER),
      raw: JSON.stringify({ text: MARKER }),
      seen_at: now,
    },
    "order_id",
  );
  await put(
    "order_fulfilment",
    {
      ...ofOrder,
      ext_key: MARKER,
      status: "fulfilled",
      tracking_numbers: [MARKER],
      shipped_at: now,
      lines: JSON.stringify([{ lineKey: MARKER, quantity: 1 }]),
    },
    "order_id",
  );
  await put("order_refund", { ...ofOrder, ext_key: MARKER, amount_minor: 100, refunded_at: now }, "order_id");
  await put(
    "order_transaction",
    { ...ofOrder, ext_key: MARKER, kind: "sale", status: "success", amount_minor: 100, currency: "USD", at: now },
    "ext_key",
  );
  await put("timeline", { ...ofOrder, kind: "created", actor: MARKER, text: MARKER, at: now });
  await put("sync_log", { ...onStore, action: "receive_order", status: "success", text: MARKER, at: now });
  await put("sync_cursor", { ...onStore, sweep: "orders:changed", next_at: now }, "sweep");
  await put(
    "subscription",
    {
      ...onStore,
      ext_key: MARKER,
      topic: "orders",
      url: `https://hub.example.test/${MARKER}`,
      state: "active",
      checked_at: now,
    },
    "ext_key",
  );
  await put("ext_location", { ...onStore, ext_key: MARKER, name: MARKER, location_id: of.location }, "ext_key");
  await put("drift", { ...onStore, path: MARKER, problem: "unknown value", first_at: now, last_at: now }, "path");
  await put("channel_fee", {
    ...onStore,
    ext_key: MARKER,
    order_key: MARKER,
    kind: "commission",
    amount_minor: 100,
    currency: "USD",
    text: MARKER,
    charged_at: now,
    raw: JSON.stringify({ text: MARKER }),
  });
  await put("gift_card_use", {
    ...onStore,
    key: MARKER,
    code_hash: Buffer.from(MARKER),
    code_end: MARKER,
    amount_minor: 100,
    currency: "USD",
    reference: MARKER,
    state: "running",
    requested_by: MARKER,
    started_at: now,
  });
  await put(
    "poll_gap",
    { ...onStore, day: "2026-11-20", orders: 1, last_order: MARKER, last_at: now },
    "connection_id",
  );
  await put(
    "match_rejection",
    { listing_id: of.listing, variant_id: of.variant, rejected_by: MARKER, rejected_at: now },
    "listing_id",
  );
  await put("listing_stock_rule", { listing_id: of.listing, buffer: 1, set_by: MARKER, set_at: now }, "listing_id");
  await put("plan_ignored", { ...onStore, subject: MARKER, ignored_at: now, ignored_by: MARKER }, "subject");
  await analyticsSamples(put, of);
  await put("stock_rule", { ...onStore, buffer: 1 }, "connection_id");
  await put(
    "listing_price",
    { ...onStore, listing_id: of.listing, currency: "USD", observed_minor: 100 },
    "listing_id",
  );
}

/** One row of every kind for an organization, its texts marked. */
export async function world(db: TestDatabase, organization: OrganizationId, memberId: string): Promise<World> {
  const { owner } = db;
  const put: Put = async (table, row, key = "id") => {
    const columns = Object.keys(row);
    const values = columns.map((_, index) => `$${index + 2}`);
    const made = await owner.one<Record<string, string>>(
      `insert into ${table} (organization_id, ${columns.join(", ")})
       values ($1, ${values.join(", ")}) returning ${key}`,
      [organization, ...Object.values(row)],
    );
    return String(made[key]);
  };
  const member = await owner.one<{ user_id: string }>("select user_id from auth.member where id = $1", [memberId]);
  const connection = await put("connection", {
    kind: "commerce",
    provider: "acme",
    code: MARKER,
    name: MARKER,
    state: "active",
    webhook_key: MARKER,
    account_id: MARKER,
  });
  const product = await put("product", { title: MARKER });
  const variant = await put("variant", { product_id: product, sku: MARKER, currency: "USD" });
  const location = await owner.one<{ id: string }>("select id from location where organization_id = $1", [
    organization,
  ]);
  await put("level", { variant_id: variant, location_id: location.id, on_hand: 7, reserved: 1 }, "variant_id");
  const category = await put("category", { name: MARKER });
  const otherCategory = await put("category", { name: `${MARKER} other` });
  const productListing = await put("product_listing", { connection_id: connection, ext_key: MARKER, title: MARKER });
  const listing = await put("listing", {
    connection_id: connection,
    product_listing_id: productListing,
    ext_key: MARKER,
    sku: MARKER,
    title: MARKER,
  });
  const customer = await put("customer", { name: MARKER, email: `${MARKER}@example.test` });
  const twin = await put("customer", { name: MARKER, notes: MARKER, tags: [MARKER] });
  const merged = await put("customer", { name: MARKER, merged_into: customer });
  const [one, other] = [customer, twin].sort();
  await put("customer_duplicate", { one_id: one, other_id: other, reasons: ["phone"], found_at: new Date() }, "one_id");
  const merge = await put("customer_merge", {
    survivor_id: customer,
    merged_id: merged,
    merged_at: new Date(),
    merged_by: MARKER,
    contact_points: JSON.stringify([{ kind: "email", value: `${MARKER}@example.test` }]),
  });
  const order = await put("sales_order", {
    connection_id: connection,
    ext_key: MARKER,
    ext_number: MARKER,
    number: MARKER,
    status: "confirmed",
    financial: "paid",
    fulfilment: "unfulfilled",
    currency: "USD",
    customer_id: customer,
    pickup: "waiting",
    pickup_place: MARKER,
    placed_at: new Date(),
  });
  const orderLine = await put("order_line", {
    order_id: order,
    ext_key: MARKER,
    title: MARKER,
    ordered_quantity: 1,
    quantity: 1,
    unit_price: "1",
    total_minor: 100,
    variant_id: variant,
  });
  const command = await put("command", {
    order_id: order,
    connection_id: connection,
    kind: "note",
    input: "{}",
    idempotency_key: MARKER,
    state: "failed",
    requested_by: MARKER,
  });
  const orderReturn = await put("order_return", {
    order_id: order,
    number: MARKER,
    state: "approved",
    reason: MARKER,
    refund_command_id: command,
    requested_by: MARKER,
    created_at: new Date(),
    updated_at: new Date(),
  });
  const returnLine = await put("order_return_line", {
    return_id: orderReturn,
    order_line_id: orderLine,
    quantity: 1,
    restocked_before: 0,
  });
  await put("order_return_receipt", {
    return_line_id: returnLine,
    key: MARKER,
    quantity: 1,
    disposition: "scrap",
    actor: MARKER,
    at: new Date(),
  });
  const event = await put("inbox_event", {
    connection_id: connection,
    kind: "order",
    ref: MARKER,
    topic: MARKER,
    body: Buffer.from(MARKER),
    status: "failed",
  });
  const run = await put("run", { connection_id: connection, kind: "reconcile", requested_by: MARKER, state: "failed" });
  const alert = await put("alert", {
    kind: "k",
    severity: "info",
    cause: MARKER,
    title: MARKER,
    text: MARKER,
    first_at: new Date(),
    last_at: new Date(),
  });
  const conflict = await put("conflict", {
    connection_id: connection,
    field: MARKER,
    policy: "hub",
    found_at: new Date(),
  });
  const hold = await put("stock_hold", {
    connection_id: connection,
    direction: "out",
    items: 7,
    of_listings: 7,
    found_at: new Date(),
    settled_by: MARKER,
  });
  const priceRule = await put("price_rule", { connection_id: connection, name: MARKER, brand: MARKER });
  const rate = await put("fx_rate", { base: "USD", quote: "EUR", rate: "0.9", valid_from: new Date("2026-11-01") });
  const document = { number: MARKER, location_id: location.id, created_at: new Date(), created_by: MARKER };
  const stockDocument = await put("stock_document", {
    ...document,
    kind: "adjustment",
    partner: MARKER,
    document_date: "2026-11-20",
    updated_at: new Date(),
  });
  await put("stock_document_line", { document_id: stockDocument, line: 1, sku: MARKER, quantity: 1 }, "line");
  const bought = await purchasingSamples(put, { variant, location: location.id, marker: MARKER });
  const reservation = await reservationSample(put, { variant, location: location.id, marker: MARKER });
  const stockCount = await put("stock_count", { ...document, scope: "chosen", note: MARKER });
  await put("stock_count_line", { count_id: stockCount, variant_id: variant, counted: 7, expected: 7 }, "variant_id");
  await put("stock_counter", { kind: "adjustment", last: 1 }, "kind");
  const file = await put("stored_file", { name: MARKER, complete: true });
  const channelFile = await channelFileSamples(put, { connection, listing, file, marker: MARKER });
  await put("stored_file_chunk", { file_id: file, number: 0, bytes: Buffer.from(`SKU\n${MARKER}\n`) }, "file_id");
  const shape = { format: "csv", encoding: "utf-8", delimiter: ",", newline: "\n", header: true, columns: ["SKU"] };
  const catalogImport = await put("catalog_import", {
    name: MARKER,
    file_id: file,
    shape: JSON.stringify({ ...shape, rows: 1, notices: [MARKER] }),
    sample: JSON.stringify([[MARKER]]),
    mapping: JSON.stringify(["sku"]),
    options: "{}",
    check_run_id: run,
    requested_by: MARKER,
  });
  await put(
    "catalog_import_issue",
    { import_id: catalogImport, run_id: run, row: 2, number: 0, severity: "error", code: MARKER, message: MARKER },
    "row",
  );
  await put(
    "catalog_import_key",
    { import_id: catalogImport, phase: "check", kind: "sku", key: MARKER, row: 2 },
    "row",
  );
  await details(put, { connection, product, variant, location: location.id, category, listing, customer, order });
  const saved = { subject: "orders", name: MARKER, created_at: new Date(), updated_at: new Date() };
  const view = await put("saved_view", { member_id: memberId, is_shared: true, ...saved });
  const reported = await webhookEndpointSamples(put, MARKER);
  const items = { order, orderLine, variant, connection, location: location.id, marker: MARKER };
  const own = {
    "webhook-endpoints": reported.endpoint,
    notifications: await pushDeviceSample(put, MARKER, member.user_id),
    stores: connection,
    "listing-drafts": await listingDraftSample(put, { connection, product, marker: MARKER }),
    ...{ sandboxes: connection, webhooks: connection },
    integrations: connection,
    mappings: listing,
    products: product,
    variants: variant,
    categories: category,
    imports: catalogImport,
    locations: location.id,
    inventory: variant,
    "stock-documents": stockDocument,
    "stock-counts": stockCount,
    "stock-reservations": reservation,
    orders: order,
    returns: orderReturn,
    customers: customer,
    runs: run,
    ...{ alerts: alert, ...(await automationSample(put, { order, marker: MARKER })) },
    conflicts: conflict,
    "stock-holds": hold,
    "price-rules": priceRule,
    "fx-rates": rate,
    members: memberId,
    ...(await accessSamples(put, { member: memberId, marker: MARKER })),
    organizations: organization,
    users: member.user_id,
    views: view,
    marketing: await marketingSample(put, { connection, marker: MARKER }),
    ...bought,
    ...(await promotionSamples(put, { order, marker: MARKER })),
    ...(await shipmentSample(put, items)),
  };
  const named = {
    connectionId: connection,
    storeId: connection,
    ...{ variantId: variant, productId: product },
    locationId: location.id,
    listingId: listing,
    productListingId: productListing,
    intoId: otherCategory,
    from: twin,
    customerId: customer,
    otherId: twin,
    mergeId: merge,
    orderId: order,
    commandId: command,
    lineId: returnLine,
    "orders.lineId": orderLine,
    returnId: orderReturn,
    eventId: event,
    fileId: channelFile,
    categoryId: category,
    runId: run,
    deliveryId: reported.delivery,
    ...(await posSamples(put, { location: location.id, variant, order, command, marker: MARKER })),
    ...(await invoiceSamples(put, { order, connection, marker: MARKER })),
  };
  return { ids: { ...own, ...named } };
}

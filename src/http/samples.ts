import type { OrganizationId } from "../commerce/ids.ts";
import type { TestDatabase } from "../db/testing.ts";

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
  await put("stock_rule", { ...onStore, buffer: 1 }, "connection_id");
}

/** One row of every kind for an organization, its texts marked. */
export async function world(db: TestDatabase, organization: OrganizationId, memberId: string): Promise<World> {
  const { owner } = db;
  const put: Put = async (table, row, key = "id") => {
    const columns = Object.keys(row);
    const values = columns.map((_, index) => `$${index + 2}`);
    const made = await owner.one<Record<string, string>>(
      `insert into ${table} (organization_id, ${columns.join(", ")}) values ($1, ${values.join(", ")}) returning ${key}`,
      [organization, ...Object.values(row)],
    );
    return String(made[key]);
  };
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
  await put("level", { variant_id: variant, location_id: location.id, on_hand: 7 }, "variant_id");
  const category = await put("category", { name: MARKER });
  const productListing = await put("product_listing", { connection_id: connection, ext_key: MARKER, title: MARKER });
  const listing = await put("listing", {
    connection_id: connection,
    product_listing_id: productListing,
    ext_key: MARKER,
    sku: MARKER,
    title: MARKER,
  });
  const customer = await put("customer", { name: MARKER, email: `${MARKER}@example.test` });
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
    placed_at: new Date(),
  });
  await put("order_line", {
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
  await details(put, { connection, product, variant, location: location.id, category, listing, customer, order });
  const key = await put("auth.api_key", {
    name: MARKER,
    start: MARKER,
    key_hash: Buffer.from(MARKER),
    member_id: memberId,
    role: "viewer",
  });
  const invitation = await put("auth.invitation", {
    email: `${MARKER}@example.test`,
    role: "viewer",
    token_hash: Buffer.from(MARKER),
    invited_by: MARKER,
    expires_at: new Date("2030-01-01"),
  });
  const own = {
    stores: connection,
    connections: connection,
    webhooks: connection,
    integrations: connection,
    mappings: listing,
    products: product,
    variants: variant,
    categories: category,
    locations: location.id,
    inventory: variant,
    orders: order,
    customers: customer,
    runs: run,
    alerts: alert,
    conflicts: conflict,
    members: memberId,
    invitations: invitation,
    "api-keys": key,
    organizations: organization,
  };
  const named = {
    connectionId: connection,
    storeId: connection,
    variantId: variant,
    productId: product,
    locationId: location.id,
    listingId: listing,
    customerId: customer,
    orderId: order,
    commandId: command,
    eventId: event,
    categoryId: category,
    runId: run,
  };
  return { ids: { ...own, ...named } };
}

/** The query root of the emulated Admin API. */

import { connect, type PageArgs, type Sorted } from "../../connectors/kit/sandbox/relay.ts";
import { MOST } from "./limits.ts";
import { paymentsView } from "./payouts.ts";
import { promotionQueries } from "./promotions.ts";
import { matches, type Searchable } from "./search.ts";
import type { ShopState } from "./state.ts";
import { variantOfItem } from "./state.ts";
import type { Scope } from "./views.ts";
import * as view from "./views.ts";

type SearchArgs = PageArgs & { readonly query?: string | null; readonly sortKey?: string };
type IdArgs = { readonly id: string };

/** The number at the end of a gid. */
export function numberIn(gid: string): string {
  return gid.split("?")[0]?.split("/").at(-1) ?? "";
}

function search<Row extends { readonly id: string }>(
  scope: Scope,
  rows: Iterable<Row>,
  args: SearchArgs,
  options: { fields(row: Row): Searchable; view(row: Row): unknown; defaultSort: string },
) {
  const sortField = (args.sortKey ?? options.defaultSort).toLowerCase();
  const found: Sorted<Row>[] = [];
  for (const row of rows) {
    const fields = options.fields(row);
    if (!matches(args.query, fields)) continue;
    found.push({ row, id: row.id, sort: sortField === "id" ? "" : (fields[sortField] ?? "") });
  }
  return connect(found, args, { most: MOST, unlimited: scope.unlimited, view: options.view });
}

export function queryRoot(scope: Scope): Record<string, unknown> {
  const { state } = scope;
  return {
    shop: () => ({
      id: "gid://shopify/Shop/548380009",
      name: state.name,
      email: "owner@example.test",
      shopOwnerName: "Maya Owner",
      shopAddress: { id: "gid://shopify/ShopAddress/1", countryCodeV2: "GR" },
      myshopifyDomain: state.domain,
      currencyCode: state.currency,
      ianaTimezone: "Europe/Athens",
      plan: { publicDisplayName: "Shopify Plus", partnerDevelopment: false, shopifyPlus: true },
    }),
    currentAppInstallation: () => ({
      id: "gid://shopify/AppInstallation/1",
      accessScopes: state.scopes.map((handle) => ({ handle, description: handle })),
    }),
    publicApiVersions: () =>
      ["2026-01", "2026-04", "2026-07", "2026-10"].map((handle) => ({ handle, displayName: handle, supported: true })),
    locations: (args: SearchArgs & { includeInactive?: boolean }) =>
      search(
        scope,
        state.locations.filter((location) => location.active || args.includeInactive === true),
        args,
        {
          fields: (location) => ({ name: location.name }),
          view: view.locationView,
          defaultSort: "name",
        },
      ),
    shopifyPaymentsAccount: () => paymentsView(scope),
    ...catalogQueries(scope),
    ...orderQueries(scope),
    ...promotionQueries(scope),
    webhookSubscriptions: (args: SearchArgs & { topics?: readonly string[]; uri?: string }) =>
      search(
        scope,
        [...state.subscriptions.values()].filter(
          (row) => (!args.topics || args.topics.includes(row.topic)) && (!args.uri || args.uri === row.uri),
        ),
        args,
        {
          fields: (row) => ({ created_at: row.createdAt }),
          view: view.subscriptionView,
          defaultSort: "created_at",
        },
      ),
    bulkOperation: ({ id }: IdArgs) => bulkView(state, numberIn(id)),
    node: ({ id }: IdArgs) => nodeById(scope, id),
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => nodeById(scope, id)),
  };
}

function catalogQueries(scope: Scope): Record<string, unknown> {
  const { state } = scope;
  return {
    products: (args: SearchArgs) =>
      search(scope, state.products.values(), args, {
        fields: (row) => ({
          updated_at: row.updatedAt,
          created_at: row.createdAt,
          title: row.title,
          handle: row.handle,
          status: row.status,
        }),
        view: (row) => view.productView(scope, row),
        defaultSort: "id",
      }),
    product: ({ id }: IdArgs) => nodeById(scope, id),
    productByIdentifier: ({ identifier }: { identifier: { id?: string; handle?: string } }) => {
      const found = [...state.products.values()].find(
        (row) => row.handle === identifier.handle || (identifier.id && row.id === numberIn(identifier.id)),
      );
      return found ? view.productView(scope, found) : null;
    },
    productVariants: (args: SearchArgs) =>
      search(scope, state.variants.values(), args, {
        fields: (row) => ({ sku: row.sku, barcode: row.barcode, updated_at: row.updatedAt }),
        view: (row) => view.variantView(scope, row),
        defaultSort: "id",
      }),
    productVariant: ({ id }: IdArgs) => nodeById(scope, id),
    inventoryItem: ({ id }: IdArgs) => nodeById(scope, id),
    location: ({ id }: IdArgs) => nodeById(scope, id),
    ...groupQueries(scope),
  };
}

/** Publications and collections. */
function groupQueries(scope: Scope): Record<string, unknown> {
  const { state } = scope;
  return {
    publications: (args: SearchArgs) =>
      search(scope, state.publications, args, {
        fields: () => ({}),
        defaultSort: "id",
        view: (row) => ({
          id: `gid://shopify/Publication/${row.id}`,
          catalog: {
            __typename: "AppCatalog",
            id: `gid://shopify/AppCatalog/${row.id}`,
            title: row.title,
            status: "ACTIVE",
          },
        }),
      }),
    collections: (args: SearchArgs) =>
      search(scope, state.collections.values(), args, {
        fields: (row) => ({ title: row.title, updated_at: row.updatedAt }),
        view: (row) => view.collectionView(scope, row),
        defaultSort: "id",
      }),
    collection: ({ id }: IdArgs) => nodeById(scope, id),
  };
}

function orderQueries(scope: Scope): Record<string, unknown> {
  const { state } = scope;
  return {
    orders: (args: SearchArgs) =>
      search(scope, state.orders.values(), args, {
        fields: (row) => ({
          updated_at: row.updatedAt,
          created_at: row.createdAt,
          processed_at: row.createdAt,
          name: row.name,
          gateway: row.gateways.join(" "),
          source_identifier: row.sourceIdentifier,
        }),
        view: (row) => view.orderView(scope, row),
        defaultSort: "processed_at",
      }),
    order: ({ id }: IdArgs) => nodeById(scope, id),
    fulfillmentOrder: ({ id }: IdArgs) => nodeById(scope, id),
    return: ({ id }: IdArgs) => {
      const number = numberIn(id);
      for (const order of state.orders.values()) {
        const row = order.returns.find((one) => one.id === number);
        if (row) return view.orderReturnView(scope, order, row);
      }
      return null;
    },
    customers: (args: SearchArgs) =>
      search(scope, state.customers.values(), args, {
        fields: (row) => ({ updated_at: row.updatedAt, email: row.email }),
        view: view.customerView,
        defaultSort: "id",
      }),
    job: ({ id }: IdArgs) => {
      const job = state.jobs.get(numberIn(id));
      return job ? { id, done: job.done } : { id, done: true };
    },
  };
}

function bulkView(state: ShopState, id: string): unknown {
  const bulk = state.bulks.get(id);
  if (!bulk) return null;
  const url = bulk.lines === "" ? null : `${state.url()}/bulk/${bulk.id}.jsonl?signature=x`;
  return {
    __typename: "BulkOperation",
    id: `gid://shopify/BulkOperation/${bulk.id}`,
    status: bulk.status,
    errorCode: null,
    type: "QUERY",
    query: bulk.query,
    createdAt: bulk.createdAt,
    completedAt: bulk.createdAt,
    objectCount: String(bulk.objectCount),
    rootObjectCount: String(bulk.rootCount),
    fileSize: String(bulk.lines.length),
    url,
    partialDataUrl: null,
  };
}

function nodeById(scope: Scope, gid: string): unknown {
  const { state } = scope;
  const type = /^gid:\/\/shopify\/(\w+)\//.exec(gid)?.[1] ?? "";
  const id = numberIn(gid);
  switch (type) {
    case "Product": {
      const row = state.products.get(id);
      return row ? view.productView(scope, row) : null;
    }
    case "ProductVariant": {
      const row = state.variants.get(id);
      return row ? view.variantView(scope, row) : null;
    }
    case "InventoryItem": {
      const row = variantOfItem(state, id);
      return row ? view.itemView(scope, row) : null;
    }
    case "Location": {
      const row = state.locations.find((location) => location.id === id);
      return row ? view.locationView(row) : null;
    }
    case "Collection": {
      const row = state.collections.get(id);
      return row ? view.collectionView(scope, row) : null;
    }
    case "BulkOperation":
      return bulkView(state, id);
    default:
      return orderNode(scope, type, id);
  }
}

function orderNode(scope: Scope, type: string, id: string): unknown {
  const { state } = scope;
  if (type === "Order") {
    const row = state.orders.get(id);
    return row ? view.orderView(scope, row) : null;
  }
  for (const order of state.orders.values()) {
    const fulfilment = type === "Fulfillment" && order.fulfilments.find((row) => row.id === id);
    if (fulfilment) return view.fulfilmentView(scope, order, fulfilment);
    const refund = type === "Refund" && order.refunds.find((row) => row.id === id);
    if (refund) return view.refundView(scope, order, refund);
    const entry = type === "FulfillmentOrder" && order.fulfilmentOrders.find((row) => row.id === id);
    if (entry) return view.fulfilmentOrderView(scope, order, entry);
  }
  return null;
}

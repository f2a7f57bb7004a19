/** Every GraphQL document this connector sends. `safe`: sending it twice does no harm. */
import { readDocument, writeDocument } from "../../src/connectors/kit/graphql/graphql.ts";

/** Calls are counted, not points: each costs one. */
const COST = 1;

const PRODUCT = `id title description status updated_at variants { id sku barcode option price stock }`;
const ORDER = `id number status payment_method is_paid currency created_at updated_at total shipping notes
  tracking { id carrier number } customer { name email phone }
  lines { id variant_id product_id sku title quantity shipped price }`;
const PAGE = `pageInfo { hasNextPage endCursor }`;

export const SHOP = readDocument("shop.get", COST)`query Shop { shop { id name currency } }`;

export const LISTS = {
  products: readDocument(
    "products.list",
    COST,
  )`query Products($after: String, $since: String) { products(first: 100, after: $after, updatedSince: $since) { nodes { ${PRODUCT} } ${PAGE} } }`,
  orders: readDocument(
    "orders.list",
    COST,
  )`query Orders($after: String, $since: String) { orders(first: 100, after: $after, updatedSince: $since) { nodes { ${ORDER} } ${PAGE} } }`,
} as const;

export const ONE = {
  products: readDocument("products.get", COST)`query Product($id: ID!) { one: product(id: $id) { ${PRODUCT} } }`,
  orders: readDocument("orders.get", COST)`query Order($id: ID!) { one: order(id: $id) { ${ORDER} } }`,
} as const;

export const PRODUCTS_OF_SKU = readDocument(
  "products.bySku",
  COST,
)`query ProductsOfSku($sku: String!, $after: String) { products(first: 100, after: $after, sku: $sku) { nodes { ${PRODUCT} } ${PAGE} } }`;

const errors = "errors { field message code }";

/** Each takes an idempotency key. */
export const ACTS = {
  fulfilments: writeDocument(
    "orders.fulfilments",
    COST,
    true,
  )`mutation Fulfil($id: ID!, $key: String!, $input: JSON!) { done: orderFulfil(id: $id, key: $key, parcel: $input) { order { ${ORDER} } ${errors} } }`,
  cancel: writeDocument(
    "orders.cancel",
    COST,
    true,
  )`mutation Cancel($id: ID!, $key: String!) { done: orderCancel(id: $id, key: $key) { order { ${ORDER} } ${errors} } }`,
  notes: writeDocument(
    "orders.notes",
    COST,
    true,
  )`mutation Note($id: ID!, $key: String!, $input: JSON!) { done: orderNote(id: $id, key: $key, note: $input) { order { ${ORDER} } ${errors} } }`,
} as const;

export const STOCK_READ = readDocument(
  "stock.get",
  COST,
)`query Stock($ids: [ID!]!) { items: stock(ids: $ids) { variant_id quantity } }`;

const STOCK = `mutation SetStock($items: [StockItem!]!) { results: stockSet(items: $items) { variant_id status quantity message } }`;
export const STOCK_SET = writeDocument("stock.set", COST, true)`${STOCK}`;
/** Against an expectation: sent twice, the second is refused by the first. */
export const STOCK_COMPARED = writeDocument("stock.set", COST)`${STOCK}`;

// #if webhooks
export const HOOKS = readDocument("webhooks.list", COST)`query Hooks { webhooks { id url active } }`;
export const HOOK_ADD = writeDocument(
  "webhooks.create",
  COST,
)`mutation AddHook($url: String!, $secret: String!) { done: webhookAdd(url: $url, secret: $secret) { webhook { id url active } ${errors} } }`;
export const HOOK_DROP = writeDocument(
  "webhooks.delete",
  COST,
  true,
)`mutation DropHook($id: ID!) { webhookDrop(id: $id) }`;
// #end

/**
 * Every GraphQL document the connector sends, with its greatest cost in points. Costs follow the published
 * rules (object 1, connection times its size, mutation 10 more; sheet section 3); the bucket is corrected by
 * `extensions.cost` of each answer. spec.test.ts checks all of them against the official 2026-10 schema.
 */

import { readDocument as read, writeDocument as write } from "../kit/graphql/graphql.ts";

/** A single query above this is refused with MAX_COST_EXCEEDED (docs: rate limits; read 2026-11). */
export const MAX_QUERY_COST = 1000;

export const SHOP = read("shop.get", 13)`query ArgosyShop {
  shop { id name email shopOwnerName shopAddress { countryCodeV2 } myshopifyDomain currencyCode ianaTimezone plan { publicDisplayName partnerDevelopment } }
  currentAppInstallation { accessScopes { handle } }
  publicApiVersions { handle supported }
}`;

export const LOCATIONS = read("locations.list", 52)`query ArgosyLocations($after: String) {
  locations(first: 50, after: $after, includeInactive: true, includeLegacy: true) { nodes { id name isActive isFulfillmentService } pageInfo { hasNextPage endCursor } }
}`;

const PRODUCT_FIELDS = `id title descriptionHtml vendor status isGiftCard handle updatedAt onlineStoreUrl`;
const VARIANT_FIELDS = `id title sku barcode price compareAtPrice requiresComponents selectedOptions { name value }`;
const ITEM_FIELDS = `id tracked unitCost { amount currencyCode } measurement { weight { unit value } }`;

const PRODUCT_FRAGMENTS = `
fragment ProductParts on Product {
  ${PRODUCT_FIELDS}
  media(first: 10) { nodes { id alt ... on MediaImage { image { url } } } }
  collections(first: 10) { nodes { id } }
}
fragment VariantParts on ProductVariant {
  ${VARIANT_FIELDS}
  inventoryItem { ${ITEM_FIELDS} inventoryLevels(first: $levels) { nodes { location { id } quantities(names: ["available", "committed"]) { name quantity } } pageInfo { hasNextPage } } }
}`;

/** Points of one variant with `levels` locations, and of the product around it. */
export const VARIANT_COST = (levels: number): number => 6 + 3 * levels;
export const PRODUCT_COST = 32;
/** Variants read with their product; the rest is paged. */
export const VARIANTS_IN_LIST = 5;

export const PRODUCTS_PAGE = read(
  "products.list",
  950,
)`query ArgosyProducts($first: Int!, $after: String, $query: String, $sort: ProductSortKeys!, $variants: Int!, $levels: Int!) {
  products(first: $first, after: $after, query: $query, sortKey: $sort) {
    nodes { ...ProductParts variants(first: $variants) { nodes { ...VariantParts } pageInfo { hasNextPage endCursor } } }
    pageInfo { hasNextPage endCursor }
  }
}${PRODUCT_FRAGMENTS}`;

export const PRODUCT_GET = read("products.get", 950)`query ArgosyProduct($id: ID!, $variants: Int!, $levels: Int!) {
  product(id: $id) { ...ProductParts variants(first: $variants) { nodes { ...VariantParts } pageInfo { hasNextPage endCursor } } }
}${PRODUCT_FRAGMENTS}`;

export const PRODUCT_VARIANTS = read(
  "products.variants",
  950,
)`query ArgosyVariants($id: ID!, $variants: Int!, $levels: Int!, $after: String) {
  product(id: $id) { id variants(first: $variants, after: $after) { nodes { ...VariantParts } pageInfo { hasNextPage endCursor } } }
}
fragment VariantParts on ProductVariant {
  ${VARIANT_FIELDS}
  inventoryItem { ${ITEM_FIELDS} inventoryLevels(first: $levels) { nodes { location { id } quantities(names: ["available", "committed"]) { name quantity } } pageInfo { hasNextPage } } }
}`;

export const VARIANTS_BY_SKU = read("products.by_sku", 510)`query ArgosySkus($query: String!, $after: String) {
  productVariants(first: 250, query: $query, after: $after) { nodes { id sku product { id } } pageInfo { hasNextPage endCursor } }
}`;

export const PRODUCT_BY_HANDLE = read(
  "products.by_handle",
  110,
)`query ArgosyHandle($identifier: ProductIdentifierInput!) {
  productByIdentifier(identifier: $identifier) { id variants(first: 100) { nodes { sku } } }
}`;

/** Options of the variants a product has, so that a push keeps those that are not ours. */
export const PRODUCT_SHAPE = read("products.shape", 510)`query ArgosyShape($id: ID!, $after: String) {
  product(id: $id) {
    id status
    media(first: 1) { nodes { id } }
    variants(first: 240, after: $after) { nodes { id sku selectedOptions { name value } } pageInfo { hasNextPage endCursor } }
  }
}`;

export const PRODUCT_SET = write(
  "products.set",
  250,
)`mutation ArgosyProductSet($identifier: ProductSetIdentifiers, $input: ProductSetInput!) {
  productSet(identifier: $identifier, input: $input, synchronous: true) { product { id } userErrors { field message code } }
}`;

export const PRODUCT_DELETE = write(
  "products.delete",
  15,
  true,
)`mutation ArgosyProductDelete($input: ProductDeleteInput!) {
  productDelete(input: $input) { deletedProductId userErrors { field message } }
}`;

export const PUBLICATIONS = read("publications.list", 60)`query ArgosyPublications {
  publications(first: 25, catalogType: APP) { nodes { id catalog { title } } }
}`;

export const PUBLISH = write(
  "products.publish",
  15,
  true,
)`mutation ArgosyPublish($id: ID!, $input: [PublicationInput!]!) {
  publishablePublish(id: $id, input: $input) { userErrors { field message } }
}`;

export const PRICES_SET = write(
  "prices.set",
  300,
  true,
)`mutation ArgosyPrices($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $productId, variants: $variants, allowPartialUpdates: true) {
    productVariants { id price compareAtPrice }
    userErrors { field message code }
  }
}`;

export const STOCK_READ = read("stock.read", 950)`query ArgosyStock($ids: [ID!]!, $levels: Int!) {
  nodes(ids: $ids) { ... on InventoryItem { id tracked inventoryLevels(first: $levels) { nodes { location { id } quantities(names: ["available", "committed"]) { name quantity } } pageInfo { hasNextPage } } } }
}`;

export const STOCK_SET = write(
  "stock.set",
  15,
  true,
)`mutation ArgosyStockSet($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { inventoryAdjustmentGroup { id } userErrors { field message code } }
}`;

export const STOCK_ACTIVATE = write(
  "stock.activate",
  20,
  true,
)`mutation ArgosyStockActivate($item: ID!, $location: ID!, $available: Int!, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) {
    inventoryLevel { id }
    userErrors { field message }
  }
}`;

/** Bulk queries take edges only, at most five connections and two levels of nesting (docs: bulk operations). */
export const BULK_PRODUCTS = `{
  products {
    edges { node {
      __typename ${PRODUCT_FIELDS}
      media { edges { node { __typename id alt ... on MediaImage { image { url } } } } }
      collections { edges { node { __typename id } } }
      variants { edges { node {
        __typename ${VARIANT_FIELDS}
        inventoryItem { ${ITEM_FIELDS} inventoryLevels { edges { node { __typename id item { id } location { id } quantities(names: ["available", "committed"]) { name quantity } } } } }
      } } }
    } }
  }
}`;

export const BULK_RUN = write("bulk.run", 15)`mutation ArgosyBulkRun($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) { bulkOperation { id status } userErrors { field message code } }
}`;

export const BULK_GET = read(
  "bulk.get",
  2,
)`query ArgosyBulk($id: ID!) { bulkOperation(id: $id) { id status errorCode createdAt rootObjectCount url } }`;

export const COLLECTIONS_PAGE = read("collections.list", 110)`query ArgosyCollections($after: String, $query: String) {
  collections(first: 100, after: $after, query: $query, sortKey: ID) { nodes { id title handle updatedAt } pageInfo { hasNextPage endCursor } }
}`;

export const COLLECTION_CREATE = write(
  "collections.create",
  15,
)`mutation ArgosyCollectionCreate($collection: CollectionCreateInput!) {
  collectionCreate(collection: $collection) { collection { id } userErrors { field message } }
}`;

export const COLLECTION_DELETE = write(
  "collections.remove",
  12,
  true,
)`mutation ArgosyCollectionDelete($input: CollectionDeleteInput!) {
  collectionDelete(input: $input) { deletedCollectionId userErrors { field message } }
}`;

export const COLLECTION_UPDATE = write(
  "collections.update",
  15,
  true,
)`mutation ArgosyCollectionUpdate($collection: CollectionUpdateInput!) {
  collectionUpdate(collection: $collection) { collection { id } userErrors { field message } }
}`;

export const CUSTOMERS_PAGE = read("customers.list", 320)`query ArgosyCustomers($after: String, $query: String) {
  customers(first: 100, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id displayName updatedAt defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const WEBHOOKS_LIST = read("webhooks.list", 260)`query ArgosyWebhooks($after: String) {
  webhookSubscriptions(first: 250, after: $after) { nodes { id topic uri } pageInfo { hasNextPage endCursor } }
}`;

export const WEBHOOK_CREATE = write(
  "webhooks.create",
  15,
  true,
)`mutation ArgosyWebhookCreate($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) { webhookSubscription { id } userErrors { field message } }
}`;

export const WEBHOOK_DELETE = write("webhooks.delete", 15, true)`mutation ArgosyWebhookDelete($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}`;

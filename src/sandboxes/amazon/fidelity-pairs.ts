/** The official sandbox's pairs of request and answer, out of the Swagger models, for the operations this connector uses. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../commerce/product.ts";

export interface Pair {
  readonly name: string;
  readonly operation: string;
  readonly method: string;
  /** With the placeholders of the model. */
  readonly path: string;
  readonly status: number;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly body: Json;
}

const MODELS: Readonly<Record<string, readonly string[]>> = {
  "orders-api-model/orders_2026-01-01.json": ["searchOrders", "getOrder"],
  "orders-api-model/ordersV0.json": ["confirmShipment"],
  "listings-items-api-model/listingsItems_2021-08-01.json": [
    "searchListingsItems",
    "getListingsItem",
    "patchListingsItem",
    "putListingsItem",
    "deleteListingsItem",
  ],
  "feeds-api-model/feeds_2021-06-30.json": ["createFeed", "getFeed", "createFeedDocument", "getFeedDocument"],
  "sellers-api-model/sellers.json": ["getMarketplaceParticipations"],
  "finances-api-model/finances_2024-06-19.json": ["listTransactions"],
  "notifications-api-model/notifications.json": [
    "getSubscriptions",
    "createSubscription",
    "deleteSubscriptionById",
    "getDestinations",
    "createDestination",
  ],
  "product-type-definitions-api-model/definitionsProductTypes_2020-09-01.json": [
    "searchDefinitionsProductTypes",
    "getDefinitionsProductType",
  ],
  "catalog-items-api-model/catalogItems_2022-04-01.json": ["searchCatalogItems"],
};

interface Model {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId?: string;
  readonly responses?: Readonly<
    Record<string, { readonly "x-amzn-api-sandbox"?: { readonly static?: readonly Example[] } }>
  >;
}

interface Example {
  readonly request?: { readonly parameters?: Readonly<Record<string, { readonly value?: Json }>> };
  readonly response?: Json;
}

export function readPairs(specsDir: string): Pair[] {
  return Object.entries(MODELS).flatMap(([file, expected]) => {
    const model: Model = JSON.parse(readFileSync(join(specsDir, "amazon", "models", file), "utf8"));
    return Object.entries(model.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { operationId = "" }]) => expected.includes(operationId))
        .flatMap(([method, operation]) => pairsOf({ method, path }, operation)),
    );
  });
}

function pairsOf(where: { readonly method: string; readonly path: string }, operation: Operation): Pair[] {
  const name = operation.operationId ?? "";
  return Object.entries(operation.responses ?? {}).flatMap(([status, answer]) =>
    (answer["x-amzn-api-sandbox"]?.static ?? []).map(({ request, response }, index) => ({
      name: `${name} ${status} #${index + 1}`,
      operation: name,
      method: where.method.toUpperCase(),
      path: where.path,
      status: Number(status),
      parameters: Object.fromEntries(
        Object.entries(request?.parameters ?? {}).flatMap(([key, { value }]) =>
          value === undefined ? [] : [[key, value]],
        ),
      ),
      body: response ?? null,
    })),
  );
}

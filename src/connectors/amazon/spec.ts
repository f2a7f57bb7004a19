/** Every exchange against the official Swagger models, and feeds against their JSON schemas, when SPECS_DIR is set. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import { jsonSchemaChecker, openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator, SpecCheck, SpecValidator } from "../kit/testing/specs.ts";

const MODELS = [
  "orders-api-model/orders_2026-01-01.json",
  "orders-api-model/ordersV0.json",
  "listings-items-api-model/listingsItems_2021-08-01.json",
  "feeds-api-model/feeds_2021-06-30.json",
  "sellers-api-model/sellers.json",
  "finances-api-model/finances_2024-06-19.json",
  "reports-api-model/reports_2021-06-30.json",
  "notifications-api-model/notifications.json",
  "product-type-definitions-api-model/definitionsProductTypes_2020-09-01.json",
  "catalog-items-api-model/catalogItems_2022-04-01.json",
  "fba-inventory-api-model/fbaInventory.json",
];

const read = (path: string): object => JSON.parse(readFileSync(path, "utf8"));

export const spec: MakeSpecValidator = (dir) => {
  const root = join(dir, "amazon");
  const validators = MODELS.map((model) =>
    openApiSpec({ document: read(join(root, "models", model)), pathOf: ({ url }) => new URL(url).pathname }),
  );
  const feed = jsonSchemaChecker(read(join(root, "schemas/feeds/listings-feed-schema-v2.json")));
  /** What the first model that knows the path says. */
  const ask = (side: keyof SpecValidator, exchange: Exchanged): SpecCheck => {
    for (const validator of validators) {
      const verification = validator[side](exchange);
      if (verification !== "uncovered") return verification;
    }
    return "uncovered";
  };
  return {
    request: (exchange) =>
      isListingsFeed(exchange) ? verification(feed(JSON.parse(exchange.requestBody))) : ask("request", exchange),
    // An answer without a request id is none of the API's: the suite's own, put in its place.
    response: (exchange) =>
      exchange.responseHeaders["x-amzn-requestid"] === undefined ? "uncovered" : ask("response", exchange),
  };
};

const isListingsFeed = ({ operation, requestBody }: Exchanged): boolean =>
  operation === "document.upload" && requestBody.startsWith('{"header"');

const verification = (problems: readonly string[]): SpecCheck => (problems.length === 0 ? "valid" : problems);

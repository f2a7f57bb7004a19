/** One way to call the Admin GraphQL API, and what its calls cost. */
import type { Bucket } from "../kit/contract/contract.ts";
import { learnCost } from "../kit/graphql/cost.ts";
import { graphqlClient } from "../kit/graphql/graphql.ts";
import { refuseUserErrors as refuse, type UserError } from "../kit/graphql/refusals.ts";

/** Newest stable version (stable since 2026-10-01, supported until at least 2027-10-01). */
export const API_VERSION = "2026-10";
const GRAPHQL_PATH = `/admin/api/${API_VERSION}/graphql.json`;

/** Throws ConnectorError as `classify` says. Errors beside personal fields alone are logged, the blanked fields stay null. */
export const graphql = graphqlClient({
  path: GRAPHQL_PATH,
  seen({ headers }, ctx) {
    const answered = headers["x-shopify-api-version"];
    if (answered !== undefined && answered !== API_VERSION)
      ctx.drift({
        path: "X-Shopify-API-Version",
        problem: `asked for ${API_VERSION}, Shopify answered with ${answered}`,
      });
  },
});

/** The bucket of calculated query cost: per app and store, learnt from every answer (docs: rate limits, 2026-11). */
export const COST_BUCKET: Bucket = {
  id: "graphql-cost",
  scope: "grant",
  operations: [
    "shop.*",
    "locations.*",
    "products.*",
    "publications.*",
    "prices.*",
    "stock.*",
    "bulk.run",
    "bulk.get",
    "collections.*",
    "customers.*",
    "webhooks.*",
    "orders.*",
    "payouts.*",
    "discounts.*",
    "giftCards.*",
    "fulfilment.*",
    "fulfilments.*",
    "fulfilment_orders.*",
    "jobs.*",
    "refunds.*",
  ],
  rate: 100,
  burst: 1000,
  concurrency: 4,
  learn: (response) => learnCost(response.text),
  source: "shopify.dev rate limits, read 2026-11: 100 points/s on the standard plan; corrected by extensions.cost",
};

/** Throws `rejected` with Shopify's words when a mutation answered with userErrors. */
export const refuseUserErrors = (errors: readonly UserError[], what: string): void =>
  refuse(errors, { by: "Shopify", what });

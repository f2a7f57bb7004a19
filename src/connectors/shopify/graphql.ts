/** One way to call the Admin GraphQL API: sends a document, checks the version that answered, reads the data. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Bucket, Context } from "../kit/contract.ts";
import { ConnectorError } from "../kit/errors.ts";
import { parseAtDoor } from "../kit/parse.ts";
import { errorWords } from "./errors.ts";
import type { Document } from "./queries.ts";

/** Newest stable version (stable since 2026-10-01, supported until at least 2027-10-01). */
export const API_VERSION = "2026-10";
export const GRAPHQL_PATH = `/admin/api/${API_VERSION}/graphql.json`;

export interface Call<T extends z.ZodType> {
  readonly variables: Readonly<Record<string, Json>>;
  /** Shape of `data`. */
  readonly schema: T;
  /** What is being read or done, for people: "order 1042". */
  readonly what: string;
  /** Points, where the variables make it much less than the document's greatest cost. */
  readonly cost?: number | undefined;
}

/**
 * Sends `document` and parses `data` with `schema`. Throws ConnectorError as `classify` says, drift when the
 * data has another shape. Errors beside personal fields alone are logged, the blanked fields stay null.
 */
export async function graphql<T extends z.ZodType>(
  ctx: Context,
  document: Document,
  call: Call<T>,
): Promise<z.output<T>> {
  const { variables, schema, what } = call;
  const { body, response } = await ctx.http.json({
    method: "POST",
    url: GRAPHQL_PATH,
    json: { query: document.text, variables },
    operation: document.operation,
    safe: document.safe,
    cost: call.cost ?? document.cost,
  });
  const answered = response.headers["x-shopify-api-version"];
  if (answered !== undefined && answered !== API_VERSION)
    ctx.drift({
      path: "X-Shopify-API-Version",
      problem: `asked for ${API_VERSION}, Shopify answered with ${answered}`,
    });
  const words = errorWords(body);
  if (words) ctx.log.warn("Shopify withheld personal fields", { operation: document.operation, words });
  const envelope = parseAtDoor(z.object({ data: z.custom<Json>() }), body, { ctx, what });
  return parseAtDoor(schema, envelope.data, { ctx, what });
}

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

const THROTTLE_STATUS =
  /"throttleStatus"\s*:\s*\{[^}]*?"maximumAvailable"\s*:\s*([\d.]+)[^}]*?"currentlyAvailable"\s*:\s*([\d.]+)[^}]*?"restoreRate"\s*:\s*([\d.]+)/;

/** Reads the end of the body alone: extensions come last, and a page may be megabytes. */
export function learnCost(text: string): { available: number; burst: number; rate: number } | null {
  const match = THROTTLE_STATUS.exec(text.slice(-1500));
  if (!match) return null;
  const [, burst, available, rate] = match.map(Number);
  if (burst === undefined || available === undefined || rate === undefined || rate <= 0) return null;
  return { available, burst, rate };
}

export const userError = z.object({
  field: z.array(z.string()).nullish(),
  message: z.string(),
  code: z.string().nullish(),
});
export type UserError = z.output<typeof userError>;
export const userErrors = z.array(userError);

/** "variants.0.price: must be positive", for people. */
export function userErrorWords(errors: readonly UserError[]): string {
  return errors
    .slice(0, 5)
    .map((error) => (error.field?.length ? `${error.field.join(".")}: ${error.message}` : error.message))
    .join("; ");
}

/** Throws `rejected` with Shopify's words when a mutation answered with userErrors. */
export function refuseUserErrors(errors: readonly UserError[], what: string): void {
  const first = errors[0];
  if (!first) return;
  throw new ConnectorError(
    { kind: "rejected", field: first.field?.join(".") ?? undefined, code: first.code ?? "USER_ERROR" },
    `Shopify refused ${what}: ${userErrorWords(errors)}`,
    {
      details: errors.map((error) => ({
        field: error.field?.join(".") ?? null,
        message: error.message,
        code: error.code ?? null,
      })),
    },
  );
}

export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });

/** A Relay connection of `node`s. */
export function connection<T extends z.ZodType>(node: T) {
  return z.object({ nodes: z.array(node), pageInfo });
}

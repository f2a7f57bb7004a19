/** Validation of every exchange against Shopify's own Admin schema, used when SPECS_DIR is set. */
import { join } from "node:path";
import { graphqlSpec } from "../kit/testing/spec-graphql.ts";
import type { MakeSpecValidator } from "../kit/testing/specs.ts";

/** Introspection of 2026-10 as Shopify publishes it in the npm package @shopify/dev-mcp. */
export const SCHEMA_FILE = "shopify/admin_2026-10.json.gz";

export const spec: MakeSpecValidator = (dir) =>
  graphqlSpec({
    schemaFile: join(dir, SCHEMA_FILE),
    isGraphql: (exchange) => exchange.url.includes("/graphql.json"),
    innerDocuments: ["query"],
  });

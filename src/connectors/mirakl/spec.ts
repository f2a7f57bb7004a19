/** Every exchange against Mirakl's own description of the seller APIs, used when SPECS_DIR is set. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator } from "../kit/testing/specs.ts";

interface Operation {
  parameters?: object[];
  responses?: Record<string, unknown>;
  requestBody?: { content?: Record<string, unknown> };
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { properties?: Record<string, object> }> };
}

/** The paging of lists stands in the general notes, not with the operations (SOURCES.md). */
const PAGING = ["max", "offset", "sort", "order", "limit", "page_token"];

function corrected(read: (file: string) => Document): Document {
  const document = read("mirakl-mmp-seller-openapi.json");
  for (const item of Object.values(document.paths))
    for (const [method, operation] of Object.entries(item)) {
      if (method === "get")
        operation.parameters = [
          ...(operation.parameters ?? []),
          ...PAGING.map((name) => ({ name, in: "query", schema: { type: "string" } })),
        ];
      // Files are no JSON.
      delete operation.requestBody?.content?.["multipart/form-data"];
    }
  allowNull(document);
  return withCatalogManager(document, read("mirakl-mcm-seller-openapi.json"));
}

const CM11 = "/api/mcm/products/sources/status/export";

/** The fate of products is described by the catalogue manager's own page alone. */
function withCatalogManager(document: Document, manager: Document): Document {
  const { [CM11]: sheets = {} } = manager.paths;
  return {
    ...document,
    paths: { ...document.paths, [CM11]: sheets },
    components: { ...document.components, schemas: { ...manager.components.schemas, ...document.components.schemas } },
  };
}

/**
 * Null until the seller has answered (the setting "shipping and billing details before acceptance" of PC01), and once the
 * shop has replied (the description's own words and samples of M10).
 */
const NULLED = ["shipping_address", "billing_address", "shop_reply_needed_since"];

function allowNull({ components }: Document): void {
  for (const schema of Object.values(components.schemas))
    for (const name of NULLED) {
      const property = schema.properties?.[name];
      if (schema.properties && property) schema.properties[name] = { anyOf: [property, { type: "null" }] };
    }
}

export const spec: MakeSpecValidator = (dir) =>
  openApiSpec({
    document: corrected((file) => JSON.parse(readFileSync(join(dir, "mirakl", file), "utf8"))),
    pathOf: ({ url }) => new URL(url).pathname,
  });

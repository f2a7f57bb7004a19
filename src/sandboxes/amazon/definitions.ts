/** Product types and their schemas, and the catalog by barcode. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { REQUIRED } from "./listing-write.ts";
import { STRICT_TYPES, schemaOf } from "./product-types.ts";
import { failure, notFound, ok } from "./replies.ts";
import { type State, secretOf } from "./state.ts";

const TYPES = [
  { name: "HOME", displayName: "Home" },
  { name: "MUG", displayName: "Mugs and cups" },
  { name: "SHIRT", displayName: "Shirts" },
  ...STRICT_TYPES.map(({ name, displayName }) => ({ name, displayName })),
];
const bad = (message: string): SandboxReply => failure(400, "BAD_REQUEST", message);
const VERSION = "UHqSqmb4FNUk=";

export function definitions(request: SandboxRequest, state: State, parts: readonly string[]): SandboxReply {
  const { query } = request;
  if (parts[0] !== "productTypes") return notFound("There is no such resource.");
  if (!query.get("marketplaceIds")) return bad("marketplaceIds is required.");
  const marketplaceIds = [state.marketplaceId];
  const name = parts[1];
  if (name === undefined) {
    const text = (query.get("itemName") ?? query.get("keywords") ?? "").toLowerCase();
    const fits = (type: (typeof TYPES)[number]) => text === "" || text.split(/\W+/).includes(type.name.toLowerCase());
    const found = TYPES.filter(fits);
    return ok({
      productTypes: (found.length > 0 ? found : TYPES.slice(0, 1)).map((type) => ({ ...type, marketplaceIds })),
      productTypeVersion: VERSION,
    });
  }
  const type = TYPES.find((one) => one.name === name);
  if (!type) return bad(`Product type ${name} is not found.`);
  return ok({
    schema: {
      link: {
        resource: `${state.storageUrl()}/schemas/${name}/${query.get("parentageLevel") ?? "NONE"}?X-Amz-Signature=${secretOf(state, 24)}`,
        verb: "GET",
      },
      checksum: "TBr8ubaxXrUyay9hmxUXUw==",
    },
    requirements: query.get("requirements") ?? "LISTING",
    requirementsEnforced: "ENFORCED",
    propertyGroups: { product_identity: { title: "Product Identity", propertyNames: ["item_name", "brand"] } },
    locale: "en_US",
    marketplaceIds,
    productType: name,
    displayName: type.displayName,
    productTypeVersion: { version: VERSION, latest: true, releaseCandidate: false },
  });
}

const PROPERTIES = [
  "item_name",
  "brand",
  "product_description",
  "condition_type",
  "externally_assigned_product_identifier",
  "purchasable_offer",
  "fulfillment_availability",
  "main_product_image_locator",
  "other_product_image_locator_1",
  "supplier_declared_dg_hz_regulation",
];

/** The schema document of a product type, on the storage's host. */
export function handleSchema(request: SandboxRequest): SandboxReply | null {
  if (!request.path.startsWith("/schemas/")) return null;
  if (request.headers["x-amz-access-token"])
    return { status: 403, text: "<Error><Code>InvalidArgument</Code></Error>" };
  const [, , name = "", level = ""] = request.path.split("/");
  const strict = schemaOf(name, level === "CHILD" || level === "PARENT" ? level : "NONE");
  if (strict) return ok(strict);
  const properties = Object.fromEntries(PROPERTIES.map((name) => [name, { type: "array", items: { type: "object" } }]));
  return ok({
    $schema: "https://json-schema.org/draft/2019-09/schema",
    type: "object",
    properties,
    required: REQUIRED,
  });
}

/** The catalog knows what anybody sells: here, the seller's own listings by their barcodes. */
export function catalog({ query }: SandboxRequest, state: State): SandboxReply {
  const identifiers = (query.get("identifiers") ?? "").split(",").filter(Boolean);
  if (!query.get("marketplaceIds") || identifiers.length > 20)
    return failure(400, "400", "Request has missing or invalid parameters and cannot be parsed.");
  const found = [...state.listings.values()].filter(({ attributes }) =>
    (attributes.externally_assigned_product_identifier as { readonly value?: string }[] | undefined)?.some(
      ({ value }) => identifiers.includes(value ?? ""),
    ),
  );
  return ok({ numberOfResults: found.length, items: found.map(({ asin }) => ({ asin })) });
}

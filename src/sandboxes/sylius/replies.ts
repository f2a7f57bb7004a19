/** Answers in the shop's forms: Hydra lists, problems, and the short form of its firewall and router. */
import type { Json } from "../../commerce/product.ts";
import { Refusal, type SandboxReply, type SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { API } from "./state.ts";

type Fields = Readonly<Record<string, Json>>;

const LD = { "content-type": "application/ld+json; charset=utf-8" };
const PROBLEM = { "content-type": "application/problem+json; charset=utf-8" };
const DEFAULT_SIZE = 30;

export const NOT_UNIQUE = "23bd9dbf-6b9b-41cd-a99e-4844bcf3077f";

export function resource(type: string, status: number, json: Fields): SandboxReply {
  return { status, headers: LD, json: { "@context": `${API}/contexts/${type}`, ...json } };
}

export function problem(status: number, detail: string): Refusal {
  const type = `/errors/${status}`;
  const json = {
    "@context": `${API}/contexts/Error`,
    "@id": `${API}${type}`,
    "@type": "hydra:Error",
    detail,
    status,
    type,
    "hydra:description": detail,
    "hydra:title": "An error occurred",
  };
  return new Refusal({ status, headers: PROBLEM, json });
}

export const notFound = () => problem(404, "Not Found");

export interface Violation {
  readonly propertyPath: string;
  readonly message: string;
  readonly code: string | null;
}

export function invalid(...violations: readonly Violation[]): Refusal {
  const detail = violations.map((one) => (one.propertyPath ? `${one.propertyPath}: ` : "") + one.message).join("\n");
  const type = `/validation_errors/${violations[0]?.code ?? "0000000000000e4d0000000000000000"}`;
  const json = {
    "@context": `${API}/contexts/ConstraintViolation`,
    "@id": `${API}${type}`,
    "@type": "ConstraintViolation",
    status: 422,
    violations,
    detail,
    type,
    "hydra:description": detail,
    "hydra:title": "An error occurred",
  };
  return new Refusal({ status: 422, headers: PROBLEM, json });
}

/** What login, unknown routes and wrong methods answer. */
export function short(code: number, message: string): SandboxReply {
  const headers: Record<string, string> = code === 401 ? { "www-authenticate": "Bearer" } : {};
  return { status: code, headers: { ...headers, "content-type": "application/json" }, json: { code, message } };
}

/** The variables each list understands, as its `hydra:search` says. */
const SEARCH: Readonly<Record<string, readonly string[]>> = {
  "/admin/orders": [
    "channel.code",
    "currencyCode",
    "currencyCode[]",
    "customer.id",
    "customer.id[]",
    "items.productName",
    "items.productName[]",
    "shipments.method.code",
    "shipments.method.code[]",
    "items.variant.translations.name",
    "items.variant.translations.name[]",
    "checkoutCompletedAt[before]",
    "checkoutCompletedAt[strictly_before]",
    "checkoutCompletedAt[after]",
    "checkoutCompletedAt[strictly_after]",
    "total[between]",
    "total[gt]",
    "total[gte]",
    "total[lt]",
    "total[lte]",
    "order[number]",
  ],
  "/admin/payments": ["state", "state[]", "order.channel.code", "order.channel.code[]", "order[createdAt]"],
  "/admin/shipments": [
    "state",
    "state[]",
    "order.channel.code",
    "order.channel.code[]",
    "method.code",
    "method.code[]",
  ],
  "/admin/products": [
    "code",
    "translations.name",
    "productTaxons.taxon.code",
    "productTaxons.taxon.code[]",
    "mainTaxon.code",
    "mainTaxon.code[]",
    "channel",
    "order[translation.name]",
    "localeCode for order[translation.name]",
    "order[code]",
    "order[createdAt]",
  ],
  "/admin/product-variants": [
    "order[position]",
    "product",
    "product[]",
    "code",
    "translations.name",
    "catalogPromotion",
  ],
  "/admin/product-taxons": ["order[position]", "product.code", "product.code[]", "taxon.code", "taxon.code[]"],
  "/admin/customers": [
    "email",
    "firstName",
    "lastName",
    "group.name",
    "group.name[]",
    "order[createdAt]",
    "order[email]",
    "order[firstName]",
    "order[lastName]",
  ],
  "/admin/promotions": ["coupons.code", "coupons.code[]", "order[priority]", "exists[archivedAt]"],
};

/** A page of rows. The view is missing only when there is one page and no query. */
export function hydraList<T>(
  type: string,
  request: SandboxRequest,
  rows: readonly T[],
  show: (row: T) => Json,
): SandboxReply {
  const page = wholeNumber(request, "page", 1, 1);
  const size = wholeNumber(request, "itemsPerPage", DEFAULT_SIZE, 0);
  if (size === 0 && page > 1) throw problem(400, "Page should not be greater than 1 if limit is equal to 0");
  const shown = rows.slice((page - 1) * size, page * size);
  const pages = size === 0 ? 1 : Math.max(1, Math.ceil(rows.length / size));
  const isWhole = pages === 1 && [...request.query].length === 0;
  const json = {
    "@context": `${API}/contexts/${type}`,
    "@id": request.path,
    "@type": "hydra:Collection",
    "hydra:totalItems": rows.length,
    "hydra:member": shown.map(show),
    ...(isWhole ? {} : { "hydra:view": viewOf(request, page, pages) }),
    ...searchOf(request.path),
  };
  return { status: 200, headers: LD, json };
}

function wholeNumber(request: SandboxRequest, name: string, otherwise: number, least: number): number {
  const text = request.query.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw problem(400, name === "page" ? "Page should not be less than 1" : "Limit should not be less than 0");
}

function viewOf(request: SandboxRequest, page: number, pages: number): Json {
  const others = new URLSearchParams(request.query);
  others.delete("page");
  const text = others.toString();
  const at = (number: number) => `${request.path}?${text ? `${text}&` : ""}page=${number}`;
  if (pages === 1 && page === 1)
    return { "@id": `${request.path}${text ? `?${text}` : ""}`, "@type": "hydra:PartialCollectionView" };
  return {
    "@id": at(page),
    "@type": "hydra:PartialCollectionView",
    "hydra:first": at(1),
    "hydra:last": at(pages),
    ...(page > 1 ? { "hydra:previous": at(page - 1) } : {}),
    ...(page < pages ? { "hydra:next": at(page + 1) } : {}),
  };
}

function searchOf(path: string): { readonly "hydra:search"?: Json } {
  const names = SEARCH[path.slice(API.length)];
  if (!names) return {};
  return {
    "hydra:search": {
      "@type": "hydra:IriTemplate",
      "hydra:template": `${path}{?${names.join(",")}}`,
      "hydra:variableRepresentation": "BasicRepresentation",
      "hydra:mapping": names.map((variable) => ({
        "@type": "IriTemplateMapping",
        variable,
        property: variable.replace(/\[\]$/, ""),
        required: false,
      })),
    },
  };
}

/** The body's fields; anything else than an object is refused as the shop does. */
export function bodyOf(request: SandboxRequest): Fields {
  const body = request.json();
  if (typeof body === "string") throw problem(500, "Internal Server Error");
  if (Array.isArray(body)) return {};
  if (body === null || typeof body !== "object") throw problem(400, "Syntax error");
  return body as Fields;
}

export function isFields(value: Json | undefined): value is Fields {
  return value !== null && value !== undefined && typeof value === "object" && !Array.isArray(value);
}

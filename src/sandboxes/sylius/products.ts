/** The catalog's routes: products, options, taxons and their links. */
import type { Json } from "../../commerce/product.ts";
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { replaceEntries } from "./nested.ts";
import { bodyOf, hydraList, invalid, isFields, NOT_UNIQUE, notFound, problem, resource } from "./replies.ts";
import type { State, StoredProduct, StoredTaxon, Text } from "./state.ts";
import { iri, LOCALE, lastOf } from "./state.ts";
import { optionValueView, optionView, productView, taxonView } from "./views.ts";

type Fields = Readonly<Record<string, Json>>;

const LOCALES: readonly string[] = [LOCALE, "nl_NL"];
const BAD_CODE = "de1e3db3-5ed4-4941-aae4-59f3667cc3a3";
const BLANK = "c1051bb4-d103-4f74-8988-acbcafc7fdc3";
const TOO_LONG = "d94b19cc-114f-4f44-9cc4-4138e80a87b9";

export function listProducts(state: State, request: SandboxRequest): SandboxReply {
  const { query } = request;
  const code = query.get("code")?.toUpperCase();
  const channel = query.get("channel");
  const rows = [...state.products.values()]
    .filter((one) => code === undefined || one.code.toUpperCase().includes(code))
    .filter((one) => channel === null || one.channels.includes(lastOf(channel)));
  const direction = query.get("order[code]");
  if (direction) rows.sort((a, b) => (a.code < b.code ? -1 : 1) * (direction === "desc" ? -1 : 1));
  return hydraList("Product", request, rows, (row) => productView(state, row));
}

export function productIn(state: State, code: string): StoredProduct {
  return state.products.get(code) ?? raise(notFound());
}

export function createProduct(state: State, request: SandboxRequest): SandboxReply {
  const body = bodyOf(request);
  const code = requireCode(body, "Product", (one) => state.products.has(one));
  const product: StoredProduct = {
    id: state.id("product"),
    code,
    enabled: body.enabled !== false,
    channels: [],
    mainTaxon: null,
    options: listOf(body.options).map(lastOf),
    texts: new Map(),
    createdAt: state.now(),
    updatedAt: state.now(),
  };
  if (!isFields(body.translations) || !isFields(body.translations[LOCALE]))
    throw invalid({ propertyPath: `translations[${LOCALE}].name`, message: "Please enter product name.", code: BLANK });
  changeProduct(state, product, body);
  state.products.set(code, product);
  return resource("Product", 201, productView(state, product));
}

export function updateProduct(state: State, code: string, request: SandboxRequest): SandboxReply {
  const product = productIn(state, code);
  changeProduct(state, product, bodyOf(request));
  return resource("Product", 200, productView(state, product));
}

function changeProduct(state: State, product: StoredProduct, body: Fields): void {
  if (body.mainTaxon !== undefined && body.mainTaxon !== null) requireTaxon(state, body.mainTaxon);
  if (body.channels !== undefined) requirePrices(state, product, listOf(body.channels).map(lastOf));
  requireTexts(body, product, [...state.products.values()], "Product");
  replaceEntries(
    product.texts,
    body.translations,
    textRules("products", "Product", product.code),
    (_key, fields, before) => textFrom(fields, before, product.code),
  );
  if (typeof body.enabled === "boolean" && body.enabled !== product.enabled) {
    product.enabled = body.enabled;
    product.updatedAt = state.now();
  }
  if (body.channels !== undefined) product.channels = listOf(body.channels).map(lastOf);
  if (body.mainTaxon !== undefined) product.mainTaxon = body.mainTaxon === null ? null : lastOf(String(body.mainTaxon));
}

/** A product enters a channel only when each of its variants has a price there. */
function requirePrices(state: State, product: StoredProduct, channels: readonly string[]): void {
  const variants = [...state.variants.values()].filter((variant) => variant.product === product.code);
  const lacking = channels.find((channel) => variants.some((variant) => !variant.pricings.has(channel)));
  if (lacking !== undefined)
    throw invalid({ propertyPath: "channels", message: "You must define price for every variant.", code: null });
}

export function deleteProduct(state: State, code: string): SandboxReply {
  const product = productIn(state, code);
  const isSold = [...state.orders.values()].some((order) =>
    order.items.some((item) => state.variants.get(item.variant.toUpperCase())?.product === product.code),
  );
  if (isSold) throw problem(422, "Cannot delete, the product is in use.");
  dropProduct(state, code);
  return { status: 204 };
}

export function dropProduct(state: State, code: string): void {
  state.products.delete(code);
  for (const [key, variant] of state.variants) if (variant.product === code) state.variants.delete(key);
  for (const [id, link] of state.productTaxons) if (link.product === code) state.productTaxons.delete(id);
}

export function getOption(state: State, code: string): SandboxReply {
  const option = state.options.get(code) ?? raise(notFound());
  return resource("ProductOption", 200, optionView(option, state.now()));
}

export function listOptionValues(state: State, code: string, request: SandboxRequest): SandboxReply {
  const option = state.options.get(code) ?? raise(notFound());
  return hydraList("ProductOptionValue", request, option.values, (value) => optionValueView(option, value));
}

export function listTaxons(state: State, request: SandboxRequest): SandboxReply {
  return hydraList("Taxon", request, [...state.taxons.values()], (taxon) => taxonView(state, taxon));
}

export function taxonIn(state: State, code: string): StoredTaxon {
  return state.taxons.get(code) ?? raise(notFound());
}

export function createTaxon(state: State, request: SandboxRequest): SandboxReply {
  const body = bodyOf(request);
  const code = requireCode(body, "Taxon", (one) => state.taxons.has(one));
  const taxon: StoredTaxon = {
    id: state.id("taxon"),
    code,
    parent: null,
    position: state.taxons.size,
    texts: new Map(),
  };
  if (!isFields(body.translations) || Object.keys(body.translations).length === 0)
    throw invalid({ propertyPath: `translations[${LOCALE}].name`, message: "Please enter taxon name.", code: BLANK });
  changeTaxon(state, taxon, body);
  state.taxons.set(code, taxon);
  return resource("Taxon", 201, taxonView(state, taxon));
}

export function updateTaxon(state: State, code: string, request: SandboxRequest): SandboxReply {
  const taxon = taxonIn(state, code);
  changeTaxon(state, taxon, bodyOf(request));
  return resource("Taxon", 200, taxonView(state, taxon));
}

function changeTaxon(state: State, taxon: StoredTaxon, body: Fields): void {
  if (body.parent !== undefined && body.parent !== null) requireTaxon(state, body.parent);
  requireNoCycle(state, taxon, body.parent);
  requireTexts(body, taxon, [...state.taxons.values()], "Taxon");
  replaceEntries(taxon.texts, body.translations, textRules("taxon", "Taxon", taxon.code), (_key, fields, before) =>
    textFrom(fields, before, taxon.code),
  );
  if (body.parent !== undefined) taxon.parent = body.parent === null ? null : lastOf(String(body.parent));
}

/** Children go with their parent; products keep no category that is gone. */
export function deleteTaxon(state: State, code: string): SandboxReply {
  const taxon = taxonIn(state, code);
  if (state.menuTaxon === taxon.code) throw problem(409, "Cannot delete a menu taxon of any channel.");
  const gone = new Set([taxon.code]);
  for (const one of state.taxons.values()) if (one.parent !== null && gone.has(one.parent)) gone.add(one.code);
  for (const one of gone) state.taxons.delete(one);
  for (const product of state.products.values())
    if (product.mainTaxon !== null && gone.has(product.mainTaxon)) product.mainTaxon = null;
  for (const [id, link] of state.productTaxons) if (gone.has(link.taxon)) state.productTaxons.delete(id);
  return { status: 204 };
}

/** The shop's own tree code falls over when a taxon becomes its own ancestor. */
function requireNoCycle(state: State, taxon: StoredTaxon, parent: Json | undefined): void {
  if (typeof parent !== "string") return;
  for (let code: string | null = lastOf(parent); code !== null; code = state.taxons.get(code)?.parent ?? null)
    if (code === taxon.code) throw problem(500, "Internal Server Error");
}

interface Titled {
  readonly code: string;
  readonly texts: ReadonlyMap<string, Text>;
}

/** Locales are those of the shop; a slug belongs to one thing a locale. */
function requireTexts(body: Fields, own: Titled, others: readonly Titled[], kind: string): void {
  for (const [locale, fields] of Object.entries(isFields(body.translations) ? body.translations : {})) {
    if (!LOCALES.includes(locale))
      throw invalid({
        propertyPath: `translations[${locale}].locale`,
        message: "This value is not valid.",
        code: BAD_CODE,
      });
    const slug = isFields(fields) ? fields.slug : undefined;
    const isTaken = others.some((one) => one.code !== own.code && one.texts.get(locale)?.slug === slug);
    if (slug !== undefined && isTaken) {
      const message = `${kind} slug must be unique.`;
      throw invalid({ propertyPath: `translations[${locale}].slug`, message, code: NOT_UNIQUE });
    }
  }
}

export function listProductTaxons(state: State, request: SandboxRequest): SandboxReply {
  const product = request.query.get("product.code");
  const rows = [...state.productTaxons].filter(([, link]) => product === null || link.product === product);
  return hydraList("ProductTaxon", request, rows, ([id]) => productTaxonView(state, id));
}

export function createProductTaxon(state: State, request: SandboxRequest): SandboxReply {
  const body = bodyOf(request);
  requireTaxon(state, body.taxon ?? null);
  const product = productIn(state, lastOf(String(body.product))).code;
  const taxon = lastOf(String(body.taxon));
  const isLinked = [...state.productTaxons.values()].some((one) => one.product === product && one.taxon === taxon);
  if (isLinked)
    throw invalid({ propertyPath: "product", message: "This taxon is already assigned to product.", code: NOT_UNIQUE });
  const id = state.id("product-taxon");
  state.productTaxons.set(id, { product, taxon, position: 0 });
  return resource("ProductTaxon", 201, productTaxonView(state, id));
}

function productTaxonView(state: State, id: number) {
  const link = state.productTaxons.get(id) ?? raise(notFound());
  return {
    "@id": iri("product-taxons", id),
    "@type": "ProductTaxon",
    id,
    product: iri("products", link.product),
    taxon: iri("taxons", link.taxon),
    position: link.position,
  };
}

function requireTaxon(state: State, reference: Json): void {
  const text = String(reference);
  if (!text.startsWith("/")) throw problem(400, `Invalid IRI "${text}".`);
  if (!state.taxons.has(lastOf(text))) throw problem(400, `Item not found for "${text}".`);
}

/** Codes are letters, digits, _ and -, up to 255, and unique. */
export function requireCode(body: Fields, kind: string, isTaken: (code: string) => boolean): string {
  const { code } = body;
  const what = kind === "ProductVariant" ? "Product variant" : kind;
  const complain = (message: string, uuid: string) => invalid({ propertyPath: "code", message, code: uuid });
  if (typeof code !== "string" || code === "") throw complain(`Please enter ${what.toLowerCase()} code.`, BLANK);
  if (!/^[\w-]*$/.test(code))
    throw complain(`${what} code can only be comprised of letters, numbers, dashes and underscores.`, BAD_CODE);
  if (code.length > 255) throw complain("The code must not be longer than 255 characters.", TOO_LONG);
  if (isTaken(code)) throw complain(`${what} code must be unique.`, NOT_UNIQUE);
  return code;
}

function textRules(kind: string, what: string, code: string) {
  return {
    idOf: (locale: string) => `${iri(kind, code)}/translations/${locale}`,
    taken: (locale: string) => ({
      propertyPath: `translations[${locale}].locale`,
      message: `${what}: a translation for the "${locale}" locale code already exists.`,
    }),
  };
}

function textFrom(fields: Fields, before: Text | undefined, code: string): Text {
  const text = (name: string, otherwise: string) => {
    const value = fields[name];
    return typeof value === "string" ? value : otherwise;
  };
  const name = text("name", before?.name ?? "");
  if (name === "") throw invalid({ propertyPath: "translations.name", message: "Please enter a name.", code: BLANK });
  if (name.length > 255)
    throw invalid({ propertyPath: "translations.name", message: "The name is too long.", code: TOO_LONG });
  const description = fields.description === undefined ? (before?.description ?? null) : text("description", "");
  return { name, slug: text("slug", before?.slug ?? code.toLowerCase()), description };
}

export function listOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

import type { Json } from "../../commerce/product.ts";
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { replaceEntries, requireInt } from "./nested.ts";
import { listOf, productIn, requireCode } from "./products.ts";
import { bodyOf, hydraList, invalid, NOT_UNIQUE, notFound, problem, resource } from "./replies.ts";
import type { Pricing, State, StoredVariant } from "./state.ts";
import { iri, LOCALE, lastOf, variantIn } from "./state.ts";
import { variantView } from "./views.ts";

type Fields = Readonly<Record<string, Json>>;

const BELOW_HOLD = "6b3befbc-2f01-4ddf-be21-b57898905284";

export function listVariants(state: State, request: SandboxRequest): SandboxReply {
  const { query } = request;
  const codes = [...query.getAll("code"), ...query.getAll("code[]")].map((code) => code.toUpperCase());
  const products = [...query.getAll("product"), ...query.getAll("product[]")].flatMap((text) =>
    productCodes(state, text),
  );
  // A product given by its code is no reference: the filter is off, and everything comes back.
  const rows = [...state.variants]
    .filter(([key]) => codes.length === 0 || codes.some((code) => key.includes(code)))
    .filter(([, variant]) => products.length === 0 || products.includes(variant.product))
    .map(([, variant]) => variant);
  return hydraList("ProductVariant", request, rows, variantView);
}

function productCodes(state: State, text: string): string[] {
  if (text.startsWith("/")) return [lastOf(text)];
  if (!/^\d+$/.test(text)) return [];
  const found = [...state.products.values()].find((product) => product.id === Number(text));
  return [found?.code ?? ""];
}

export function storedVariant(state: State, code: string): StoredVariant {
  return variantIn(state, code) ?? raise(notFound());
}

export function createVariant(state: State, request: SandboxRequest): SandboxReply {
  const body = bodyOf(request);
  const product = productOf(state, body.product ?? null);
  const code = requireCode(body, "ProductVariant", (one) => variantIn(state, one) !== undefined);
  const values = listOf(body.optionValues);
  if (product.options.length > values.length)
    throw invalid({ propertyPath: "optionValues", message: "All options must have a value.", code: null });
  const siblings = [...state.variants.values()].filter((one) => one.product === product.code);
  const same = (one: StoredVariant) => one.optionValues.toSorted().join() === values.toSorted().join();
  if (values.length > 0 && siblings.some(same))
    throw invalid({ propertyPath: "", message: "Variant with this option set already exists.", code: NOT_UNIQUE });
  const variant: StoredVariant = {
    code,
    product: product.code,
    onHand: 0,
    onHold: 0,
    tracked: false,
    enabled: true,
    position: siblings.length,
    weight: null,
    taxCategory: null,
    optionValues: values,
    names: new Map(),
    pricings: new Map(),
    createdAt: state.now(),
    updatedAt: state.now(),
  };
  // On creation a number below zero becomes zero without a word.
  const { onHand } = body;
  change(state, variant, typeof onHand === "number" && onHand < 0 ? { ...body, onHand: 0 } : body);
  if (!variant.names.has(LOCALE)) variant.names.set(LOCALE, null);
  state.variants.set(code.toUpperCase(), variant);
  return resource("ProductVariant", 201, variantView(variant));
}

function productOf(state: State, reference: Json) {
  const text = String(reference);
  if (!text.startsWith("/")) throw problem(400, `Invalid IRI "${text}".`);
  return state.products.get(lastOf(text)) ?? raise(problem(400, `Item not found for "${text}".`));
}

export function updateVariant(state: State, code: string, request: SandboxRequest): SandboxReply {
  const variant = storedVariant(state, code);
  change(state, variant, bodyOf(request));
  return resource("ProductVariant", 200, variantView(variant));
}

/** Reservations are writable: a stale body puts old ones back. `code` and `product` are ignored. */
function change(state: State, variant: StoredVariant, body: Fields): void {
  requireInt(body, "onHand", "int");
  requireInt(body, "onHold", "int");
  const onHand = typeof body.onHand === "number" ? body.onHand : variant.onHand;
  const onHold = typeof body.onHold === "number" ? body.onHold : variant.onHold;
  if (onHand < 0) throw invalid({ propertyPath: "onHand", message: "On hand must be positive.", code: null });
  if (onHand < onHold) {
    const message = "On hand must be greater than the number of on hold units";
    throw invalid({ propertyPath: "onHand", message, code: BELOW_HOLD });
  }
  changePrices(state, variant, body.channelPricings);
  if (typeof body.taxCategory === "string") variant.taxCategory = taxCategoryIn(state, body.taxCategory);
  else if (body.taxCategory === null) variant.taxCategory = null;
  const own = iri("product-variants", variant.code);
  const rules = {
    idOf: (locale: string) => `${own}/translations/${locale}`,
    taken: (locale: string) => ({
      propertyPath: `translations[${locale}].locale`,
      message: `A translation for the "${locale}" locale code already exists.`,
    }),
  };
  replaceEntries(variant.names, body.translations, rules, (_key, fields, before) =>
    typeof fields.name === "string" ? fields.name : (before ?? null),
  );
  const tracked = typeof body.tracked === "boolean" ? body.tracked : variant.tracked;
  const isMoved = onHand !== variant.onHand || onHold !== variant.onHold || tracked !== variant.tracked;
  Object.assign(variant, { onHand, onHold, tracked, ...(isMoved ? { updatedAt: state.now() } : {}) });
}

function taxCategoryIn(state: State, reference: string): string {
  const code = lastOf(reference);
  if (!reference.startsWith("/")) throw problem(400, `Invalid IRI "${reference}".`);
  if (!state.taxCategories.includes(code)) throw problem(400, `Item not found for "${reference}".`);
  return code;
}

function changePrices(state: State, variant: StoredVariant, sent: Json | undefined): void {
  const product = productIn(state, variant.product);
  const held = new Map(variant.pricings);
  const own = iri("product-variants", variant.code);
  const rules = {
    idOf: (channel: string) => `${own}/channel-pricings/${channel}`,
    taken: (channel: string) => ({
      propertyPath: `channelPricings[${channel}].channelCode`,
      message: "This channel already has a price for this product variant.",
    }),
  };
  replaceEntries(held, sent, rules, pricingFrom);
  for (const channel of product.channels)
    if (!held.has(channel)) {
      const message = "You must define price.";
      throw invalid({ propertyPath: `channelPricings[${channel}].price`, message, code: null });
    }
  variant.pricings.clear();
  for (const [channel, pricing] of held) variant.pricings.set(channel, pricing);
}

function pricingFrom(channel: string, fields: Fields, before: Pricing | undefined): Pricing {
  if (fields.channelCode !== undefined && fields.channelCode !== channel) {
    const given = String(fields.channelCode);
    throw problem(
      422,
      `The channelCode of channelPricing does not match the key. Key: "${channel}", channelCode: "${given}"`,
    );
  }
  for (const name of ["price", "originalPrice"]) requireInt(fields, name, "int|null");
  const number = (name: string, otherwise: number | null) => {
    const value = fields[name];
    return value === undefined ? otherwise : typeof value === "number" ? value : null;
  };
  const price = number("price", before?.price ?? null);
  if (price === null)
    throw invalid({ propertyPath: "channelPricings.price", message: "You must define price.", code: null });
  if (price < 0)
    throw invalid({ propertyPath: "channelPricings.price", message: "Price cannot be lower than 0.", code: null });
  return {
    price,
    originalPrice: number("originalPrice", before?.originalPrice ?? null),
    minimumPrice: before?.minimumPrice ?? 0,
    appliedPromotions: before?.appliedPromotions ?? [],
  };
}

export function deleteVariant(state: State, code: string): SandboxReply {
  const variant = storedVariant(state, code);
  const isSold = [...state.orders.values()].some((order) => order.items.some((item) => item.variant === variant.code));
  if (isSold) throw problem(422, "Cannot delete, the product variant is in use.");
  state.variants.delete(variant.code.toUpperCase());
  return { status: 204 };
}

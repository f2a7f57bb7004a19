/** The field a refusal of the shop concerns: it names an attribute by its label or code, and little else. */

import { variantAxes } from "../../commerce/listing/check.ts";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { ConnectorError } from "../kit/contract/errors.ts";
import type { ListingRefusal, ListingToPublish } from "../kit/contract/listings.ts";
import { shopText } from "./classify.ts";
import { codeOfKey } from "./listing-fields.ts";

/** By the words of the captures (06, 07, 10); the first that fits counts. */
const TEXTS: readonly (readonly [text: RegExp, field: string])[] = [
  [/\bSKU\b/i, "sku"],
  [/URL key/i, "url_key"],
  [/number 0 or greater/i, "price"],
  [/image|MIME/i, "images"],
];
const SAME_VALUES = /same set of attribute values/i;

/** In the shop's own words, at its field; `writing` is the variant that was being written. */
export function issueOf(
  error: ConnectorError,
  { listing, schema }: ListingToPublish,
  writing: string | undefined,
): ListingRefusal {
  const { info } = error;
  const reported = info.kind === "rejected" ? info.field : undefined;
  const ofShop = shopText(error);
  const reason = ofShop ?? error.message;
  const key =
    schema.fields.find((one) => one.key === reported)?.key ??
    named(reason, schema) ??
    (SAME_VALUES.test(reason) ? variantAxes(schema, listing)[0] : undefined);
  const field = schema.fields.find((one) => one.key === key);
  const own = field && listing.variants.find(({ variantId }) => variantId === writing)?.values[field.key];
  const isOfVariant = field?.scope === "variant" || own !== undefined;
  return {
    text: ofShop ?? error.userMessage,
    ...(field ? { field: field.key } : {}),
    ...(isOfVariant && writing !== undefined ? { variantId: writing } : {}),
  };
}

/** 'The "Product Name" attribute value is empty.', 'Attribute "hub_color" has invalid value.' */
function named(text: string, { fields }: ListingSchema): string | undefined {
  const quoted = [...text.matchAll(/"([^"]{1,255})"/g)].flatMap(([, one]) => one ?? []);
  const found = quoted.flatMap((one) => fields.find(({ key, name }) => name === one || codeOfKey(key) === one) ?? []);
  const key = found[0]?.key ?? TEXTS.find(([expression]) => expression.test(text))?.[1];
  return fields.some((one) => one.key === key) ? key : undefined;
}

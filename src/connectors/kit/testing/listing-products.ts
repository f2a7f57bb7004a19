/** Products made by chance for a category's fields: mostly what these ask for, now and then anything. */
import { checkListing } from "../../../commerce/listing/check.ts";
import { fillListing } from "../../../commerce/listing/fill.ts";
import type { ListingProduct } from "../../../commerce/listing/rules.ts";
import type { ListingField, ListingSchema } from "../../../commerce/listing/schema.ts";
import type { ListingToPublish } from "../contract/listings.ts";

const TEXTS = ["a", "Red", "blue", "12", "3.14159", "2026-11-30", "a longer text of forty letters and some more", ""];
const CODES = ["4006381333931", "4006381333931", "036000291452", "14006381333938", "4006381333932"];

const pickFrom =
  (random: () => number) =>
  <T>(all: readonly [T, ...T[]]): T =>
    all[Math.floor(random() * all.length)] ?? all[0];

function valueFor({ kind, choices = [], units = [], minimum = 1 }: ListingField, random: () => number): string {
  const pick = pickFrom(random);
  if (random() < 0.03) return pick(TEXTS as [string, ...string[]]);
  const [first, ...rest] = choices;
  if (kind === "choice") return first ? pick([first, ...rest]).name : "x";
  if (kind === "number") return String(Math.ceil(minimum) + pick([0, 1, 7, 20]));
  if (kind === "measure") return `${pick(["1", "2.5", "400"])} ${units[0] ?? "g"}`;
  if (kind === "boolean") return pick(["true", "false"]);
  return kind === "date" ? "2026-01-31" : pick(["Useful text", "Plain words"]);
}

function productFor(schema: ListingSchema, random: () => number): ListingProduct {
  const pick = pickFrom(random);
  // Images and what a source or preset fills are no attributes of the product.
  const requested = schema.fields.filter(
    ({ kind, source, preset }) => kind !== "image" && !source && preset === undefined,
  );
  const values = (fields: readonly ListingField[]) =>
    Object.fromEntries(fields.map((field) => [field.name, valueFor(field, random)]));
  const variant = (n: number) => ({
    ...{ id: `v${n}`, sku: `SKU-${n}`, options: [], dimensionsMm: null, images: [], quantity: 5, price: "12.50" },
    weightGrams: pick([null, 400, 1_234]),
    barcode: pick(CODES as [string, ...string[]]),
    attributes: values(requested.filter(({ scope }) => scope === "either")),
  });
  return {
    ...{ title: pick(["Mug", "A mug of clay", "x"]), descriptionHtml: "<p>Mug</p>", brand: "Argosy Pottery" },
    ...{ originCountry: null, hsn: null, images: ["https://images.example/mug.jpg", "https://images.example/2.jpg"] },
    attributes: values(requested),
    variants: random() < 0.3 ? [variant(1), variant(2)] : [variant(1)],
  };
}

export interface ByChance {
  readonly to: ListingToPublish;
  /** The check finds nothing wrong with it. */
  readonly isGreen: boolean;
}

/** Listings of a category, filled from products made by chance. */
export function listingsByChance(
  categoryKey: string,
  schema: ListingSchema,
  { random, count }: { readonly random: () => number; readonly count: number },
): readonly ByChance[] {
  return Array.from({ length: count }, (_, n) => {
    const product = productFor(schema, random);
    const listing = fillListing(schema, { product, rules: [], own: { product: {}, variants: {} } });
    const to = { id: `draft-${n}`, categoryKey, schema, listing };
    return { to, isGreen: checkListing(schema, listing).length === 0 };
  });
}

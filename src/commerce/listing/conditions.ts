/** Fields a platform asks for only where other fields say so. */
import type { FilledListing, ListingCondition, ListingField, ListingTerm, ListingValues } from "./schema.ts";

/** The variants for which the condition holds, with the product's values beside their own. */
export function variantsWhere(condition: ListingCondition, listing: FilledListing): FilledListing["variants"] {
  const { product, variants } = listing;
  return variants.filter(({ values }) => {
    const all: ListingValues = { ...product, ...values };
    return condition.some((terms) => terms.every((term) => holds(term, all, variants.length)));
  });
}

function holds(term: ListingTerm, values: ListingValues, variants: number): boolean {
  if ("variants" in term) return term.variants === "several" ? variants > 1 : variants === 1;
  const own = values[term.field] ?? [];
  switch (term.is) {
    case "filled":
      return own.length > 0;
    case "empty":
      return own.length === 0;
    case "in":
      return own.some((value) => term.values.includes(value));
    case "notIn":
      return !own.some((value) => term.values.includes(value));
  }
}

/** Any of these: another field that is filled; with `values`, with one of these. */
export const whereAny = (
  request: readonly { readonly field: string; readonly values?: readonly string[] | undefined }[],
): ListingCondition =>
  request.map(({ field, values }) => [
    values === undefined ? { field, is: "filled" as const } : { field, is: "in" as const, values },
  ]);

/** Whether the platform asks for the field at all, given what stands in the others; where not, it is not sent. */
export const isRequested = ({ askedIf }: ListingField, listing: FilledListing): boolean =>
  askedIf === undefined || variantsWhere(askedIf, listing).length > 0;

/** The fields of listings that are used (official model listingsItems_2021-08-01). */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { anyJson, decimal, each, idText, listOf, optionalText, texts, wholeNumber } from "../kit/parse/parse.ts";

const attributes = z.record(z.string(), anyJson);
export type Attributes = Readonly<Record<string, Json>>;

const issueSchema = z.object({
  code: optionalText,
  message: z.string(),
  severity: z.string(),
  attributeNames: listOf(z.string()),
});
export type Issue = z.output<typeof issueSchema>;

export const itemSchema = z.object({
  sku: idText,
  summaries: listOf(
    z.object({
      marketplaceId: z.string(),
      asin: optionalText,
      productType: optionalText,
      status: listOf(z.string()),
      ...texts("itemName", "createdDate", "lastUpdatedDate"),
      mainImage: z.object({ link: z.string() }).nullish(),
    }),
  ),
  attributes: attributes.nullish(),
  issues: listOf(issueSchema),
  offers: listOf(
    z.object({
      marketplaceId: z.string(),
      offerType: z.string(),
      price: z.object({ currencyCode: z.string(), amount: decimal }),
      audience: z.object({ value: optionalText }).nullish(),
    }),
  ),
  fulfillmentAvailability: listOf(z.object({ fulfillmentChannelCode: z.string(), quantity: wholeNumber.nullish() })),
  relationships: listOf(
    z.object({
      marketplaceId: z.string(),
      relationships: listOf(
        z.object({
          type: z.string(),
          childSkus: listOf(z.string()),
          parentSkus: listOf(z.string()),
          variationTheme: z.object({ attributes: listOf(z.string()) }).nullish(),
        }),
      ),
    }),
  ),
  productTypes: listOf(z.object({ marketplaceId: z.string(), productType: z.string() })),
});
export type Item = z.output<typeof itemSchema>;

export const pageSchema = z.object({
  items: z.array(anyJson),
  pagination: z.object({ nextToken: optionalText }).nullish(),
});

export const submissionSchema = z.object({
  ...each(z.string(), "sku", "status", "submissionId"),
  issues: listOf(issueSchema),
});

/** What Amazon finds wrong, in one line; warnings stand behind the errors. */
export function issueText(issues: readonly Pick<Issue, "message" | "severity">[]): string {
  const errors = issues.filter(({ severity }) => severity === "ERROR");
  return (errors.length > 0 ? errors : issues)
    .slice(0, 5)
    .map(({ message }) => message)
    .join(" ");
}

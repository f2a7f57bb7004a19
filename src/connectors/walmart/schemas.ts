/** The fields of the platform's answers that are used; what else it sends is ignored and kept in `raw`. */
import { z } from "zod";
import { anyJson, decimal, idText, listOf, optionalText, texts, wholeNumber } from "../kit/parse/parse.ts";

export const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: wholeNumber });

export const tokenDetailSchema = z.object({ scopes: z.record(z.string(), z.string()) });

export const partnerSchema = z.object({
  partner: z.object({ partnerId: idText, ...texts("partnerName", "partnerDisplayName") }),
  configurations: listOf(
    z.object({
      configurationName: optionalText,
      configuration: z.object({ status: optionalText }).nullish(),
    }),
  ),
});

const node = z.object({ shipNode: idText, nodeType: optionalText, shipNodeName: optionalText, status: optionalText });
export type ShipNode = z.output<typeof node>;
export const nodesSchema = z.array(node);

export const itemPageSchema = z.object({
  ItemResponse: listOf(anyJson),
  totalItems: wholeNumber.nullish(),
  nextCursor: optionalText,
});

/** The schema names a record, guides a list like that of the page. */
export const oneItemSchema = z.object({ responseRecord: anyJson.optional(), ItemResponse: listOf(anyJson) });

export const itemSchema = z.object({
  sku: idText,
  ...texts("wpid", "upc", "gtin", "productName", "productType", "publishedStatus", "lifecycleStatus"),
  ...texts("variantGroupId"),
  price: z.object({ amount: decimal, currency: z.string() }).nullish(),
  unpublishedReasons: z.object({ reason: listOf(z.string()) }).nullish(),
});

export type Item = z.output<typeof itemSchema>;

const units = z.object({ amount: wholeNumber });

const levelSchema = z.object({
  shipNode: idText,
  inputQty: units.nullish(),
  reservedQty: units.nullish(),
  errors: listOf(z.object({ code: z.string() })),
});

export const inventorySchema = z.object({ sku: idText, nodes: listOf(levelSchema) });
export type Inventory = z.output<typeof inventorySchema>;

export const inventoryPageSchema = z.object({
  meta: z.object({ totalCount: wholeNumber.nullish(), nextCursor: optionalText }).nullish(),
  elements: z.object({ inventories: listOf(anyJson) }).nullish(),
});

/** The stock at Walmart's own warehouses. */
export const wfsPageSchema = z.object({
  headers: z.object({ totalCount: wholeNumber.nullish() }).nullish(),
  payload: z
    .object({
      inventory: listOf(
        z.object({ sku: idText, shipNodes: listOf(z.object({ availToSellQty: wholeNumber.nullish() })) }),
      ),
    })
    .nullish(),
});

export const feedSchema = z.object({ feedId: z.string().min(1) });

const ingestionError = z.object(texts("code", "description", "field"));

export const feedStateSchema = z.object({
  feedStatus: z.string(),
  itemsReceived: wholeNumber.nullish(),
  ingestionErrors: z.object({ ingestionError: listOf(ingestionError) }).nullish(),
  itemDetails: z
    .object({
      itemIngestionStatus: listOf(
        z.object({
          sku: optionalText,
          ingestionStatus: z.string(),
          ingestionErrors: z.object({ ingestionError: listOf(ingestionError) }).nullish(),
        }),
      ),
    })
    .nullish(),
});

export type FeedState = z.output<typeof feedStateSchema>;

const hook = z.object({
  subscriptionId: idText,
  eventType: z.string(),
  status: optionalText,
  eventUrl: optionalText,
  authDetails: z.object({ authMethod: optionalText, authHeaderName: optionalText }).nullish(),
});
export type Hook = z.output<typeof hook>;

/** Schema and samples differ in the names of lists: rows, or rows within rows. */
export const hooksSchema = z
  .object({ events: listOf(z.union([z.object({ event: z.array(hook) }), hook])), event: listOf(hook) })
  .transform(({ events, event }) => [...event, ...events.flatMap((one) => ("event" in one ? one.event : [one]))]);

const eventType = z.object({ eventType: z.string(), eventVersion: z.string(), resourceName: z.string() });
export type EventType = z.output<typeof eventType>;

export const eventTypesSchema = z
  .object({ events: listOf(eventType), eventTypes: listOf(eventType) })
  .transform(({ events, eventTypes }) => [...events, ...eventTypes]);

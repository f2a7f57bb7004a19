/** The fields used of Flipkart's answers (sheet section 5, notifications: sheet section 6). */
import { z } from "zod";
import {
  anyJson,
  decimal,
  idText,
  listOf,
  optionalDecimal,
  optionalText,
  texts,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";
import { msOf } from "./time.ts";

const instant = z.string().refine((text) => msOf(text) !== undefined, { error: "not a time with an offset" });
const optionalInstant = z
  .union([z.literal(""), instant])
  .nullish()
  .transform((value) => value || undefined);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

export const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.union([z.number(), z.string()]).nullish(),
  refresh_token: z.string().min(1).nullish(),
});

const priceComponents = z.object({
  totalPrice: decimal,
  shippingCharge: optionalDecimal,
});

const itemSchema = z.object({
  orderItemId: idText,
  orderId: idText,
  orderDate: instant,
  cancellationGroupId: optionalText,
  paymentType: optionalText,
  status: z.string(),
  quantity: wholeNumber.refine((value) => value >= 0, { error: "a negative quantity" }),
  ...texts("fsn", "sku", "listingId", "title"),
  priceComponents,
  serviceProfile: optionalText,
  courierReturn: flag,
  cancellationReason: optionalText,
  // Samples of payloads and the skeleton of the event spell it differently.
  is_replacement: flag,
  isReplacement: flag,
});
export type ShipmentItem = z.output<typeof itemSchema>;

const dimension = z.object({ length: decimal, breadth: decimal, height: decimal });

export const shipmentSchema = z.object({
  shipmentId: idText,
  updatedAt: instant,
  dispatchAfterDate: optionalInstant,
  dispatchByDate: optionalInstant,
  locationId: optionalText,
  hold: flag,
  shipmentType: optionalText,
  subShipments: listOf(
    z.object({
      subShipmentId: idText,
      packages: listOf(z.object({ dimensions: dimension.nullish(), weight: optionalDecimal })),
    }),
  ),
  orderItems: z.array(itemSchema).min(1),
});
export type Shipment = z.output<typeof shipmentSchema>;

/** Without these a shipment cannot be read. */
export const ESSENTIAL_OF_SHIPMENT: readonly string[] = [
  ...["shipmentId", "updatedAt", "hold", "shipmentType", "locationId"],
  ...within("orderItems.*", "orderItemId", "orderId", "orderDate", "paymentType", "status", "quantity"),
  ...within("orderItems.*", "listingId", "sku", "serviceProfile", "cancellationReason"),
  ...within("orderItems.*.priceComponents", "totalPrice", "shippingCharge"),
];

const rows = listOf(anyJson);

export const shipmentPageSchema = z.object({
  hasMore: flag,
  nextPageUrl: optionalText,
  shipments: z.array(anyJson),
});

export const shipmentListSchema = z.object({ shipments: z.array(anyJson) });

export const shipmentIdSchema = z.object({ shipmentId: idText });

const address = z
  .object({
    ...texts("firstName", "lastName", "addressLine1", "addressLine2", "landmark", "city", "state", "stateCode"),
    pinCode: z.union([z.number(), z.string()]).nullish(),
    contactNumber: z.union([z.number(), z.string()]).nullish(),
  })
  .nullish();
export type FlipkartAddress = z.output<typeof address>;

const courier = z.object({ trackingId: optionalText, vendorName: optionalText }).nullish();

export const detailsSchema = z.object({
  shipmentId: idText,
  deliveryAddress: address,
  billingAddress: address,
  buyerDetails: z.object({ firstName: optionalText, lastName: optionalText }).nullish(),
  courierDetails: z.object({ pickupDetails: courier, deliveryDetails: courier }).nullish(),
});
export type ShipmentDetails = z.output<typeof detailsSchema>;

export const returnPageSchema = z.object({ hasMore: flag, nextUrl: optionalText, returnItems: rows });
export const returnItemSchema = z.object({
  ...texts("returnId", "shipmentId", "orderItemId"),
  quantity: wholeNumber.nullish(),
  ...texts("status", "reason", "subReason", "courierName", "trackingId"),
});
export type ReturnItem = z.output<typeof returnItemSchema>;

/** Per shipment; the newer calls say `status`, those of self-ship `processingStatus`. */
export const actionsSchema = z.object({
  shipments: z.array(
    z.object({
      shipmentId: idText,
      ...texts("status", "processingStatus", "errorCode", "errorMessage"),
    }),
  ),
});

export const listingPageSchema = z.object({
  next_page_id: optionalText,
  has_more: flag,
  listings: z.array(z.object({ sku_id: idText })),
});

export const listingSchema = z.object({
  listing_id: z.string().min(1),
  product_id: z.string().min(1),
  price: z.object({ mrp: decimal, selling_price: decimal, currency: optionalText }),
  tax: z.object({ tax_code: optionalText }).nullish(),
  listing_status: z.string(),
  fulfillment_profile: z.string(),
  locations: listOf(
    z.object({
      id: z.string().min(1),
      status: optionalText,
      inventory: wholeNumber.nullish(),
      pending_inventory: wholeNumber.nullish(),
    }),
  ),
  archived_status: optionalText,
});
export type Listing = z.output<typeof listingSchema>;

export const listingDetailsSchema = z.object({ available: z.record(z.string(), anyJson) });

const listingProblem = z.object({
  severity: optionalText,
  code: z.union([z.number(), z.string()]).nullish(),
  ...texts("description", "attribute", "path"),
});
const listingProblems = listOf(listingProblem);

export const listingAnswersSchema = z.record(
  z.string(),
  z.object({ status: z.string(), errors: listingProblems, attribute_errors: listingProblems }),
);

/** `GET /sellers/locations/allLocations` is third-party knowledge: its ids are looked for, nothing else is relied on. */
export const notificationSchema = z.object({
  eventType: z.string().min(1),
  timestamp: instant,
  shipmentId: optionalText,
  returnId: optionalText,
  attributes: z
    .object({
      returnItems: listOf(z.object({ orderItemId: optionalText, shipmentId: optionalText })),
    })
    .nullish(),
});

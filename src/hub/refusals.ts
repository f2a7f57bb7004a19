/** Refusals that several subjects give, each worded once. */
import type { ProblemCode } from "../commerce/problem-codes.ts";
import { HubError } from "./errors.ts";

const REFUSALS = {
  AD_ACCOUNT_UNKNOWN: ["not_found", "There is no such ad account."],
  CATEGORY_NOT_FOUND: ["not_found", "There is no such category."],
  CHANNEL_FILE_NOT_FOUND: ["not_found", "There is no such file."],
  CONNECTION_NOT_FOUND: ["not_found", "No such account is connected."],
  COURIER_UNKNOWN: ["not_found", "There is no such courier."],
  CUSTOMER_UNKNOWN: ["not_found", "There is no such customer."],
  EVENT_NOT_FOUND: ["not_found", "There is no such event."],
  FILE_EMPTY: ["validation", "The file is empty. Send its bytes as the body."],
  FILE_GONE: ["not_found", "The file is no longer kept. Upload it again."],
  GIFT_CARD_KEY_USED: ["conflict", "This key was used for another card or amount. Use a new one."],
  GIFT_CARD_UNKNOWN: ["not_found", "There is no gift card with this code."],
  INVOICE_GSTIN: ["validation", "This isn't a GSTIN: 15 letters and digits."],
  INVOICE_NOT_FOUND: ["not_found", "There is no such invoice or credit note."],
  LISTING_NOT_FOUND: ["not_found", "There is no such channel item."],
  LISTING_UNKNOWN: ["not_found", "There is no such listing."],
  LOCATION_UNKNOWN: ["not_found", "There is no such location."],
  MEMBER_NOT_FOUND: ["not_found", "There is no such member."],
  ORDER_COMMAND_UNKNOWN: ["not_found", "There is no such command."],
  ORDER_NOT_CREATED: ["conflict", "The order could not be numbered; try again."],
  ORDER_UNKNOWN: ["not_found", "There is no such order."],
  ORGANIZATION_NOT_FOUND: ["not_found", "There is no such organization."],
  POS_CURRENCY: ["validation", "The register sells in another currency."],
  POS_SESSION_CLOSED: ["conflict", "The session is closed and its drawer counted."],
  POS_SESSION_NOT_FOUND: ["not_found", "There is no such session."],
  POS_STAFF_NOT_FOUND: ["not_found", "There is no such person."],
  PRODUCT_NOT_FOUND: ["not_found", "There is no such product."],
  RESERVATION_NOT_FOUND: ["not_found", "There is no such reservation."],
  RETURN_LINE_UNKNOWN: ["validation", "The return has no such line."],
  SHIPMENT_LABEL_NONE: ["not_found", "There is no label of this shipment."],
  STOCK_COUNT_NOT_FOUND: ["not_found", "There is no such stock count."],
  STOCK_DOCUMENT_NOT_FOUND: ["not_found", "There is no such stock document."],
  STORE_NOT_FOUND: ["not_found", "There is no such channel."],
  STORE_UNKNOWN: ["not_found", "There is no such channel that takes orders."],
  VARIANT_NOT_FOUND: ["not_found", "There is no such variant."],
} as const satisfies Partial<Record<ProblemCode, readonly [kind: HubError["kind"], text: string]>>;

/** `field` names what is wrong; `kind`: where it is not the usual one. */
export function refusal(code: keyof typeof REFUSALS, field?: string, kind?: HubError["kind"]): HubError {
  const [usual, text] = REFUSALS[code];
  return new HubError(code, kind ?? usual, text, field);
}

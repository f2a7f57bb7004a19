/** What the buyer typed, chose and used: note, cart attributes, line item properties, discount codes. */
import { codesOf, optionsOf } from "../kit/parse/order-options.ts";
import type { LineNode, OrderNode } from "./nodes.ts";

export const attributesOf = ({ customAttributes }: Pick<LineNode, "customAttributes">) =>
  optionsOf(customAttributes.map(({ key, value }) => [key, value]));

export const chosenIn = (order: OrderNode) => ({
  buyerNote: order.note,
  buyerInputs: attributesOf(order),
  discountCodes: codesOf(order.discountCodes),
});

/** What the commands ask of a shipment, and the answers they share. */
import { textOf } from "../../commerce/message.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import type { Refusal } from "./order-steps.ts";
import type { Shipment, ShipmentItem } from "./schemas.ts";
import { partsOfOrder } from "./shipment-reads.ts";

export const aliveItems = (shipment: Shipment): readonly ShipmentItem[] =>
  shipment.orderItems.filter((item) => item.status !== "CANCELLED");

export const has = (shipment: Shipment, status: string): boolean =>
  aliveItems(shipment).some((item) => item.status === status);

export const isSelfShip = ({ shipmentType }: Shipment): boolean => shipmentType === "SELF";

/** Goods in Flipkart's own warehouses leave without the seller. */
export const isFlipkarts = (shipment: Shipment): boolean =>
  shipment.orderItems.some(
    ({ serviceProfile }) => serviceProfile === "FBF" || serviceProfile === "Flipkart_Fulfilment",
  );

/**
 * What a refusal ends the command with; null when nothing was refused. Flipkart's own trouble is thrown, so that it is
 * tried again: every attempt looks first how far each shipment is.
 */
export function refusedBy(refusals: readonly Refusal[]): CommandResult | null {
  const final = refusals.filter((refusal) => !refusal.isTemporary);
  const [first] = final;
  if (first !== undefined)
    return rejected(first.code, [...new Map(final.map(({ text }) => [textOf(text), text])).values()].flat());
  const [temporary] = refusals;
  if (temporary !== undefined) throw new ConnectorError({ kind: "transient" }, temporary.text);
  return null;
}

/** Done, with the order's state: its parcels first, then shipments that have none yet. */
export async function after(orderKey: string, text: AnswerText, ctx: Context): Promise<CommandResult> {
  const parts = await partsOfOrder(orderKey, ctx);
  const [order, ...otherParts] = parts.toSorted((a, b) => b.fulfilments.length - a.fulfilments.length);
  return { state: "done", text, order, otherParts };
}

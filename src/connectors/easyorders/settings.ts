import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Field } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";

/** When EasyOrders lowers its own quantity for an order; nobody has published it, so the seller may correct it. */
export type StockTakenAt = "created" | "confirmed" | "never";

export interface Settings {
  /** ISO 4217; neither the API nor any payload names a currency. */
  readonly currency: string;
  /** ISO 3166-1 alpha-2; customers' phones arrive in local form. */
  readonly phoneCountry: string;
  readonly storeId: string | undefined;
  readonly storeUrl: string | undefined;
  readonly walkOrders: boolean;
  /** A running order number to start the walk from. */
  readonly walkFrom: number;
  readonly stockTakenAt: StockTakenAt;
  readonly deliveredMeansPaid: boolean;
}

/** Settings a seller may change after connecting. */
export const SETTINGS_FIELDS: readonly Field[] = [
  {
    id: "orderWalk",
    label: "Look for missed orders by their number",
    type: "boolean",
    required: false,
    defaultValue: "true",
    help: "EasyOrders has no list of orders. Argosy asks for one order number after the other to find what a lost webhook missed. The call is not in EasyOrders' documentation; switch it off if EasyOrders asks you to.",
  },
  {
    id: "orderWalkFrom",
    label: "Start from order number",
    type: "number",
    required: false,
    pattern: "^[1-9][0-9]{0,9}$",
    patternHint: "A whole number such as 1042.",
    help: "The number of any order you remember. Needed only when your order numbers do not begin at 1.",
  },
  {
    id: "stockTakenAt",
    label: "EasyOrders lowers its own stock when an order is",
    type: "select",
    required: false,
    defaultValue: "created",
    options: [
      { value: "created", label: "created" },
      { value: "confirmed", label: "confirmed or paid" },
      { value: "never", label: "never" },
    ],
    help: "EasyOrders does not publish this. Place a test order and look at the product's quantity if you want to be sure; every stock update also reads before it writes.",
  },
  {
    id: "deliveredMeansPaid",
    label: "A delivered cash-on-delivery order counts as paid",
    type: "boolean",
    required: false,
    defaultValue: "true",
  },
];

const TAKEN_AT: readonly StockTakenAt[] = ["created", "confirmed", "never"];

/** Settings of a connection with their defaults. Throws ConnectorError rejected when the currency is missing. */
export function readSettings(connection: ConnectionInfo): Settings {
  const { settings, facts } = connection;
  const currency = (text(settings.currency) ?? text(facts.currency))?.toUpperCase();
  if (!currency || !/^[A-Z]{3}$/.test(currency)) {
    throw new ConnectorError(
      { kind: "rejected", field: "currency" },
      "The store's currency is not set. EasyOrders tells no currency, so open the store's settings and choose it.",
    );
  }
  return {
    currency,
    phoneCountry: text(settings.phoneCountry)?.toUpperCase() ?? "EG",
    storeId: text(settings.storeId) ?? text(facts.storeId),
    storeUrl: text(settings.storeUrl),
    walkOrders: isOn(settings.orderWalk, true),
    walkFrom: Math.max(1, Math.trunc(Number(settings.orderWalkFrom)) || 1),
    stockTakenAt: TAKEN_AT.find((value) => value === settings.stockTakenAt) ?? "created",
    deliveredMeansPaid: isOn(settings.deliveredMeansPaid, true),
  };
}

/** False only when the seller switched the order walk off; readable before the other settings are complete. */
export function walksOrders(connection: ConnectionInfo): boolean {
  return isOn(connection.settings.orderWalk, true);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function isOn(value: Json | undefined, fallback: boolean): boolean {
  if (value === undefined || value === null || value === "") return fallback;
  return value === true || value === "true";
}

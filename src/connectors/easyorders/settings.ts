import type { Json } from "../../commerce/product.ts";
import { fieldsOf } from "../kit/connect/messages.ts";
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { catalog, english, message } from "./words.ts";

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
export const SETTINGS_FIELDS = fieldsOf(catalog.messages, [
  { id: "orderWalk", type: "boolean", defaultValue: "true" },
  {
    id: "orderWalkFrom",
    type: "number",
    pattern: "^[1-9][0-9]{0,9}$",
  },
  {
    id: "stockTakenAt",
    type: "select",
    defaultValue: "created",
    options: [
      { value: "created", label: english("word.created") },
      "confirmed",
      { value: "never", label: english("word.never") },
    ],
  },
  { id: "deliveredMeansPaid", type: "boolean", defaultValue: "true" },
]);

const TAKEN_AT: readonly StockTakenAt[] = ["created", "confirmed", "never"];

/** Settings of a connection with their defaults. Throws ConnectorError rejected when the currency is missing. */
export function readSettings(connection: ConnectionInfo): Settings {
  const { settings, facts } = connection;
  const currency = (text(settings.currency) ?? text(facts.currency))?.toUpperCase();
  if (!currency || !/^[A-Z]{3}$/.test(currency)) {
    throw new ConnectorError({ kind: "rejected", field: "currency" }, message("error.storeCurrencyNotSetTells"));
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

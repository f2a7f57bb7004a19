/** What a connection's form says. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

type Settings = ConnectionInfo["settings"];

const text = (settings: Settings, id: string): string => {
  const value = settings[id];
  return typeof value === "string" ? value.trim() : "";
};

export const baseUrlOf = (settings: Settings): string => text(settings, "baseUrl").replace(/(?<!\/)\/+$/, "");
export const usernameOf = (settings: Settings): string => text(settings, "username");
/** Ids of couriers are in capitals. */
export const courierOf = (settings: Settings): string => text(settings, "defaultCourierId").toUpperCase();
export const readsMillimetres = (settings: Settings): boolean => text(settings, "dimensionUnit") === "mm";

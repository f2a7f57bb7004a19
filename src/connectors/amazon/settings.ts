/** What the seller chose, read from the connection. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { type Marketplace, marketplaceOf } from "./marketplaces.ts";
import { message } from "./words.ts";

type Settled = Pick<ConnectionInfo, "settings" | "facts">;

export function textSetting({ settings }: Settled, name: string): string {
  const value = settings[name];
  return typeof value === "string" ? value.trim() : "";
}

/** A switch that is on unless it was switched off. */
export function isOn({ settings }: Settled, name: string): boolean {
  return settings[name] !== false && settings[name] !== "false";
}

/** The store whose listings, prices and currency this connection works with. */
export function homeOf(connection: Settled): Marketplace {
  const id = textSetting(connection, "marketplaceId");
  const found = marketplaceOf(id);
  if (found) return found;
  throw new ConnectorError(
    { kind: "rejected", field: "marketplaceId" },
    id === "" ? message("error.chooseStoreSell") : message("error.noMarketplaceIdHubKnows", { id }),
  );
}

/** The stores whose orders are read: the home store and those of its region that were added. */
export function orderMarketplaces(connection: Settled): readonly string[] {
  const home = homeOf(connection);
  const more = textSetting(connection, "orderMarketplaces")
    .split(/[\s,;]+/)
    .filter((id) => id !== "");
  for (const id of more) {
    if (marketplaceOf(id)?.region === home.region) continue;
    throw new ConnectorError(
      { kind: "rejected", field: "orderMarketplaces" },
      message("error.noMarketplaceRegionBelongsConnect", { id, region: home.name }),
    );
  }
  return [...new Set([home.id, ...more])];
}

export function sellerOf(connection: Settled): string {
  const seller = textSetting(connection, "sellerId");
  if (seller !== "") return seller;
  throw new ConnectorError({ kind: "rejected", field: "sellerId" }, message("error.merchantTokenMissingFindSeller"));
}

/** The currency of a marketplace as Amazon told it at connecting. */
export function currencyOf({ facts }: Settled, marketplaceId: string): string | undefined {
  const { currencies } = facts;
  if (currencies === null || typeof currencies !== "object") return undefined;
  const reported = Object.entries(currencies).find(([id]) => id === marketplaceId)?.[1];
  return typeof reported === "string" && /^[A-Z]{3}$/.test(reported) ? reported : undefined;
}

/** The currency of an order that tells none: its store's, else that of the store the seller sells in. */
export function orderCurrencyOf(connection: Settled, marketplaceId: string | undefined): string {
  const store = marketplaceId ?? "";
  return currencyOf(connection, store) ?? (marketplaceOf(store) ?? homeOf(connection)).currency;
}

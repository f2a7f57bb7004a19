/** What the seller chose, read from the connection. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { type Site, siteOf } from "./sites.ts";
import { message } from "./words.ts";

type Settled = Pick<ConnectionInfo, "settings">;

export function textSetting({ settings }: Settled, name: string): string {
  const value = settings[name];
  return typeof value === "string" ? value.trim() : "";
}

/** A switch that is on unless it was switched off. */
export const isOn = ({ settings }: Settled, name: string): boolean =>
  settings[name] !== false && settings[name] !== "false";

/** Listings made on eBay's site or by other tools are linked, stocked and priced too. */
export const managesSiteListings = (connection: Settled): boolean =>
  textSetting(connection, "siteListings") !== "ignore";

/** The site whose listings, prices and currency this connection works with. */
export function homeOf(connection: Settled): Site {
  const id = textSetting(connection, "marketplaceId");
  const found = siteOf(id);
  if (found) return found;
  throw new ConnectorError({ kind: "rejected", field: "marketplaceId" }, message("refused.noSite", { site: id }));
}

/** The sites whose orders are read: this connection's own and those added to it. */
export function orderSites(connection: Settled): ReadonlySet<string> {
  const more = textSetting(connection, "orderSites")
    .split(/[\s,;]+/)
    .filter((id) => id !== "");
  for (const id of more)
    if (!siteOf(id))
      throw new ConnectorError({ kind: "rejected", field: "orderSites" }, message("refused.noSite", { site: id }));
  return new Set([homeOf(connection).id, ...more]);
}

/** "DHL Paket = DHL": the hub's name of a carrier, and eBay's code of it. */
export function carrierCode(connection: Settled, carrier: string | undefined): string {
  const requested = carrier?.trim() ?? "";
  for (const line of textSetting(connection, "carrierCodes").split(/[\n;,]+/)) {
    const [name = "", code = ""] = line.split("=").map((part) => part.trim());
    if (code !== "" && name.toLowerCase() === requested.toLowerCase()) return code;
  }
  return requested || "Other";
}

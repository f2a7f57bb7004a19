/** The one place that says what an open connection can do: its ports tell. */
import type { Abilities } from "../../../commerce/abilities.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Connector, Ports } from "./contract.ts";

/** A connection as it is stored, as far as opening it needs. */
export interface StoredConnection {
  readonly provider: string;
  readonly accountId: string | null;
  readonly facts: Readonly<Record<string, Json>>;
  readonly settings: Readonly<Record<string, Json>>;
  readonly endpoint: string | null;
}

/** The ports a connector opens for a connection, without asking the platform anything; none of a provider that is not part of this build. */
export function portsOf(connectors: ReadonlyMap<string, Connector>, stored: StoredConnection): Ports {
  const { provider, accountId, facts, settings, endpoint } = stored;
  const info = { account: { externalId: accountId ?? "" }, facts, settings, ...(endpoint !== null && { endpoint }) };
  return connectors.get(provider)?.open(info) ?? {};
}

export function abilitiesOf(ports: Ports): Abilities {
  const { products, stock, prices, categories, listings, customers, orders, files } = ports;
  return {
    readProducts: products !== undefined,
    putProducts: products?.put !== undefined,
    changeImages: products?.put !== undefined && products.changesImages === true,
    takeOffSale: products?.put !== undefined && products.alwaysOnSale !== true,
    // A stock file that a person carries over counts.
    stock: stock !== undefined || files?.stock !== undefined,
    marketplaceStock: stock?.atMarketplace !== undefined,
    prices: prices !== undefined,
    readCategories: categories !== undefined,
    publishListings: listings !== undefined,
    putCategories: categories?.put !== undefined,
    putCustomers: customers?.update !== undefined,
    readOrders: orders !== undefined,
    createOrders: orders?.create !== undefined,
    holdOrders: orders?.hold !== undefined,
    takeDocuments: orders?.documents !== undefined,
  };
}

/** The ports of shops whose ports are made of what is known of the shop. */
import type { ConnectionInfo, Ports } from "./contract.ts";

/** What nearly every shop has. */
export const SHOP_PORTS = [
  "products",
  "prices",
  "stock",
  "orders",
  "categories",
  "customers",
] as const satisfies readonly (keyof Ports)[];

/** A port, or how it is made of a shop; undefined where the shop has none. */
type Made<Shop> = { readonly [P in keyof Ports]: Ports[P] | ((shop: Shop) => Ports[P]) };

/** `open` of a connector: each port made of the shop, which is read once. */
export const portsBy =
  <Shop>(shopOf: (connection: ConnectionInfo) => Shop, made: Made<Shop>) =>
  (connection: ConnectionInfo): Ports => {
    const shop = shopOf(connection);
    const ports = Object.entries(made).map(([name, port]) => [name, typeof port === "function" ? port(shop) : port]);
    return Object.fromEntries(ports.filter(([, port]) => port !== undefined));
  };

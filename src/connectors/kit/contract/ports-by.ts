/** Which ports a connection has: each named once, for what it could have at best and for what it opens. */
import type { ConnectionInfo, Connector, Context, Ports } from "./contract.ts";

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

/** Stock of a platform that shows what is free and compares nothing by itself: it is read before each write. */
export const readsFirst = { basis: "available", compareAndSet: "read" } as const;

type Opening = Pick<Connector, "maximum" | "open">;

const namesOf = (ports: object) => Object.keys(ports) as (keyof Ports)[];

function makePorts<Shop>(made: Made<Shop>, shop: Shop): Ports {
  const ports = Object.entries(made).map(([name, port]) => [name, typeof port === "function" ? port(shop) : port]);
  return Object.fromEntries(ports.filter(([, port]) => port !== undefined));
}

/** Each port made of the shop, which is read once. */
export const portsBy = <Shop>(shopOf: (connection: ConnectionInfo) => Shop, made: Made<Shop>): Opening => ({
  maximum: namesOf(made),
  open: (connection) => makePorts(made, shopOf(connection)),
});

/** The same ports for every connection; one that differs is made of it. */
export const portsForAll = (made: Made<ConnectionInfo>): Opening => portsBy((connection) => connection, made);

/** For what ports do with a shop besides: `get: here(readOrder)` is `get: (key, ctx) => readOrder(key, shop, ctx)`. */
export const forShop =
  <Shop>(shop: Shop) =>
  <RequestedUnits, Answer>(work: (requested: RequestedUnits, shop: Shop, ctx: Context) => Answer) =>
  (requested: RequestedUnits, ctx: Context): Answer =>
    work(requested, shop, ctx);

interface Granted {
  /** What the account may do; each that it may not stands in its fact `missing`. Default: nothing is needed. */
  readonly needs?: readonly string[];
  /** What a connection has to be besides. */
  readonly where?: (connection: ConnectionInfo) => boolean;
  readonly ports: Made<ConnectionInfo>;
}

/** Ports by what the account has to be allowed for them. */
export const portsGranted = (...groups: readonly Granted[]): Opening => ({
  maximum: groups.flatMap(({ ports }) => namesOf(ports)),
  open: (connection) => {
    const { missing } = connection.facts;
    const lacks = (name: string) => Array.isArray(missing) && missing.includes(name);
    const has = ({ needs = [], where }: Granted) => !needs.some(lacks) && (where?.(connection) ?? true);
    return Object.assign({}, ...groups.filter(has).map(({ ports }) => makePorts(ports, connection)));
  },
});

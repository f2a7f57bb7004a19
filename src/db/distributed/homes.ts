/** Connections to the nodes of a distributed database, and which of them an organization's work runs over. */
import type pg from "pg";
import { isUuid } from "../../commerce/ids.ts";
import type { ServerPools } from "../pools.ts";
import { type Tx, txOf } from "../tx.ts";
import type { Place } from "./places.ts";
import { rewriter } from "./rewrite.ts";

/** Where the lanes and deliveries of some organizations are, or of all. */
export interface Home {
  readonly ingest: Tx;
  readonly scheduler: Tx;
}

/** Connections tenants' statements run over, and how the statements are said there; absent: as they are. */
export interface At {
  readonly pool: pg.Pool;
  readonly asHere?: ((text: string) => string) | undefined;
}

interface HomesOptions {
  readonly ownerUrl: string;
  /** None: everything is on the hub's own server. */
  readonly places: readonly Place[];
  /** Of the hub's own server. */
  readonly whole: ServerPools;
  /** Of the server at an address, with the owner's name in it. */
  readonly poolsAt: (url: string, settings: string) => ServerPools;
}

type PlaceHome = Home & At & { readonly place: Place };

export interface Homes {
  readonly isSpread: boolean;
  readonly all: readonly Home[];
  readonly of: (organization: string) => Home | Promise<Home>;
  /** Runs work where the organization's rows are. */
  tenant<T>(organization: string, work: (at: At) => Promise<T>): Promise<T>;
  /** Undefined where nobody asked for the organization yet. */
  known(organization: string): At | undefined;
  readonly pools: readonly pg.Pool[];
  /** Of nodes beside the hub's own server. */
  readonly nodeUrls: readonly string[];
}

/**
 * A table that a statement names without its schema, and that was not given its shard's name, is refused: Citus would ask
 * every node. What is written to tables every node has a copy of is written as the same tenant there.
 */
const SETTINGS = "-c search_path=public -c citus.propagate_set_commands=local -c citus.enable_unsafe_triggers=on";

/** Connects to nothing yet. */
export function openHomes({ ownerUrl, places, whole, poolsAt }: HomesOptions): Homes {
  const own: Home & At = { pool: whole.app, ingest: txOf(whole.ingest), scheduler: txOf(whole.scheduler) };
  if (places.length === 0)
    return {
      isSpread: false,
      all: [own],
      of: () => own,
      tenant: (_organization, work) => work(own),
      known: () => own,
      pools: [],
      nodeUrls: [],
    };
  const urls = new Map([...new Set(places.map(({ node }) => node))].map((node) => [node, urlOf(ownerUrl, node)]));
  const pools = new Map([...urls].map(([node, url]) => [node, poolsAt(url, SETTINGS)]));
  const all = places.map((place): PlaceHome => {
    const at = pools.get(place.node) ?? whole;
    const asHere = rewriter(place);
    const never = () => false;
    return {
      place,
      pool: at.app,
      asHere,
      ingest: txOf(at.ingest, never, asHere),
      scheduler: txOf(at.scheduler, never, asHere),
    };
  });
  const known = new Map<string, PlaceHome>();
  /** An organization's place never changes while the hub runs. */
  async function find(organization: string): Promise<PlaceHome> {
    if (!isUuid(organization)) throw new RangeError("An organization id is a lower-case UUID.");
    const { rows } = await whole.scheduler.query<{ hash: number }>("select worker_hash($1::uuid) as hash", [
      organization,
    ]);
    const hash = rows[0]?.hash;
    const home = all.find(({ place }) => hash !== undefined && place.from <= hash && hash <= place.to);
    if (!home) throw new Error(`No place holds the organization ${organization}.`);
    known.set(organization, home);
    return home;
  }
  const of = (organization: string) => known.get(organization) ?? find(organization);
  return {
    isSpread: true,
    all,
    of,
    tenant: async (organization, work) => work(await of(organization)),
    known: (organization) => known.get(organization),
    pools: [...pools.values()].flatMap((at) => Object.values(at)),
    nodeUrls: [...urls.values()].filter((url) => new URL(url).host !== new URL(ownerUrl).host),
  };
}

function urlOf(ownerUrl: string, node: string): string {
  const url = new URL(ownerUrl);
  url.host = node;
  return url.href;
}

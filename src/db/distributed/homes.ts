/** The places of a distributed database as the hub works with them, and which of them an organization's rows are in. */
import { setTimeout as delay } from "node:timers/promises";
import { isUuid } from "../../commerce/ids.ts";
import type { HomeInfo } from "../home-list.ts";
import type { ServerPools } from "../pools.ts";
import type { At } from "../tenant-transaction.ts";
import { type Tx, txOf } from "../tx.ts";
import { HomeRouter, type HomeState } from "./home-router.ts";
import { type HomeServer, openHomeServer } from "./home-server.ts";

/** Where the rows of some organizations are, or of all. */
export interface Home {
  readonly ingest: Tx;
  readonly scheduler: Tx;
  readonly operator: Tx;
  /** Nothing can be done there just now. */
  readonly isAway: boolean;
  /** How often it was away and has come back. */
  readonly returns: number;
}

export interface HomesOptions {
  readonly ownerUrl: string;
  /** None: everything is on the hub's own server. */
  readonly places: readonly HomeInfo[];
  /** Of the hub's own server. */
  readonly whole: ServerPools;
  /** Of the server at an address, with the owner's name in it. */
  readonly poolsAt: (url: string, settings: string) => ServerPools;
  /** The address at which a server is looked at, of one with the owner's name in it. */
  readonly lookUrl: (url: string) => string;
  /** A server holds places that did not before, at its address with the owner's name in it. */
  readonly onServer: (url: string) => void;
  /** One holds no place any more. */
  readonly onServerGone: (url: string) => void;
  readonly onError: (error: Error) => void;
  /** Told of each change of a place. */
  readonly onPlace?: ((state: HomeState) => void) | undefined;
}

export interface Homes {
  readonly isSpread: boolean;
  readonly all: readonly Home[];
  readonly of: (organization: string) => Home | Promise<Home>;
  /** Runs work where the organization's rows are. */
  tenant<T>(organization: string, work: (at: At) => Promise<T>): Promise<T>;
  /** Undefined where nobody asked for the organization yet, or nothing can be done there just now. */
  known(organization: string): At | undefined;
  /** How the places are; none where everything is on the hub's own server. */
  states(): readonly HomeState[];
  /** Looks at all servers once, and then again and again. */
  watch(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A table that a statement names without its schema, and that was not given its shard's name, is refused: Citus would ask
 * every node. What is written to tables every node has a copy of is written as the same tenant there.
 */
const SETTINGS = "-c search_path=public -c citus.propagate_set_commands=local -c citus.enable_unsafe_triggers=on";

const POLL_MS = 1_000;

const WHERE_NOW = `
  select n.nodename || ':' || n.nodeport as node
  from pg_dist_placement p join pg_dist_node n on n.groupid = p.groupid and n.noderole = 'primary'
  where p.shardid = $1::bigint`;

/** Connects to nothing before `watch`. */
export function openHomes(options: HomesOptions): Homes {
  const { places, whole } = options;
  const own: Home & At = {
    pool: whole.app,
    ingest: txOf(whole.ingest),
    scheduler: txOf(whole.scheduler),
    operator: txOf(whole.operator),
    isAway: false,
    returns: 0,
  };
  if (places.length > 0) return connectHomes(options);
  return {
    isSpread: false,
    all: [own],
    of: () => own,
    tenant: (_organization, work) => work(own),
    known: () => own,
    states: () => [],
    watch: async () => undefined,
    close: async () => undefined,
  };
}

function connectHomes(options: HomesOptions): Homes {
  const homes = new HomePools(options);
  return {
    isSpread: true,
    all: homes.all,
    of: (organization) => homes.of(organization),
    tenant: async (organization, work) => work((await homes.of(organization)).at()),
    known: (organization) => {
      const home = homes.known.get(organization);
      return home && !home.isAway ? home.at() : undefined;
    },
    states: () => homes.all.map(({ state }) => state),
    watch: () => homes.watch(),
    close: () => homes.close(),
  };
}

class HomePools {
  readonly all: readonly HomeRouter[];
  readonly known = new Map<string, HomeRouter>();
  readonly #options: HomesOptions;
  readonly #servers = new Map<string, HomeServer>();
  /** Where places are that are not ready there yet. */
  readonly #awaited = new Set<HomeServer>();
  readonly #told = new Map<HomeRouter, HomeState["is"]>();
  readonly #closing = new AbortController();
  #watched: Promise<void> | undefined;
  #lookSoon: () => void = () => undefined;

  constructor(options: HomesOptions) {
    this.#options = options;
    const onTrouble = () => this.#lookSoon();
    this.all = options.places.map((home) => new HomeRouter(home, this.#serverOf(home.node), onTrouble));
  }

  of(organization: string): HomeRouter | Promise<HomeRouter> {
    return this.known.get(organization) ?? this.#find(organization);
  }

  async watch(): Promise<void> {
    await this.#lookAtAll();
    this.#watched ??= this.#watching();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watched;
    await Promise.all([...this.#servers.values()].map((server) => server.close()));
  }

  async #find(organization: string): Promise<HomeRouter> {
    if (!isUuid(organization)) throw new RangeError("An organization id is a lower-case UUID.");
    const { rows } = await this.#options.whole.scheduler.query<{ hash: number }>(
      "select worker_hash($1::uuid) as hash",
      [organization],
    );
    const hash = rows[0]?.hash;
    const home = this.all.find(({ place }) => hash !== undefined && place.from <= hash && hash <= place.to);
    if (!home) throw new Error(`No place holds the organization ${organization}.`);
    this.known.set(organization, home);
    return home;
  }

  #urlOf(node: string): string {
    const url = new URL(this.#options.ownerUrl);
    url.host = node;
    return url.href;
  }

  #serverOf(node: string): HomeServer {
    const cached = this.#servers.get(node);
    if (cached) return cached;
    const { poolsAt, lookUrl, onServer } = this.#options;
    const url = this.#urlOf(node);
    const made = openHomeServer({ node, url: lookUrl(url), pools: poolsAt(url, SETTINGS) });
    this.#servers.set(node, made);
    onServer(url);
    return made;
  }

  async #lookAt(server: HomeServer): Promise<void> {
    const mine = this.all.filter((home) => home.server === server);
    const here = await server.look(mine.map(({ place }) => place.anchor));
    for (const home of mine) if (here && !here.has(home.place.anchor)) home.hold("unready");
    await Promise.all(mine.filter(({ isAway }) => isAway).map((home) => this.#settle(home)));
  }

  /** Whether it can go on, and where: on its server, or on the one the node that coordinates names. */
  async #settle(home: HomeRouter): Promise<void> {
    if (home.server.awaySince === null) {
      const isNow = await home.asked(home.server);
      if (isNow === "ready") return home.release(home.server);
      if (isNow !== "unready") return home.hold(isNow);
    }
    const { rows } = await this.#options.whole.scheduler.query<{ node: string }>(WHERE_NOW, [home.place.anchor]);
    const server = rows[0] ? this.#serverOf(rows[0].node) : home.server;
    this.#awaited.add(server);
    if (server !== home.server && (await home.asked(server)) === "ready") return home.release(server);
    if (home.server.awaySince === null) home.hold("unready");
  }

  async #lookAtAll(): Promise<void> {
    const { onError, onPlace } = this.#options;
    this.#awaited.clear();
    await Promise.all([...this.#servers.values()].map((server) => this.#lookAt(server).catch(onError)));
    await this.#forgetUnused();
    for (const home of this.all) {
      const { state } = home;
      if ((this.#told.get(home) ?? "ready") !== state.is) {
        if (state.is === "ready") home.returns += 1;
        onPlace?.(state);
      }
      this.#told.set(home, state.is);
    }
  }

  /**
   * A server that holds no place any more may be switched off. What began there has ended with the move, and what waits
   * for a connection is refused first.
   */
  async #forgetUnused(): Promise<void> {
    for (const [node, server] of this.#servers) {
      if (this.#awaited.has(server) || server.isInUse || this.all.some((home) => home.server === server)) continue;
      this.#servers.delete(node);
      this.#options.onServerGone(this.#urlOf(node));
      await server.close();
    }
  }

  async #watching(): Promise<void> {
    const { signal } = this.#closing;
    const pause = (ms: number) => delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
    while (!signal.aborted) {
      await this.#lookAtAll();
      // Asked for meanwhile: soon, but not more than some times a second.
      const requested = new Promise<void>((resolve) => {
        this.#lookSoon = resolve;
      });
      await Promise.race([pause(POLL_MS), requested.then(() => pause(POLL_MS / 10))]);
    }
  }
}

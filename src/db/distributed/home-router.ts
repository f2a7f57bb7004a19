/** A place as the hub works with it: over which connections, and whether it may just now. */
import type pg from "pg";
import type { HomeInfo } from "../home-list.ts";
import { HomeUnreachable, type WhyAway } from "../home-unreachable.ts";
import { statementsAt } from "../tenant-transaction.ts";
import type { Tx } from "../tx.ts";
import { guardOf, refusalOf } from "./guard.ts";
import type { HomeServer } from "./home-server.ts";
import { rewriter } from "./rewrite.ts";

/** How a place is. */
export interface HomeState {
  readonly place: string;
  /** `host:port` of its server, as far as is known. */
  readonly server: string;
  readonly is: "ready" | WhyAway;
  /** Null where it is ready. */
  readonly since: Date | null;
}

export class HomeRouter {
  readonly place: HomeInfo;
  readonly asHere: (text: string) => string;
  readonly guard: string;
  readonly ingest: Tx;
  readonly scheduler: Tx;
  readonly operator: Tx;
  returns = 0;
  #server: HomeServer;
  #refused: { readonly is: WhyAway; readonly since: Date } | null = null;
  readonly #onTrouble: () => void;

  /** `onTrouble`: told when work finds out that something is not as it was. */
  constructor(home: HomeInfo, server: HomeServer, onTrouble: () => void) {
    this.place = home;
    this.#server = server;
    this.#onTrouble = onTrouble;
    this.asHere = rewriter(home);
    this.guard = guardOf(home.schema);
    const over = (role: "ingest" | "scheduler" | "operator") =>
      statementsAt(() => ({ ...this.at(), pool: this.#server.pools[role] }));
    this.ingest = over("ingest");
    this.scheduler = over("scheduler");
    this.operator = over("operator");
  }

  get pool(): pg.Pool {
    return this.#server.pools.app;
  }

  get server(): HomeServer {
    return this.#server;
  }

  get state(): HomeState {
    const { node, awaySince } = this.#server;
    const existing = { place: this.place.schema, server: node };
    if (this.#refused) return { ...existing, ...this.#refused };
    return { ...existing, is: awaySince ? "away" : "ready", since: awaySince };
  }

  get isAway(): boolean {
    return this.state.is !== "ready";
  }

  /** Throws PlaceAway where nothing can be done there just now. */
  at() {
    const { is } = this.state;
    if (is !== "ready") throw new HomeUnreachable(this.place.schema, is);
    const server = this.#server;
    const refused = (error: unknown) => this.#refusedBy(server, error);
    return { pool: this.pool, asHere: this.asHere, guard: this.guard, refused };
  }

  /** What the failure of a transaction's beginning means. */
  #refusedBy(server: HomeServer, error: unknown): unknown {
    const refusal = refusalOf(error);
    // The place went on elsewhere while this waited for a connection: what its old server says is no news of it.
    if (server !== this.#server && (refusal !== null || server.pools.app.ending))
      return new HomeUnreachable(this.place.schema, "moving", error);
    if (refusal === null) {
      // A connection that broke, or could not be made: whoever watches finds out more.
      this.#onTrouble();
      return error;
    }
    const why = refusal === "moving" ? "moving" : "unready";
    this.hold(why);
    this.#onTrouble();
    return new HomeUnreachable(this.place.schema, why, error);
  }

  hold(why: WhyAway): void {
    if (this.#refused?.is !== why) this.#refused = { is: why, since: this.#refused?.since ?? new Date() };
  }

  /** Goes on, on this server. */
  release(server: HomeServer): void {
    this.#server = server;
    this.#refused = null;
  }

  /** What its guard says on a server. */
  async asked(server: HomeServer): Promise<"ready" | WhyAway> {
    try {
      await server.pools.scheduler.query(this.guard);
      return "ready";
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) return "away";
      return refusal === "moving" ? "moving" : "unready";
    }
  }
}

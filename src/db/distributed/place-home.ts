/** A place as the hub works with it: over which connections, and whether it may just now. */
import type pg from "pg";
import { statementsAt } from "../tenant-transaction.ts";
import type { Tx } from "../tx.ts";
import { guardOf, refusalOf } from "./guard.ts";
import { PlaceAway, type WhyAway } from "./place-away.ts";
import type { PlaceServer } from "./place-server.ts";
import type { Place } from "./places.ts";
import { rewriter } from "./rewrite.ts";

/** How a place is. */
export interface PlaceState {
  readonly place: string;
  /** `host:port` of its server, as far as is known. */
  readonly server: string;
  readonly is: "ready" | WhyAway;
  /** Null where it is ready. */
  readonly since: Date | null;
}

export class PlaceHome {
  readonly place: Place;
  readonly asHere: (text: string) => string;
  readonly guard: string;
  readonly ingest: Tx;
  readonly scheduler: Tx;
  readonly operator: Tx;
  returns = 0;
  #server: PlaceServer;
  #refused: { readonly is: WhyAway; readonly since: Date } | null = null;
  readonly #onTrouble: () => void;

  /** `onTrouble`: told when work finds out that something is not as it was. */
  constructor(place: Place, server: PlaceServer, onTrouble: () => void) {
    this.place = place;
    this.#server = server;
    this.#onTrouble = onTrouble;
    this.asHere = rewriter(place);
    this.guard = guardOf(place.schema);
    const over = (role: "ingest" | "scheduler" | "operator") =>
      statementsAt(() => ({ ...this.at(), pool: this.#server.pools[role] }));
    this.ingest = over("ingest");
    this.scheduler = over("scheduler");
    this.operator = over("operator");
  }

  get pool(): pg.Pool {
    return this.#server.pools.app;
  }

  get server(): PlaceServer {
    return this.#server;
  }

  get state(): PlaceState {
    const { node, awaySince } = this.#server;
    const known = { place: this.place.schema, server: node };
    if (this.#refused) return { ...known, ...this.#refused };
    return { ...known, is: awaySince ? "away" : "ready", since: awaySince };
  }

  get isAway(): boolean {
    return this.state.is !== "ready";
  }

  /** Throws PlaceAway where nothing can be done there just now. */
  at() {
    const { is } = this.state;
    if (is !== "ready") throw new PlaceAway(this.place.schema, is);
    const server = this.#server;
    const refused = (error: unknown) => this.#refusedBy(server, error);
    return { pool: this.pool, asHere: this.asHere, guard: this.guard, refused };
  }

  /** What the failure of a transaction's beginning means. */
  #refusedBy(server: PlaceServer, error: unknown): unknown {
    const refusal = refusalOf(error);
    // The place went on elsewhere while this waited for a connection: what its old server says is no news of it.
    if (server !== this.#server && (refusal !== null || server.pools.app.ending))
      return new PlaceAway(this.place.schema, "moving", error);
    if (refusal === null) {
      // A connection that broke, or could not be made: whoever watches finds out more.
      this.#onTrouble();
      return error;
    }
    const why = refusal === "moving" ? "moving" : "unready";
    this.hold(why);
    this.#onTrouble();
    return new PlaceAway(this.place.schema, why, error);
  }

  hold(why: WhyAway): void {
    if (this.#refused?.is !== why) this.#refused = { is: why, since: this.#refused?.since ?? new Date() };
  }

  /** Goes on, on this server. */
  release(server: PlaceServer): void {
    this.#server = server;
    this.#refused = null;
  }

  /** What its guard says on a server. */
  async asked(server: PlaceServer): Promise<"ready" | WhyAway> {
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

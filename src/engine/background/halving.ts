/**
 * Works in chunks and isolates failures: after a failure the chunk is halved until the failing item is alone and is set
 * aside, so that the others of its organization go on.
 */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { isDatabaseAway } from "../../db/away.ts";
import type { Database, Tx } from "../../db/database.ts";

export interface HalvingDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface HalvingOptions<Item> {
  /** Things taken at a time while all goes well. */
  readonly maxSize: number;
  /** What is logged of a failure. */
  readonly problem: string;
  /** Identifies an item; marks of the same item may share a name. */
  readonly nameOf: (item: Item) => string;
  readonly park: (tx: Tx, item: Item, failure: { readonly error: unknown; readonly now: Date }) => Promise<void>;
}

/** One chunk: takes at most `size` things and notes them in `taken`, also where it fails. */
type Attempt<Item, T> = (chunk: { readonly size: number; readonly taken: Item[] }) => Promise<T>;

/** Answers null after a failure that was taken care of: there is more to do. Throws what no single thing is to blame for. */
export type Halving<Item> = <T>(organization: OrganizationId, attempt: Attempt<Item, T>) => Promise<T | null>;

export function createHalving<Item>({ db, clock, log }: HalvingDeps, how: HalvingOptions<Item>): Halving<Item> {
  const sizes = new Map<OrganizationId, number>();
  return async (organization, attempt) => {
    const size = sizes.get(organization) ?? how.maxSize;
    const taken: Item[] = [];
    try {
      const answer = await attempt({ size, taken });
      if (size * 2 < how.maxSize) sizes.set(organization, size * 2);
      else sizes.delete(organization);
      return answer;
    } catch (error) {
      const [item] = taken;
      if (!item || isDatabaseAway(error)) throw error;
      log.error({ err: error, organization, taken: taken.length, first: how.nameOf(item) }, how.problem);
      sizes.set(organization, Math.max(1, Math.floor(Math.min(size, taken.length) / 2)));
      const isAlone = new Set(taken.map(how.nameOf)).size === 1;
      if (isAlone) {
        const failure = { error, now: new Date(clock.now()) };
        await db.tenant(organization, (tx) => how.park(tx, item, failure), { kind: "derived" });
      }
      return null;
    }
  };
}

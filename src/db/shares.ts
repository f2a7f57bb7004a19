/** How many of a pool's connections one organization holds at once: whatever it does, others find one. */
import type pg from "pg";

/** In ten. A pool of three or fewer has none to keep for others. */
const SHARE = 7;
const LEAST = 4;
const WAIT_MS = 10_000;

export interface Shares {
  /** Answers what gives the place back. Waits, as for a connection, where the organization holds its share. */
  take(organization: string): Promise<() => void>;
  isUsedUp(organization: string): boolean;
}

interface Held {
  count: number;
  readonly waiting: Set<() => void>;
}

const existing = new WeakMap<pg.Pool, Shares>();

export function sharesOf(pool: pg.Pool): Shares {
  const found = existing.get(pool) ?? openShares(pool.options);
  existing.set(pool, found);
  return found;
}

function openShares({ max, connectionTimeoutMillis }: pg.PoolOptions): Shares {
  const most = max < LEAST ? max : Math.floor((max * SHARE) / 10);
  const holders = new Map<string, Held>();
  const giver = (organization: string, held: Held) => () => {
    const [next] = held.waiting;
    // The place goes to whoever waited longest.
    if (next) return next();
    held.count -= 1;
    if (held.count === 0) holders.delete(organization);
  };
  return {
    isUsedUp: (organization) => (holders.get(organization)?.count ?? 0) >= most,
    async take(organization) {
      const held = holders.get(organization) ?? { count: 0, waiting: new Set() };
      holders.set(organization, held);
      if (held.count < most) held.count += 1;
      else await turn(held, connectionTimeoutMillis || WAIT_MS);
      return giver(organization, held);
    },
  };
}

function turn({ waiting }: Held, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = () => {
      waiting.delete(next);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      waiting.delete(next);
      // In the words of the driver: to whoever asked it is the same.
      reject(new Error("timeout exceeded when trying to connect: the organization holds its share of the connections"));
    }, withinMs);
    waiting.add(next);
  });
}

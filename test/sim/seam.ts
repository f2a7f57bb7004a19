/**
 * Where a simulated process can die: before any statement it sends to the database, and before or after any call
 * to a platform. A dead engine's promises never settle, its open transactions roll back, and it calls nobody any
 * more, as if the process had been killed there.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import type { Database, Home, Tx } from "../../src/db/database.ts";

/** A place to die at: a statement or a call to a platform. */
export interface Point {
  readonly what: string;
  readonly when: "before" | "after";
}

export interface Seam {
  readonly db: Database;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly isDead: boolean;
  /** Resolves when it dies. */
  readonly died: Promise<void>;
  /** Where it died, in words. */
  readonly cause: string;
  /** Dies before the n-th statement from now on. */
  dieAtStatement(count: number): void;
  /** Dies before the n-th call to a platform leaves, or when its answer is there. */
  dieAtCall(count: number, when: "before" | "after"): void;
  /** Runs `strike` before the n-th statement, which then goes its way. */
  strikeAtStatement(count: number, strike: () => Promise<void>): void;
  /**
   * From now on each point is shown to `readNow` as it is reached; it dies where that answers true. Transactions that would
   * run side by side run one after the other, so that every run reaches the same points.
   */
  watch(readNow: (point: Point) => boolean): void;
  /** Takes back what has not happened yet. */
  disarm(): void;
  /** Resolves when nothing it began in the database is open any more, and nothing goes on from there. */
  quiet(): Promise<void>;
}

/** Thrown into transactions of a dead engine, so that they roll back. Nobody outside hears of it. */
class ProcessEnded extends Error {}

export function createSeam(database: Database, all: ReadonlyMap<string, Connector>): Seam {
  let isDead = false;
  let cause = "";
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  // Inside a transaction death is thrown, so that the transaction ends; what waits outside waits for ever.
  const inside = new AsyncLocalStorage<true>();
  const counters = { statement: 0, before: 0, after: 0, strike: 0 };
  let strike: (() => Promise<void>) | undefined;
  let look: ((point: Point) => boolean) | undefined;
  const open = new Set<Promise<unknown>>();
  const inTurn = oneAfterAnother();

  function end(where: string): void {
    if (isDead) return;
    isDead = true;
    cause = where;
    die();
  }
  /** Counts down to an event; true exactly once, when it is there. */
  const isReached = (name: keyof typeof counters) => {
    if (counters[name] === 0) return false;
    counters[name] -= 1;
    return counters[name] === 0;
  };

  /** Where something is to happen at a statement, statements that travel together go one by one. */
  const isWatched = () => counters.statement > 0 || counters.strike > 0 || look !== undefined;

  function callChannel(what: string, when: Point["when"]): void {
    if (!isDead && look?.({ what, when })) end(`${when} ${what}`);
  }

  async function step(text: string): Promise<void> {
    if (isReached("strike")) await strike?.();
    if (isReached("statement")) end(`before the statement ${oneLine(text).slice(0, 90)}`);
    callChannel(oneLine(text), "before");
    if (isDead) throw new ProcessEnded();
  }

  async function watched<T>(text: string, send: () => Promise<T>): Promise<T> {
    await step(text);
    const answer = await send();
    callChannel(oneLine(text), "after");
    if (isDead) throw new ProcessEnded();
    return answer;
  }

  function guarded(tx: Tx, isWhole = false): Tx {
    const through =
      <K extends keyof Tx>(name: K): Tx[K] =>
      (text: string, params?: readonly unknown[]) =>
        (isDead || (isWatched() && !isWhole)
          ? watched<unknown>(text, () => tx[name](text, params))
          : tx[name](text, params)) as never;
    return { rows: through("rows"), one: through("one"), maybe: through("maybe"), run: through("run") };
  }

  /** What a dead process waits for never comes. */
  async function lived<T>(begin: () => Promise<T>): Promise<T> {
    const isOutside = inside.getStore() === undefined;
    const whenAlive = () => {
      if (isDead) throw new ProcessEnded();
      return begin();
    };
    const waits = isOutside && look !== undefined;
    const work = isDead && isOutside ? never<T>() : inside.run(true, waits ? () => inTurn(whenAlive) : begin);
    if (!isDead) {
      open.add(work);
      const forget = () => void open.delete(work);
      work.then(forget, forget);
    }
    const end = (outcome: () => T) => {
      if (!isDead) return outcome();
      if (isOutside) return never<T>();
      throw new ProcessEnded();
    };
    return work.then(
      (value) => end(() => value),
      (error: unknown) =>
        end(() => {
          throw error;
        }),
    );
  }

  function pool(tx: Tx): Tx {
    const inner = guarded(tx);
    return {
      rows: (text, params) => lived(() => inner.rows(text, params)),
      one: (text, params) => lived(() => inner.one(text, params)),
      maybe: (text, params) => lived(() => inner.maybe(text, params)),
      run: (text, params) => lived(() => inner.run(text, params)),
    };
  }

  function mortalHomes(): Pick<Database, "homes" | "homeOf"> {
    const ends = new Map(
      database.homes().map((home) => [
        home,
        {
          ingest: pool(home.ingest),
          scheduler: pool(home.scheduler),
          operator: pool(home.operator),
          isAway: false,
          returns: 0,
        },
      ]),
    );
    const endOf = (home: Home): Home => ends.get(home) ?? home;
    const all = [...ends.values()];
    return {
      homes: () => all,
      homeOf(organization) {
        const home = database.homeOf(organization);
        return home instanceof Promise ? home.then(endOf) : endOf(home);
      },
    };
  }

  function mortal(connector: Connector): Connector {
    return {
      ...connector,
      auth: {
        ...connector.auth,
        authorize(request, ctx) {
          if (isReached("before")) end(`before ${request.method} ${request.operation}`);
          callChannel(`${request.method} ${request.operation}`, "before");
          if (isDead) throw new ProcessEnded();
          return connector.auth.authorize(request, ctx);
        },
      },
      classify(response, request) {
        if (isReached("after")) end(`after ${request.method} ${request.operation}`);
        callChannel(`${request.method} ${request.operation}`, "after");
        return connector.classify(response, request);
      },
    };
  }

  return {
    db: {
      ...database,
      tenant: (organization, work, how) =>
        lived(() => {
          const atOnce = how?.atOnce === true && !isWatched();
          return database.tenant(
            organization,
            (tx, end) => work(guarded(tx, atOnce), (last) => (isDead || isWatched() ? last() : end(last))),
            { ...how, atOnce },
          );
        }),
      beside: (organization, work, how) => {
        const started = isDead || isWatched() ? null : database.beside(organization, work, how);
        return started && lived(() => started);
      },
      ...mortalHomes(),
      ingest: pool(database.ingest),
      scheduler: pool(database.scheduler),
    },
    connectors: new Map([...all].map(([id, connector]) => [id, mortal(connector)])),
    died,
    get isDead() {
      return isDead;
    },
    get cause() {
      return cause;
    },
    dieAtStatement(count) {
      counters.statement = count;
    },
    dieAtCall(count, when) {
      counters[when] = count;
    },
    strikeAtStatement(count, work) {
      counters.strike = count;
      strike = work;
    },
    watch(each) {
      look = each;
    },
    disarm() {
      Object.assign(counters, { statement: 0, before: 0, after: 0, strike: 0 });
      look = undefined;
    },
    async quiet() {
      do {
        await Promise.allSettled([...open]);
        // Whoever waited for it may begin something else in the same round of the loop.
        await setImmediate();
      } while (open.size > 0);
    },
  };
}

/** Answers what runs each piece of work once those before it have ended. */
function oneAfterAnother(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    // Its failure is for whoever waits for it.
    const ended = () => undefined;
    last = done.then(ended, ended);
    return done;
  };
}

const oneLine = (text: string) => text.trim().replaceAll(/\s+/g, " ");

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

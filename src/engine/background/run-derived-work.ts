/**
 * Runs derived work: what triggers and transactions leave as rows is worked off in chunks, one organization's one at a
 * time, as soon as the database notifies of it; what no notification announced is found every few seconds.
 */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { Database, Tx } from "../../db/database.ts";
import type { Chunk } from "../../hub/parked/kinds.ts";
import { parkWork } from "../../hub/parked/parked.ts";
import { type Coalesced, coalesced, type Pass } from "./coalesced.ts";
import { createHalving } from "./halving.ts";
import { createPendingWork, type Pending, type PendingWork } from "./pending-work.ts";

const POLL_MS = 5_000;
const MAX_REST_MS = 60_000;

export interface WorkDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface DerivedWork extends Pending {
  /** Notified with the organization that has new rows; absent: polling finds them. */
  readonly channel?: string | undefined;
  /** Changes come in bursts: so long they are gathered. */
  readonly delayMs?: number | undefined;
  /** Rests so many times as long as each chunk took, a minute at most. */
  readonly restPerWork?: number | undefined;
  /** What is logged of a failure. */
  readonly problem: string;
  readonly pass: Pass;
  /** Called before each query of what waits. */
  readonly beforeQuery?: (() => void) | undefined;
}

/** How one chunk went. */
interface Chunked {
  readonly ms: number;
  readonly isFailed: boolean;
}

/** Told of each chunk of a kind, for the hub's metrics. */
export type ChunkObserver = (kind: string, chunk: Chunked) => void;

interface RunnerDeps extends Pick<WorkDeps, "clock" | "log"> {
  readonly signal: AbortSignal;
  readonly onChunk?: ChunkObserver | undefined;
}

export interface DerivedWorkRunner<Kind extends string> {
  /** Works off an organization's rows; a call meanwhile starts another pass. Rejects when a pass fails. */
  run(kind: Kind, organization: OrganizationId): Promise<void>;
  /** The same, after the kind's delay; failures are logged. */
  soon(kind: Kind, organization: OrganizationId): void;
  /** Works off rows whenever the database notifies of them; resolves to what ends that. */
  listen(): Promise<(() => Promise<void>)[]>;
  /** Looks until stopped for work that no notification announced. */
  poll(): Promise<void>;
  /** One query and one chunk per organization, so that nobody waits behind a large backlog. Resolves to whether more may be left. */
  once(): Promise<boolean>;
  /** What waits at the clock's time; for tests that own the clock. */
  find(): Promise<PendingWork<Kind>>;
  /** Works off these organizations' rows; for tests that own the clock. */
  runUntilIdle(kind: Kind, organizations: readonly OrganizationId[]): Promise<void>;
}

/** Kinds are looked through in their order. */
export function createDerivedWork<Kind extends string>(
  deps: RunnerDeps & Pick<WorkDeps, "db">,
  works: Readonly<Record<Kind, DerivedWork>>,
): DerivedWorkRunner<Kind> {
  const { db, clock, log, signal } = deps;
  const kinds = Object.keys(works).filter((kind): kind is Kind => Object.hasOwn(works, kind));
  const runners = new Map<Kind, Runner>();
  const runnerOf = (kind: Kind): Runner => {
    const runner = runners.get(kind) ?? createRunner(deps, kind, works[kind]);
    runners.set(kind, runner);
    return runner;
  };
  const findPending = createPendingWork(works);

  async function once(): Promise<boolean> {
    const waiting = await findPending(db.homes(), clock);
    let isMore = waiting.isMore;
    for (const kind of kinds) {
      works[kind].beforeQuery?.();
      isMore = (await runnerOf(kind).turn(waiting.whose(kind))) || isMore;
    }
    return isMore;
  }

  return {
    once,
    run: (kind, organization) => runnerOf(kind).run(organization),
    soon: (kind, organization) => runnerOf(kind).soon(organization),
    async listen() {
      const ends: (() => Promise<void>)[] = [];
      for (const kind of kinds) {
        const { channel } = works[kind];
        if (channel !== undefined)
          ends.push(await db.listen(channel, (payload) => runnerOf(kind).soon(organizationId(payload))));
      }
      return ends;
    },
    async poll() {
      while (!signal.aborted) {
        const isMore = await once().catch((error: unknown) => {
          log.warn({ err: error }, "work could not be looked for");
          return false;
        });
        if (!isMore) await clock.sleep(POLL_MS, signal).catch(() => undefined);
      }
    },
    // From the first organization on: nothing is left behind a place.
    find: () => createPendingWork(works)(db.homes(), clock),
    async runUntilIdle(kind, organizations) {
      works[kind].beforeQuery?.();
      for (const organization of organizations) await runnerOf(kind).runLogged(organization);
    },
  };
}

/** A pass that tells how long it took, and whether it failed. */
const measured =
  (pass: Pass, onChunk: (chunk: Chunked) => void): Pass =>
  async (...requested) => {
    const began = performance.now();
    let isFailed = true;
    try {
      const result = await pass(...requested);
      isFailed = result.isFailed ?? false;
      return result;
    } finally {
      onChunk({ ms: performance.now() - began, isFailed });
    }
  };

interface Runner extends Pick<Coalesced, "run"> {
  soon(organization: OrganizationId): void;
  turn(organizations: readonly OrganizationId[]): Promise<boolean>;
  runLogged(organization: OrganizationId): Promise<void>;
}

function createRunner(
  { clock, log, signal, onChunk }: RunnerDeps,
  kind: string,
  { delayMs = 0, restPerWork = 0, problem, pass }: DerivedWork,
): Runner {
  const { run, turn } = coalesced(measured(pass, (chunk) => onChunk?.(kind, chunk)));
  const restMs = new Map<OrganizationId, number>();
  const gathering = new Map<OrganizationId, { isAskedAgain: boolean }>();
  const failed = (organization: OrganizationId) => (error: unknown) => {
    log.error({ err: error, organization }, `${problem}; trying again soon`);
    return false;
  };
  const runLogged = async (organization: OrganizationId) => {
    await run(organization).catch(failed(organization));
  };

  /** One chunk, and how long to rest after it. */
  async function pacedTurn(organization: OrganizationId): Promise<boolean> {
    const began = clock.now();
    const isMore = await turn(organization).catch(failed(organization));
    restMs.set(organization, Math.min(MAX_REST_MS, (clock.now() - began) * restPerWork));
    return isMore;
  }

  async function gather(organization: OrganizationId, state: { isAskedAgain: boolean }): Promise<void> {
    do {
      await clock.sleep(Math.max(delayMs, restMs.get(organization) ?? 0), signal);
      // Rows that come from here on belong to the next round.
      state.isAskedAgain = false;
      if (restPerWork === 0) await runLogged(organization);
      else if (await pacedTurn(organization)) state.isAskedAgain = true;
    } while (state.isAskedAgain);
  }

  function soon(organization: OrganizationId): void {
    if (delayMs === 0) return void runLogged(organization);
    const current = gathering.get(organization);
    if (current) {
      current.isAskedAgain = true;
      return;
    }
    const state = { isAskedAgain: false };
    gathering.set(organization, state);
    const end = () => void gathering.delete(organization);
    // Fails when stopping only: whoever starts next finds the rows.
    gather(organization, state).then(end, end);
  }

  return {
    run,
    soon,
    runLogged,
    async turn(organizations) {
      let isMore = false;
      for (const organization of organizations) {
        if (restPerWork > 0) soon(organization);
        else isMore = (await turn(organization).catch(failed(organization))) || isMore;
      }
      return isMore;
    },
  };
}

/** What a chunk came to. */
interface ChunkResult {
  /** There may be more. */
  readonly more: boolean;
}

/** A pass over one chunk of rows, in one transaction; a row that fails alone is set aside. */
export function chunkPass<Result extends ChunkResult>(
  deps: WorkDeps,
  options: {
    readonly maxSize: number;
    readonly problem: string;
    readonly work: (tx: Tx, now: Date, chunk: Chunk) => Promise<Result>;
    /** Absent: its statements are derived work. */
    readonly isUrgent?: true | undefined;
    /** After a chunk was committed. */
    readonly onDone?: ((organization: OrganizationId, result: Result) => void) | undefined;
  },
): Pass {
  const { db, clock } = deps;
  const halving = createHalving(deps, { ...options, park: parkWork, nameOf: ({ subject }) => subject });
  const kind = options.isUrgent ? {} : ({ kind: "derived" } as const);
  return async (organization) => {
    const result = await halving(organization, (chunk) =>
      db.tenant(organization, (tx) => options.work(tx, new Date(clock.now()), chunk), kind),
    );
    if (!result) return { more: true, isFailed: true };
    options.onDone?.(organization, result);
    return { more: result.more };
  };
}

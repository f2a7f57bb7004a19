import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database } from "../../db/database.ts";

/** What one look at the work of an organization found. */
/** What work that goes through organizations stands on. */
export interface WorkDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface PassResult {
  /** There may be more. */
  readonly more: boolean;
  /** The look saw whatever calls up to this one were about; absent: those before it began. */
  readonly answered?: number | undefined;
}

export interface Coalesced {
  /** Looks until there is no more; calls that come meanwhile make it look once more, unless it saw what they were about. */
  run(organization: OrganizationId): Promise<void>;
  /** Looks once, unless it is being looked at; answers whether somebody has to come again for what is left. */
  turn(organization: OrganizationId): Promise<boolean>;
}

interface State {
  calls: number;
  answered: number;
  done: Promise<void>;
}

/** Work of an organization that is done by looking at what is there, one look at a time. `calls` counts those who asked. */
export function coalesced(work: (organization: OrganizationId, calls: () => number) => Promise<PassResult>): Coalesced {
  const running = new Map<OrganizationId, State>();

  async function look(organization: OrganizationId, state: State): Promise<boolean> {
    const before = state.calls;
    const looked = await work(organization, () => state.calls);
    if (!looked.more) state.answered = looked.answered ?? before;
    return looked.more;
  }

  async function lookUntilDone(organization: OrganizationId, state: State): Promise<void> {
    try {
      while (state.answered < state.calls) await look(organization, state);
    } finally {
      // In the same breath as the last look at `calls`: one that comes now starts anew instead of being lost.
      running.delete(organization);
    }
  }

  function begin(organization: OrganizationId): State {
    const state = { calls: 1, answered: 0, done: Promise.resolve() };
    running.set(organization, state);
    return state;
  }

  return {
    run(organization) {
      const current = running.get(organization);
      if (current) {
        current.calls += 1;
        return current.done;
      }
      const state = begin(organization);
      state.done = lookUntilDone(organization, state);
      return state.done;
    },
    async turn(organization) {
      if (running.has(organization)) return false;
      const state = begin(organization);
      const looked = look(organization, state);
      const [goesOn, stays] = [() => lookUntilDone(organization, state), () => void running.delete(organization)];
      // Who called meanwhile waits until all is done.
      state.done = looked.then(
        () => (state.calls > 1 ? goesOn() : stays()),
        (error: unknown) => {
          stays();
          throw error;
        },
      );
      // Nobody may be waiting for it: the failure is told by `looked`.
      state.done.catch(() => undefined);
      return (await looked) && state.calls === 1;
    },
  };
}

/** The work of many organizations. */
export interface RoundRobin {
  /** One look at each, so that none waits for all of another's; answers whether some have more. */
  turn(organizations: readonly OrganizationId[]): Promise<boolean>;
  /** One organization after the other until all is done; for tests that own the clock. */
  runUntilIdle(organizations: readonly OrganizationId[]): Promise<void>;
}

export function roundRobin({ run, turn }: Coalesced, log: Logger, problem: string): RoundRobin {
  const failed = (organization: OrganizationId) => (error: unknown) => {
    log.error({ err: error, organization }, `${problem}; trying again soon`);
    return false;
  };
  return {
    async turn(organizations) {
      let isMore = false;
      for (const organization of organizations)
        isMore = (await turn(organization).catch(failed(organization))) || isMore;
      return isMore;
    },
    async runUntilIdle(organizations) {
      for (const organization of organizations) await run(organization).catch(failed(organization));
    },
  };
}

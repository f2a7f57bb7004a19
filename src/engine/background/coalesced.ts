import type { OrganizationId } from "../../commerce/ids.ts";

/** The result of one pass over an organization's work. */
export interface PassResult {
  /** There may be more. */
  readonly more: boolean;
  /** The last call this pass covers; absent: it covers the calls before it began. */
  readonly answered?: number | undefined;
  /** Its chunk failed, and is tried again smaller or set aside. */
  readonly isFailed?: true | undefined;
}

/** One pass over an organization's work; `calls` counts the requests for one. */
export type Pass = (organization: OrganizationId, calls: () => number) => Promise<PassResult>;

export interface Coalesced {
  /** Runs passes until no work is left; a call during a pass starts another one, unless the pass covered it. */
  run(organization: OrganizationId): Promise<void>;
  /** Runs one pass, unless one is under way; resolves to whether another is needed. */
  turn(organization: OrganizationId): Promise<boolean>;
}

interface State {
  calls: number;
  answered: number;
  done: Promise<void>;
}

/** Runs an organization's passes one at a time. */
export function coalesced(work: Pass): Coalesced {
  const running = new Map<OrganizationId, State>();

  async function runPass(organization: OrganizationId, state: State): Promise<boolean> {
    const before = state.calls;
    const checked = await work(organization, () => state.calls);
    if (!checked.more) state.answered = checked.answered ?? before;
    return checked.more;
  }

  async function runUntilDone(organization: OrganizationId, state: State): Promise<void> {
    try {
      while (state.answered < state.calls) await runPass(organization, state);
    } finally {
      // Synchronously after the last check of `calls`, so that a later call starts a new run instead of being lost.
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
      state.done = runUntilDone(organization, state);
      return state.done;
    },
    async turn(organization) {
      if (running.has(organization)) return false;
      const state = begin(organization);
      const checked = runPass(organization, state);
      const [goesOn, stays] = [() => runUntilDone(organization, state), () => void running.delete(organization)];
      // Who called meanwhile waits until all is done.
      state.done = checked.then(
        () => (state.calls > 1 ? goesOn() : stays()),
        (error: unknown) => {
          stays();
          throw error;
        },
      );
      // Nobody may be waiting for it: the failure is told by `checked`.
      state.done.catch(() => undefined);
      return (await checked) && state.calls === 1;
    },
  };
}

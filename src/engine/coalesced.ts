import type { OrganizationId } from "../commerce/ids.ts";

/** What one look at the work of an organization found. */
export interface Looked {
  /** There may be more. */
  readonly more: boolean;
  /** The look saw whatever calls up to this one were about; absent: those before it began. */
  readonly answered?: number | undefined;
}

/**
 * Work of an organization that is done by looking at what is there, one look at a time: `work` is called until it answers
 * that there is no more; calls that come while it runs make it look once more, unless it says that it has seen what they
 * were about. `calls` counts them.
 */
export function coalesced(
  work: (organization: OrganizationId, calls: () => number) => Promise<Looked>,
): (organization: OrganizationId) => Promise<void> {
  const running = new Map<OrganizationId, { calls: number; done: Promise<void> }>();

  async function lookUntilDone(organization: OrganizationId, state: { readonly calls: number }): Promise<void> {
    try {
      for (let answered = 0; answered < state.calls; ) {
        const before = state.calls;
        const looked = await work(organization, () => state.calls);
        if (!looked.more) answered = looked.answered ?? before;
      }
    } finally {
      // In the same breath as the last look at `calls`: one that comes now starts anew instead of being lost.
      running.delete(organization);
    }
  }

  return (organization) => {
    const current = running.get(organization);
    if (current) {
      current.calls += 1;
      return current.done;
    }
    const state = { calls: 1, done: Promise.resolve() };
    running.set(organization, state);
    state.done = lookUntilDone(organization, state);
    return state.done;
  };
}

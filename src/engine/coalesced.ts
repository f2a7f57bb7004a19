import type { OrganizationId } from "../commerce/ids.ts";

/**
 * Work of an organization that is done by looking at what is there, one look at a time: `work` is called until it answers
 * that there is no more; calls that come while it runs make it look once more.
 */
export function coalesced(
  work: (organization: OrganizationId) => Promise<boolean>,
): (organization: OrganizationId) => Promise<void> {
  const running = new Map<OrganizationId, { again: boolean; done: Promise<void> }>();

  async function lookUntilDone(organization: OrganizationId, state: { again: boolean }): Promise<void> {
    try {
      do {
        state.again = false;
        while (await work(organization));
      } while (state.again);
    } finally {
      // In the same breath as the last look at `again`: a call that comes now starts anew instead of being lost.
      running.delete(organization);
    }
  }

  return (organization) => {
    const current = running.get(organization);
    if (current) {
      current.again = true;
      return current.done;
    }
    const state = { again: false, done: Promise.resolve() };
    running.set(organization, state);
    state.done = lookUntilDone(organization, state);
    return state.done;
  };
}

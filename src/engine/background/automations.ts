/** Asks automations about what happened, in chunks, as soon as it was stored. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { abilitiesOf, portsOf } from "../../connectors/kit/contract/abilities.ts";
import { mergePolicy } from "../../connectors/kit/contract/merge-policy.ts";
import type { Platforms } from "../../hub/automations/acting.ts";
import { EVENTS_AT_ONCE, workEvents } from "../../hub/automations/work.ts";
import type { ParkedItem } from "../../hub/parked/kinds.ts";
import { parkWork } from "../../hub/parked/parked.ts";
import { coalesced, type RoundRobin, roundRobin, type WorkDeps } from "./coalesced.ts";
import { createHalving } from "./halving.ts";

export interface Automations extends RoundRobin {
  /** Works off what happened in this organization; a look under way looks once more. */
  soon(organization: OrganizationId): void;
}

/** `onActed`: something may wait for platforms, endpoints or listings. */
export function createAutomations(
  deps: WorkDeps & Parameters<typeof mergePolicy>[0],
  onActed: (organization: OrganizationId) => void,
): Automations {
  const { db, clock, log } = deps;
  const problem = "automations could not be asked";
  const platforms: Platforms = {
    mergePolicy: mergePolicy(deps),
    takesProducts: (store) => abilitiesOf(portsOf(deps.connectors, store)).putProducts,
    takesHolds: (store) => abilitiesOf(portsOf(deps.connectors, store)).holdOrders,
  };
  const halving = createHalving<ParkedItem>(deps, {
    maxSize: EVENTS_AT_ONCE,
    problem,
    nameOf: ({ subject }) => subject,
    park: parkWork,
  });
  const work = coalesced(async (organization) => {
    // Its commit waits for the disk: what it asks of others is done once.
    const isMore = await halving(organization, (chunk) =>
      db.tenant(organization, (tx) => workEvents(tx, new Date(clock.now()), chunk, platforms)),
    );
    if (isMore === true) onActed(organization);
    return { more: isMore ?? true };
  });
  const each = roundRobin(work, log, problem);
  return { ...each, soon: (organization) => void each.runUntilIdle([organization]) };
}

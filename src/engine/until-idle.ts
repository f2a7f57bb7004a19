import type { OrganizationId } from "../commerce/ids.ts";
import type { DerivedFigures } from "./background/derived-figures.ts";
import type { PendingWork } from "./background/pending-work.ts";

interface EachOf {
  runUntilIdle(organizations: readonly OrganizationId[]): Promise<void>;
}

interface Lanes {
  runUntilIdle(): Promise<number>;
}

interface Working {
  readonly parked: EachOf;
  readonly automations: EachOf;
  readonly fanOut: EachOf;
  readonly lanes: Lanes;
  readonly invoices: EachOf;
  readonly outgoing: EachOf & { readonly lanes: Lanes };
  readonly searchIndex: EachOf;
  readonly counts: Pick<DerivedFigures, "runUntilIdle">;
  readonly settlements: EachOf;
}

/** Works off everything due at the clock's time; for tests that own the clock. */
export async function workUntilIdle(find: () => Promise<PendingWork>, working: Working): Promise<void> {
  const { parked, automations, fanOut, lanes, invoices, outgoing, searchIndex, counts, settlements } = working;
  // Lanes propagate their own changes: the next query finds what that makes due.
  let waiting = await find();
  await parked.runUntilIdle(waiting.parked);
  if (waiting.parked.length > 0) waiting = await find();
  for (let worked = 1; worked > 0; ) {
    await automations.runUntilIdle(waiting.toAutomate);
    await fanOut.runUntilIdle(waiting.changes);
    const isOurs = waiting.lanes.some((kind) => kind !== "webhook");
    worked = waiting.toAutomate.length + waiting.changes.length + (isOurs ? await lanes.runUntilIdle() : 0);
    if (worked > 0) waiting = await find();
  }
  await invoices.runUntilIdle(waiting.toInvoice);
  if (waiting.toInvoice.length > 0) waiting = await find();
  for (let sent = 1; sent > 0; ) {
    await outgoing.runUntilIdle(waiting.events);
    sent = waiting.events.length + (waiting.lanes.includes("webhook") ? await outgoing.lanes.runUntilIdle() : 0);
    if (sent > 0) waiting = await find();
  }
  await searchIndex.runUntilIdle(waiting.toSearch);
  await counts.runUntilIdle(waiting);
  await settlements.runUntilIdle(waiting.toReconcile);
}

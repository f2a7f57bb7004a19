/** "Sync now": requests the sweeps and ends when they have answered. */

import { stateAllows } from "../../commerce/connection-states.ts";
import { connectionId } from "../../commerce/ids.ts";
import { fromStoredText, message } from "../../commerce/message.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { HubError } from "../../hub/errors.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";
import { requestSweeps } from "../lanes/sweep-requests.ts";
import { requestProgress } from "../sweeps/request-progress.ts";
import { checkpoint, type Step } from "./checkpoint.ts";
import type { RunDeps } from "./run.ts";

const POLL_MS = 500;
/** A run does not keep its slot longer than this; the queue calls it again. */
const WAITS_MS = 30_000;

export interface AwaitedSweeps {
  /** As LIKE matches their names. */
  readonly sweeps: string;
  /** What is counted of them. */
  readonly count: string;
}

/** Throws HubError SYNC_OFF where nothing is read of it, SYNC_FAILED with the channel's words when a sweep fails, ConnectorError throttled to come again. */
export async function awaitSweeps(deps: RunDeps, step: Step, open: OpenConnection, what: AwaitedSweeps): Promise<void> {
  if (!stateAllows(open.row.state, "read"))
    throw new HubError("STORE_INACTIVE", "conflict", message("refused.storeInactive", { name: open.row.name }));
  const now = () => new Date(deps.clock.now());
  const since = typeof step.cursor === "string" ? new Date(step.cursor) : now();
  const lane = { organization: step.organization, connection: connectionId(open.row.id) };
  await deps.db.tenant(step.organization, async (tx) => {
    await checkpoint(tx, step, since.toISOString(), {});
    await requestSweeps(tx, lane, { sweeps: what.sweeps, since, now: now() });
  });
  for (const until = deps.clock.now() + WAITS_MS; deps.clock.now() < until; ) {
    const {
      requested,
      open: waiting,
      error,
      errorParts,
    } = await deps.db.tenant(step.organization, async (tx) => {
      const so = await requestProgress(tx, open.row.id, { sweeps: what.sweeps, since });
      const isOver = so.requested > 0 && so.open === 0;
      await checkpoint(tx, step, since.toISOString(), isOver ? { [what.count]: so.taken } : {});
      return so;
    });
    // Comparing everything compares what there is.
    if (requested === 0 && step.run.kind === "reconcile") return;
    if (requested === 0)
      throw new HubError("SYNC_OFF", "conflict", message("refused.syncOff", { name: open.row.name }));
    if (waiting === 0) return;
    if (error !== null)
      throw new HubError("SYNC_FAILED", "conflict", fromStoredText({ text: error, said: errorParts }));
    await deps.clock.sleep(POLL_MS, step.signal);
  }
  throw new ConnectorError({ kind: "throttled", waitMs: POLL_MS }, message("trouble.stillRead"));
}

/**
 * Webhooks to sellers' endpoints: events become deliveries, sent in lanes with worker slots of their own, so that a
 * slow endpoint delays nothing else.
 */
import { endpointBackoffMs } from "../../commerce/retry-schedule.ts";
import { type Egress, EgressError } from "../../connectors/kit/http/egress.ts";
import type { Vault } from "../../db/vault.ts";
import { HubError } from "../../hub/errors.ts";
import { WEBHOOK_CHANNEL } from "../../hub/events.ts";
import { CHUNK, expandEvents } from "../../hub/outgoing-webhooks/deliveries.ts";
import { nextDue, recordAttempt, takeNext } from "../../hub/outgoing-webhooks/sending.ts";
import { wakeEndpoints } from "../../hub/outgoing-webhooks/wake.ts";
import { chunkPass, type DerivedWork, type WorkDeps } from "../background/run-derived-work.ts";
import { createLaneRunner, type Lane, type LaneResult } from "../lanes/lanes.ts";
import { post } from "./post-webhook.ts";

export interface WebhookDeliveryDeps extends WorkDeps {
  readonly vault: Vault;
  readonly egress: Egress;
}

const SLOTS = 8;
// A long backlog yields after this long, so that other endpoints get their turn.
const TURN_MS = 10_000;

export function createOutgoingWebhooks(deps: WebhookDeliveryDeps) {
  const { db, clock, log, egress } = deps;
  const lanes = createLaneRunner({
    db,
    clock,
    log,
    concurrency: SLOTS,
    work: { webhook: (lane, signal) => runWebhookLane(deps, lane, signal) },
  });
  const problem = "what happened could not be made deliveries";
  const events: DerivedWork = {
    table: "webhook_event",
    channel: WEBHOOK_CHANNEL,
    problem,
    pass: chunkPass(deps, {
      maxSize: CHUNK,
      problem,
      async work(tx, now, chunk) {
        const expanded = await expandEvents(tx, now, chunk);
        await wakeEndpoints(tx, expanded.endpoints, now);
        return expanded;
      },
      onDone(_, { endpoints }) {
        if (endpoints.length > 0) lanes.wake();
      },
    }),
  };
  return {
    lanes,
    events,
    /** Throws HubError WEBHOOK_URL for an address the hub does not call. */
    check(url: string): void {
      try {
        egress.check(url);
      } catch (error) {
        if (error instanceof EgressError) throw new HubError("WEBHOOK_URL", "validation", error.message, "url");
        throw error;
      }
    },
  };
}

/** Sends what is due to one endpoint, in order, until something fails. */
async function runWebhookLane(deps: WebhookDeliveryDeps, lane: Lane, signal: AbortSignal): Promise<LaneResult> {
  const { db, vault, clock } = deps;
  const now = () => new Date(clock.now());
  for (const end = clock.now() + TURN_MS; clock.now() < end; ) {
    const next = await db.tenant(lane.organization, (tx) => takeNext(tx, vault, lane.connection, now()));
    if (!("outgoing" in next)) return next;
    const at = now();
    const answer = await post(deps.egress, next.outgoing, at, signal);
    // Stopped: the endpoint may or may not have it; it is sent again when the attempt's lease ends.
    signal.throwIfAborted();
    const durationMs = Math.max(0, Math.round(clock.now() - at.getTime()));
    const due = await db.tenant(lane.organization, async (tx) => {
      await recordAttempt(tx, { outgoing: next.outgoing, endpointId: lane.connection, at, durationMs, ...answer });
      return nextDue(tx, lane.connection);
    });
    if (answer.error === null) continue;
    if (due === null) return { nextDue: null };
    // Others of this endpoint would fail as well and use up their attempts: all of them rest.
    const rest = Math.max(endpointBackoffMs(lane.failures), answer.retryAfterMs);
    return { nextDue: new Date(Math.max(clock.now() + rest, due.getTime())), failed: true };
  }
  return { nextDue: now() };
}

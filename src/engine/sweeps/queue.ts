/** Reads a store's message queue: each message is stored like a webhook first, then the queue may forget it. */
import type { SweepSession } from "./sweep-session.ts";

// A long backlog yields after this many rounds, so that the store's other sweeps get their turn.
const ROUNDS_A_TURN = 20;

/** Takes messages until there are none; false when there may be more. */
export async function ingestQueue(session: SweepSession): Promise<boolean> {
  const { queue, webhooks } = session.open.ports;
  if (!queue || !webhooks) return true;
  const ctx = session.open.context({ signal: session.signal, callLog: session.callLog });
  const { organization, connection } = session.lane;
  for (let round = 0; round < ROUNDS_A_TURN; round += 1) {
    const messages = await queue.receive(ctx);
    if (messages.length === 0) return true;
    await Promise.all(messages.map((message) => session.deps.ingest({ organization, connection, webhooks, message })));
    await queue.acknowledge(
      messages.map((message) => message.receipt),
      ctx,
    );
  }
  return false;
}

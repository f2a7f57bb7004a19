/**
 * Answers with status 429 are delayed. A program that repeats its request without waiting would otherwise have its next
 * refusal within a millisecond, and a few connections of that kind keep the thread busy with nothing but refusals.
 */
import type { FastifyInstance } from "fastify";

/** Refusals delayed at once; further ones are sent immediately and end their connection. */
const MAX_DELAYED = 2_000;

interface DelayOptions {
  readonly ms: number;
  /** Default: MAX_DELAYED. */
  readonly maxDelayed?: number;
  /** Runs `send` after so many milliseconds; the answer cancels it. Default: a timer. */
  readonly schedule?: (send: () => void, ms: number) => () => void;
}

function startTimer(send: () => void, ms: number): () => void {
  const timer = setTimeout(send, ms);
  return () => clearTimeout(timer);
}

/** Has to be called before routes are registered. Closing the server sends what is delayed. `ms` 0: nothing is delayed. */
export function delayRefusals(
  app: FastifyInstance,
  { ms, maxDelayed = MAX_DELAYED, schedule = startTimer }: DelayOptions,
): void {
  if (ms === 0) return;
  const delayed = new Set<() => void>();
  let isClosing = false;
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (reply.statusCode !== 429 || isClosing) return done(null, payload);
    if (delayed.size >= maxDelayed) {
      reply.header("connection", "close");
      return done(null, payload);
    }
    const send = () => {
      if (!delayed.delete(send)) return;
      cancel();
      done(null, payload);
    };
    delayed.add(send);
    const cancel = schedule(send, ms);
  });
  app.addHook("preClose", async () => {
    isClosing = true;
    for (const send of delayed) send();
  });
}

/**
 * Refusals of limits, status 429, are delayed. A program that repeats its request without waiting would otherwise have its
 * next refusal within a millisecond, and a few connections of that kind keep the thread busy with nothing but refusals.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";

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

/**
 * Has to be called before routes are registered, and after what ends connections. Delays what is refused before its
 * handler: a handler's own refusal may hold a turn (turns.ts). What ends its connection is sent at once, since more of the
 * body could come meanwhile. Closing the server sends what is delayed. `ms` 0: nothing is delayed.
 */
export function delayRefusals(
  app: FastifyInstance,
  { ms, maxDelayed = MAX_DELAYED, schedule = startTimer }: DelayOptions,
): void {
  if (ms === 0) return;
  const handled = new WeakSet<FastifyRequest>();
  const delayed = new Set<() => void>();
  let isClosing = false;
  app.addHook("preHandler", (request, _reply, done) => {
    handled.add(request);
    done();
  });
  app.addHook("onSend", (request, reply, payload, done) => {
    const isRefusal = reply.statusCode === 429 && !handled.has(request);
    if (!isRefusal || isClosing || reply.getHeader("connection") === "close") return done(null, payload);
    if (delayed.size >= maxDelayed) {
      reply.header("connection", "close");
      return done(null, payload);
    }
    const send = () => {
      if (!delayed.delete(send)) return;
      cancel();
      if (isClosing) reply.header("connection", "close");
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

/**
 * Refusals of limits, status 429, and of large bodies that were not read, are delayed. A program that repeats its request
 * without waiting would otherwise have its next refusal within a millisecond, and a few connections of that kind keep the
 * thread busy with nothing but refusals.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isUnread } from "./bodies/unread.ts";

/** Refusals delayed at once; further ones are sent immediately and end their connection. */
const MAX_DELAYED = 2_000;
/** Of them those whose sender goes on sending: what it has sent waits in the kernel, some megabytes each. */
const MAX_UNREAD = 100;

interface DelayOptions {
  readonly ms: number;
  /** Default: MAX_DELAYED. */
  readonly maxDelayed?: number;
  /** Default: MAX_UNREAD. */
  readonly maxUnread?: number;
  /** Runs `send` after so many milliseconds; the answer cancels it. Default: a timer. */
  readonly schedule?: (send: () => void, ms: number) => () => void;
}

function startTimer(send: () => void, ms: number): () => void {
  const timer = setTimeout(send, ms);
  return () => clearTimeout(timer);
}

/**
 * Has to be called before routes are registered, and after what ends connections. Delays what is refused before its
 * handler: a handler's own refusal may hold a turn (concurrency-limits.ts). Nothing more of an unread body is taken meanwhile. Closing
 * the server sends what is delayed. `ms` 0: nothing is delayed.
 */
export function delayRefusals(
  app: FastifyInstance,
  { ms, maxDelayed = MAX_DELAYED, maxUnread = MAX_UNREAD, schedule = startTimer }: DelayOptions,
): void {
  if (ms === 0) return;
  const handled = new WeakSet<FastifyRequest>();
  const delayed = new Set<() => void>();
  let isClosing = false;
  app.addHook("preHandler", (request, _reply, done) => {
    handled.add(request);
    done();
  });
  let unread = 0;
  const isDelayed = (request: FastifyRequest, reply: FastifyReply, isLeft: boolean) =>
    !isClosing &&
    !handled.has(request) &&
    (isLeft ? reply.statusCode >= 400 : reply.statusCode === 429 && reply.getHeader("connection") !== "close");
  app.addHook("onSend", (request, reply, payload, done) => {
    const isLeft = isUnread(request.raw);
    if (!isDelayed(request, reply, isLeft)) return done(null, payload);
    if (delayed.size >= maxDelayed || (isLeft && unread >= maxUnread)) {
      reply.header("connection", "close");
      return done(null, payload);
    }
    if (isLeft) {
      unread += 1;
      request.raw.pause();
    }
    const send = () => {
      if (!delayed.delete(send)) return;
      cancel();
      if (isLeft) unread -= 1;
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

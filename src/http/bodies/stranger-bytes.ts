/** How much an address may send in large bodies to routes that need no session, whatever becomes of them. */
import type { FastifyRequest } from "fastify";
import { addressKey } from "../address.ts";
import type { CallerLimiter } from "../caller-limiter.ts";
import type { Limits } from "../deps.ts";
import { tooManyRequests } from "../problem.ts";
import { bodyLength, LARGE_BODY } from "./unread.ts";

export interface StrangerBytes {
  /** Lets a large body be read, or throws. Answers what takes it out of the count again. */
  take(request: FastifyRequest): () => void;
}

const uncounted = () => undefined;

/** Small bodies are let through: how many there are is limited. */
export function countStrangerBytes(
  limiter: CallerLimiter,
  { strangerBytes }: Pick<Limits, "strangerBytes">,
): StrangerBytes {
  return {
    take(request) {
      const { raw, routeOptions } = request;
      // One whose sender does not say how long it is counts as the shortest of them.
      const length = bodyLength(raw) ?? LARGE_BODY + 1;
      // What is longer than the route takes is refused without being read.
      if (length <= LARGE_BODY || length > routeOptions.bodyLimit) return uncounted;
      const key = `stranger bytes ${addressKey(request.ip)}`;
      const taken = limiter.take(key, strangerBytes, length);
      if (!taken.allowed) throw tooManyRequests(taken.resetS);
      return () => limiter.giveBack(key, strangerBytes, length);
    },
  };
}

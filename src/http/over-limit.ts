/**
 * Who was told to come again in some seconds and comes before is refused by the key or the session it shows, without a
 * look at the database: finding out who asks costs more than most answers.
 */
import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../commerce/clock.ts";
import { apiKeyOf } from "./api-key.ts";
import { tooManyRequests } from "./problem.ts";

const MOST = 10_000;

export interface OverLimit {
  /** Throws where the caller was told to wait, and still has to. */
  check(request: FastifyRequest, reply: FastifyReply): void;
  /** Notes that a caller who is known to be somebody was told to wait so long. */
  note(request: FastifyRequest, reply: FastifyReply, seconds: number): void;
}

interface LimitNotice {
  readonly until: number;
  readonly limit: number;
}

export function createOverLimit(clock: Clock): OverLimit {
  const reported = new Map<string, LimitNotice>();
  return {
    check(request, reply) {
      if (reported.size === 0) return;
      const key = credentialOf(request);
      const limited = reported.get(key);
      if (!limited) return;
      const waitS = Math.ceil((limited.until - clock.now()) / 1_000);
      if (waitS <= 0) {
        reported.delete(key);
        return;
      }
      reply.header("ratelimit-limit", limited.limit);
      reply.header("ratelimit-remaining", 0);
      reply.header("ratelimit-reset", waitS);
      throw tooManyRequests(waitS);
    },
    note(request, reply, seconds) {
      if (reported.size >= MOST) reported.clear();
      const limit = Number(reply.getHeader("ratelimit-limit") ?? 0);
      reported.set(credentialOf(request), { until: clock.now() + seconds * 1_000, limit });
    },
  };
}

/** With the organization a session asks for: another's allowance may have something left. */
function credentialOf(request: FastifyRequest): string {
  const shown = [apiKeyOf(request), request.headers.cookie, request.headers["x-organization"]];
  return createHash("sha256").update(JSON.stringify(shown)).digest("base64");
}

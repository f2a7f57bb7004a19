/**
 * How often somebody may try to sign in: by address, and by account. An account that is guessed at from many addresses
 * makes each guess wait longer; its owner, in a browser that has signed in to it before, is counted apart from them.
 */
import { createHash, createHmac } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../commerce/clock.ts";
import { equalText } from "../connectors/kit/signatures.ts";
import { deriveSecret, type Keys } from "../db/keys.ts";
import { addressKey } from "./address.ts";
import { createBackOff } from "./back-off.ts";
import { cookieName, cookieOf } from "./cookies.ts";
import type { Limits } from "./deps.ts";
import type { Limiter } from "./limiter.ts";

const YEAR_S = 365 * 86_400;
/** Mails to one address that anybody may ask for. */
const MAILS = { most: 5, perMs: 3_600_000 };

export interface SignInLimits {
  /** Seconds to wait before the next attempt; undefined: it may go on. */
  waitS(request: FastifyRequest, email: string | undefined, path: string): number | undefined;
  /** Whether one more mail may go to the address on somebody's asking. */
  mayMail(email: string): boolean;
  failed(request: FastifyRequest, email: string): void;
  /** Notes that this browser has signed in to the account. */
  succeeded(request: FastifyRequest, reply: FastifyReply, email: string): void;
}

export function createSignInLimits({
  clock,
  limiter,
  limits,
  keys,
  appUrl,
}: {
  readonly clock: Clock;
  readonly limiter: Limiter;
  readonly limits: Pick<Limits, "signIn">;
  readonly keys: Pick<Keys, "current" | "previous">;
  readonly appUrl: string;
}): SignInLimits {
  const backOff = createBackOff(clock);
  const name = cookieName("known", appUrl);
  const proofs = [keys.current, ...keys.previous].map((key) => {
    const secret = deriveSecret(key, "known browser");
    return (email: string) => createHmac("sha256", secret).update(email).digest("base64url");
  });
  const [proofOf = () => ""] = proofs;
  const isKnown = (request: FastifyRequest, email: string): boolean => {
    const given = cookieOf(request, name);
    return given !== undefined && proofs.some((each) => equalText(given, each(email)));
  };
  const accountOf = (email: string) => createHash("sha256").update(email).digest("base64url");
  const take = (key: string, limit: Limits["signIn"]): number | undefined => {
    const taken = limiter.take(key, limit);
    return taken.allowed ? undefined : taken.resetS;
  };
  return {
    waitS(request, email, path) {
      const byAddress = take(`sign-in ${addressKey(request.ip)}`, limits.signIn);
      if (byAddress !== undefined || email === undefined) return byAddress;
      const account = accountOf(email);
      if (/password-reset|verification-email|sign-up\/proof/.test(path)) return take(`mail ${account}`, MAILS);
      if (isKnown(request, email)) return take(`known ${account} ${addressKey(request.ip)}`, limits.signIn);
      return backOff.waitS(account) || undefined;
    },
    mayMail: (email) => take(`mail ${accountOf(email.toLowerCase())}`, MAILS) === undefined,
    failed(request, email) {
      if (!isKnown(request, email)) backOff.failed(accountOf(email));
    },
    succeeded(request, reply, email) {
      backOff.succeeded(accountOf(email));
      if (isKnown(request, email)) return;
      const secure = appUrl.startsWith("https:") ? "; Secure" : "";
      reply.header(
        "set-cookie",
        `${name}=${proofOf(email)}; Max-Age=${YEAR_S}; Path=/; HttpOnly; SameSite=Lax${secure}`,
      );
    },
  };
}

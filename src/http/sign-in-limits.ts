/**
 * How often somebody may try to sign in: by address, and by account. An account that is guessed at from many addresses
 * makes each guess wait longer; its owner, in a browser that has signed in to it before, is counted apart from them. All
 * web processes count together.
 */
import { createHash, createHmac } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type pg from "pg";
import type { Clock } from "../commerce/clock.ts";
import { equalText } from "../connectors/kit/parse/signatures.ts";
import { deriveSecret, type Keys } from "../db/keys.ts";
import type { SharedAllowance } from "../hub/accounts/allowance.ts";
import { addressKey } from "./address.ts";
import { createBackOff } from "./back-off.ts";
import { cookieName, cookieOf } from "./cookies.ts";
import type { Limits } from "./deps.ts";

const YEAR_S = 365 * 86_400;
/** Mails to one address that anybody may ask for. */
const MAILS = { most: 5, perMs: 3_600_000 };

export interface SignInLimits {
  /** Seconds to wait before the address may try again, asked before its body is read; undefined: it may go on. */
  addressWaitS(request: FastifyRequest): Promise<number | undefined>;
  /** The same of the account it is about. */
  waitS(request: FastifyRequest, email: string | undefined, path: string): Promise<number | undefined>;
  /** Whether one more mail may go to the address on somebody's asking. */
  mayMail(email: string): Promise<boolean>;
  failed(request: FastifyRequest, email: string): Promise<void>;
  /** Notes that this browser has signed in to the account. */
  succeeded(request: FastifyRequest, reply: FastifyReply, email: string): Promise<void>;
}

export function createSignInLimits({
  pool,
  clock,
  allowance,
  limits,
  keys,
  appUrl,
}: {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly allowance: SharedAllowance;
  readonly limits: Pick<Limits, "signIn">;
  readonly keys: Pick<Keys, "current" | "previous">;
  readonly appUrl: string;
}): SignInLimits {
  const backOff = createBackOff(pool, clock);
  const name = cookieName("known", appUrl);
  const proofs = [keys.current, ...keys.previous].map((key) => {
    const secret = deriveSecret(key, "known browser");
    return (email: string) => createHmac("sha256", secret).update(email).digest("base64url");
  });
  const [proofOf = () => ""] = proofs;
  const exists = (request: FastifyRequest, email: string): boolean => {
    const given = cookieOf(request, name);
    return given !== undefined && proofs.some((each) => equalText(given, each(email)));
  };
  const accountOf = (email: string) => createHash("sha256").update(email).digest("base64url");
  return {
    addressWaitS: (request) => allowance.take(`sign-in ${addressKey(request.ip)}`, limits.signIn),
    async waitS(request, email, path) {
      if (email === undefined) return undefined;
      const account = accountOf(email);
      if (/password-reset|verification-email|sign-up\/proof/.test(path))
        return allowance.take(`mail ${account}`, MAILS);
      if (exists(request, email)) return allowance.take(`known ${account} ${addressKey(request.ip)}`, limits.signIn);
      return (await backOff.waitS(account)) || undefined;
    },
    mayMail: async (email) => (await allowance.take(`mail ${accountOf(email.toLowerCase())}`, MAILS)) === undefined,
    async failed(request, email) {
      if (!exists(request, email)) await backOff.failed(accountOf(email));
    },
    async succeeded(request, reply, email) {
      await backOff.succeeded(accountOf(email));
      if (exists(request, email)) return;
      const secure = appUrl.startsWith("https:") ? "; Secure" : "";
      reply.header(
        "set-cookie",
        `${name}=${proofOf(email)}; Max-Age=${YEAR_S}; Path=/; HttpOnly; SameSite=Lax${secure}`,
      );
    },
  };
}

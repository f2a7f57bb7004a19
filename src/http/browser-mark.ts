/** Tells one browser from another, so that what was begun in one is not ended in another: a random cookie, kept as its hash. */
import { createHash, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { cookieName, cookieOf } from "./cookies.ts";

const SHAPE = /^[A-Za-z0-9_-]{43}$/;
/** Longer than any attempt lasts. */
const LIFETIME_S = 86_400;

const hashOf = (value: string) => createHash("sha256").update(value).digest("base64url");

/** The mark of the browser a request comes from; null where it has none. */
export function browserOf(request: FastifyRequest, appUrl: string): string | null {
  const value = cookieOf(request, cookieName("browser", appUrl));
  return value !== undefined && SHAPE.test(value) ? hashOf(value) : null;
}

/** The same; a browser without one is given one. */
export function markBrowser(request: FastifyRequest, reply: FastifyReply, appUrl: string): string {
  const existing = browserOf(request, appUrl);
  if (existing !== null) return existing;
  const value = randomBytes(32).toString("base64url");
  const secure = appUrl.startsWith("https:") ? "; Secure" : "";
  // Lax: a platform's page leads back to us by an ordinary link.
  reply.header(
    "set-cookie",
    `${cookieName("browser", appUrl)}=${value}; Max-Age=${LIFETIME_S}; Path=/; HttpOnly; SameSite=Lax${secure}`,
  );
  return hashOf(value);
}

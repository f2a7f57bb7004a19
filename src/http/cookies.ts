import type { FastifyRequest } from "fastify";

/** On https the prefix has browsers refuse one that another host, a page below a path, or plain http has set (RFC 6265bis). */
export function cookieName(name: string, appUrl: string): string {
  return appUrl.startsWith("https:") ? `__Host-argosy.${name}` : `argosy.${name}`;
}

/** The first cookie of that name. */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

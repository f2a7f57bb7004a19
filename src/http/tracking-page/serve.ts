/** Serves the pages buyers follow their parcels on: public, each at an address nobody can guess. */
import type { FastifyInstance } from "fastify";
import { LANGUAGES, type Language } from "../../connectors/kit/contract/contract.ts";
import { parseTrackingKey, publicTracking } from "../../hub/shipping/public-tracking.ts";
import { addressKey } from "../address.ts";
import type { Deps } from "../deps.ts";
import { languageOf } from "../language.ts";
import type { Limiter } from "../limiter.ts";
import { trackingHtml } from "./page.ts";

/** Keys cannot be guessed; this keeps a flood out. Many buyers may share an address. */
const LIMIT = { most: 300, perMs: 60_000 };

export function trackingPages(
  app: FastifyInstance,
  { deps, limiter }: { readonly deps: Deps; readonly limiter: Limiter },
): void {
  app.get<{ Params: { key: string }; Querystring: { lang?: string | string[] } }>(
    "/track/:key",
    { schema: { hide: true } },
    async (request, reply) => {
      const taken = limiter.take(`track ${addressKey(request.ip)}`, LIMIT);
      if (!taken.allowed)
        return reply.code(429).header("retry-after", taken.resetS).type("text/plain").send("Too many requests.");
      const parsed = parseTrackingKey(request.params.key);
      const found = parsed && (await deps.db.tenant(parsed.organization, (tx) => publicTracking(tx, parsed.key)));
      const language = requested(request.query.lang) ?? languageOf(request.headers["accept-language"]);
      const { html, policy } = trackingHtml(found, language);
      return reply
        .code(found ? 200 : 404)
        .type("text/html; charset=utf-8")
        .header("cache-control", "private, max-age=60")
        .header("vary", "accept-language")
        .header("content-security-policy", policy)
        .header("referrer-policy", "no-referrer")
        .header("x-robots-tag", "noindex")
        .send(html);
    },
  );
}

const requested = (lang: unknown): Language | undefined => [...LANGUAGES, "en" as const].find((each) => each === lang);

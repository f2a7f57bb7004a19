/** Serves the pages buyers follow their parcels on: public, each at an address nobody can guess. */
import type { FastifyInstance } from "fastify";
import { LANGUAGES, type Language } from "../../connectors/kit/contract/contract.ts";
import { parseTrackingKey, publicTracking } from "../../hub/shipping/public-tracking.ts";
import type { Deps } from "../deps.ts";
import { languageOf } from "../language.ts";
import { trackingHtml } from "./page.ts";

export function trackingPages(app: FastifyInstance, { db }: Pick<Deps, "db">): void {
  app.get<{ Params: { key: string }; Querystring: { lang?: string | string[] } }>(
    "/track/:key",
    { schema: { hide: true }, config: { stranger: "asks" } },
    async (request, reply) => {
      const parsed = parseTrackingKey(request.params.key);
      const found = parsed && (await db.tenant(parsed.organization, (tx) => publicTracking(tx, parsed.key)));
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

/** Searches and answers against Google's own protos, used when SPECS_DIR is set: every field asked for and told is one of theirs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import type { MakeSpecValidator, SpecCheck } from "../kit/testing/specs.ts";

const FILES: Readonly<Record<string, string>> = {
  campaign: "resources/campaign.proto",
  adGroup: "resources/ad_group.proto",
  customer: "resources/customer.proto",
  customerClient: "resources/customer_client.proto",
  metrics: "common/metrics.proto",
  segments: "common/segments.proto",
};

const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

export const spec: MakeSpecValidator = (dir) => {
  const root = join(dir, "google_ads", "protos", "google", "ads", "googleads", "v25");
  const proto = (file: string): string => readFileSync(join(root, file), "utf8");
  const fieldsIn = (text: string): Set<string> =>
    new Set(
      [...text.matchAll(/^\s+(?:optional |repeated )?[\w.]+\s+(\w+)\s*=\s*\d+/gm)].map(([, name]) => camel(name ?? "")),
    );
  const existing = new Map(Object.entries(FILES).map(([name, file]) => [name, fieldsIn(proto(file))]));
  const service = proto("services/google_ads_service.proto");
  const message = (name: string): Set<string> => fieldsIn(service.split(`message ${name} {`)[1]?.split(/^}/m)[0] ?? "");
  const requested = message("SearchGoogleAdsRequest");
  const settings = message("SearchSettings");
  const answered = message("SearchGoogleAdsResponse");

  const isSearch = ({ url }: Exchanged): boolean => url.endsWith("/googleAds:search");
  const strange = (what: string, names: Iterable<string>, of: ReadonlySet<string> | undefined): string[] =>
    [...names].filter((name) => of && !of.has(name)).map((name) => `${what} "${name}" is not described`);
  const result = (problems: readonly string[]): SpecCheck => (problems.length === 0 ? "valid" : problems);

  return {
    request(exchange) {
      if (!isSearch(exchange)) return "uncovered";
      const body = JSON.parse(exchange.requestBody) as Readonly<Record<string, unknown>>;
      const named = [...String(body.query).matchAll(/\b(\w+)\.(\w+)\b/g)];
      return result([
        ...strange("field", Object.keys(body), requested),
        ...strange("setting", Object.keys((body.searchSettings ?? {}) as object), settings),
        ...named.flatMap(([, resource, field]) =>
          strange(`field of ${resource}`, [camel(field ?? "")], existing.get(camel(resource ?? "")) ?? new Set()),
        ),
      ]);
    },
    response(exchange) {
      if (!isSearch(exchange) || exchange.status >= 400) return "uncovered";
      const body = JSON.parse(exchange.responseBody) as Readonly<Record<string, unknown>>;
      const rows = (body.results ?? []) as readonly Readonly<Record<string, object>>[];
      const parts = rows.flatMap((row) => Object.entries(row));
      return result([
        ...new Set([
          ...strange("field", Object.keys(body), answered),
          ...parts.flatMap(([resource, fields]) =>
            strange(`field of ${resource}`, Object.keys(fields), existing.get(resource) ?? new Set()),
          ),
        ]),
      ]);
    },
  };
};

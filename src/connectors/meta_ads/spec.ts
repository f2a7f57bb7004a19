/** Names of fields and parameters against Meta's own description of its nodes, used when SPECS_DIR is set. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Exchanged } from "../kit/http/call-log.ts";
import type { MakeSpecValidator, SpecCheck } from "../kit/testing/specs.ts";

const node = z.object({
  fields: z.array(z.object({ name: z.string() })),
  apis: z.array(
    z.object({ method: z.string(), endpoint: z.string().optional(), params: z.array(z.object({ name: z.string() })) }),
  ),
});

/** Of every call on the Graph, and of every row of a report whatever its fields. */
const EVERYWHERE = new Set(["fields", "limit", "after", "appsecret_proof"]);

export const spec: MakeSpecValidator = (dir) => {
  const read = (name: string) =>
    node.parse(JSON.parse(readFileSync(join(dir, "meta_ads", "api_specs", `${name}.json`), "utf8")));
  const [account, insights, run, user] = [read("AdAccount"), read("AdsInsights"), read("AdReportRun"), read("User")];
  const names = (one: z.output<typeof node>) => new Set(one.fields.map(({ name }) => name));
  const fieldsOf = { account: names(account), insights: names(insights), run: names(run) };
  const paramsOf = (one: z.output<typeof node>, method: string, endpoint: string) =>
    new Set(
      one.apis
        .filter((api) => api.method === method && api.endpoint === endpoint)
        .flatMap(({ params }) => params.map(({ name }) => name)),
    );

  const unknown = (what: string, given: Iterable<string>, existing: ReadonlySet<string>): SpecCheck => {
    const strange = [...given].filter((name) => !existing.has(name) && !EVERYWHERE.has(name));
    return strange.length === 0 ? "valid" : strange.map((name) => `${what} "${name}" is not described`);
  };
  const kindOf = ({ url }: Exchanged): "insights" | "account" | "accounts" | "run" | null => {
    const { pathname } = new URL(url);
    if (pathname.endsWith("/insights")) return "insights";
    if (pathname.endsWith("/me/adaccounts")) return "accounts";
    if (/\/act_\d+$/.test(pathname)) return "account";
    return /\/\d{10,}$/.test(pathname) ? "run" : null;
  };

  return {
    request(exchange) {
      const kind = kindOf(exchange);
      if (kind === null) return "uncovered";
      const given = new URLSearchParams(
        exchange.method === "POST" ? exchange.requestBody : new URL(exchange.url).search,
      );
      const requested = (given.get("fields") ?? "").split(",").filter((name) => name !== "");
      if (kind === "insights") {
        const fields = unknown("field", requested, fieldsOf.insights);
        return fields === "valid"
          ? unknown("parameter", given.keys(), paramsOf(account, exchange.method, "insights"))
          : fields;
      }
      if (kind === "accounts") {
        const params = unknown("parameter", given.keys(), paramsOf(user, "GET", "adaccounts"));
        return params === "valid" ? unknown("field", requested, fieldsOf.account) : params;
      }
      return unknown("field", requested, kind === "account" ? fieldsOf.account : fieldsOf.run);
    },
    response(exchange) {
      const kind = kindOf(exchange);
      if (kind === null || exchange.status >= 400) return "uncovered";
      const body: unknown = JSON.parse(exchange.responseBody);
      const rows = z.object({ data: z.array(z.record(z.string(), z.unknown())) }).safeParse(body).data?.data;
      if (kind === "insights" && rows) return unknown("field", rows.flatMap(Object.keys), fieldsOf.insights);
      if (kind === "accounts" && rows) return unknown("field", rows.flatMap(Object.keys), fieldsOf.account);
      if (kind === "account" || kind === "run")
        return unknown("field", Object.keys(z.record(z.string(), z.unknown()).parse(body)), fieldsOf[kind]);
      return "uncovered";
    },
  };
};

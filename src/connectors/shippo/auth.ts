/** Connecting with a token, and what Shippo's answers mean (sheet sections 2 and 9). */

import { createHash } from "node:crypto";
import { z } from "zod";
import { connectByToken } from "../kit/connect/token-form.ts";
import type { Authenticate, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, type ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { webPageFault } from "../kit/http/faults.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { carrierAccounts } from "./schemas.ts";
import { message } from "./words.ts";

/** Without it old accounts get payloads of their own age. */
const VERSION = { "shippo-api-version": "2018-02-08" };

export const auth: Authenticate = {
  secretNames: ["apiToken", "webhookSecret"],
  baseUrl: (ctx) => ctx.connection.endpoint ?? "https://api.goshippo.com",
  authorize: (request, ctx) => ({
    ...request,
    headers: { ...request.headers, ...VERSION, authorization: `ShippoToken ${ctx.secret("apiToken")}` },
  }),
};

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return webPageFault(response, request);
  switch (status) {
    case 401:
      return { kind: "auth_revoked" };
    case 403:
      return { kind: "forbidden", scope: "plan" };
    case 404:
      return { kind: "not_found" };
    case 429:
      return { kind: "throttled", waitMs: 0 };
  }
  return status >= 500 || status === 408 || status < 400 ? { kind: "transient" } : { kind: "rejected" };
}

export const isTest = (ctx: Context): boolean => ctx.secret("apiToken").startsWith("shippo_test_");

export const connect = connectByToken(
  () => new ConnectorError({ kind: "unsupported" }, message("error.connectedToken")),
  detect,
);

async function detect(ctx: Context): Promise<Detected> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "/carrier_accounts",
    query: [["results", "100"]],
    operation: "carriers.list",
  });
  const { results } = parseResponse(carrierAccounts, body, { ctx, what: "carriers" });
  const active = results.filter((account) => account.active);
  const owner = results.find((account) => account.object_owner)?.object_owner;
  const key = createHash("sha256").update(ctx.secret("apiToken")).digest("hex").slice(0, 24);
  const mode = isTest(ctx) ? "test" : "live";
  return {
    account: { externalId: owner ? `${owner}:${mode}` : `key-${key}`, name: owner ?? "Shippo" },
    facts: {
      mode,
      carriers: Object.fromEntries(active.map(({ object_id, carrier }) => [object_id, carrier])),
      carrierNames: [...new Set(active.map(({ carrier_name, carrier }) => carrier_name ?? carrier))].join(", "),
    },
    locations: [],
    missingScopes: [],
    warnings: [
      ...(mode === "test" ? [message("warning.testToken")] : []),
      ...(active.length === 0 ? [message("warning.noCarrierSwitched")] : []),
    ],
  };
}

/** Shippo's own name of a carrier account's carrier, as its tracking takes it. */
export async function carrierOf(accountId: string, ctx: Context): Promise<string> {
  const existing = z.record(z.string(), z.string()).safeParse(ctx.connection.facts.carriers).data?.[accountId];
  if (existing !== undefined) return existing;
  const { body } = await ctx.http.json({
    method: "GET",
    url: `/carrier_accounts/${encodeURIComponent(accountId)}`,
    operation: "carriers.get",
  });
  return parseResponse(z.object({ carrier: z.string() }), body, { ctx, what: "the carrier" }).carrier;
}

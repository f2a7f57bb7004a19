/** Which site it is, and which permissions the key or token really has: each is proved by a small read. */

import { createHash } from "node:crypto";
import type { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { TRANSACTIONS } from "./fees.ts";
import { websiteSchema } from "./schemas.ts";
import { PERMISSIONS } from "./scopes.ts";
import { message } from "./words.ts";

type Website = Partial<z.output<typeof websiteSchema>>;

export async function detect(ctx: Context): Promise<Detected> {
  const website = await readWebsite(ctx);
  const missing: string[] = [];
  for (const { subject } of PERMISSIONS) if (!(await may(subject, ctx))) missing.push(subject);
  if (missing.length === PERMISSIONS.length)
    throw new ConnectorError({ kind: "forbidden", scope: "Commerce APIs" }, message("error.knowsAccessButOpensNo"));
  const missingScopes = PERMISSIONS.filter(({ subject }) => missing.includes(subject)).map(
    ({ scope, panel, disables, features }) => ({ scope: `${scope} (API key: ${panel})`, disables, features }),
  );
  const { title, url, currency } = website;
  return {
    account: { externalId: externalId(website, ctx), name: title ?? url ?? "Squarespace site" },
    facts: {
      missing,
      ...(title === undefined ? {} : { name: title }),
      ...(url === undefined ? {} : { url }),
      ...(currency === undefined ? {} : { currency }),
    },
    locations: [],
    missingScopes,
    warnings: warnings(missing, ctx),
  };
}

function warnings(missing: readonly string[], ctx: Context): HubText[] {
  const polled = message("said.webhooksNeedHubApp");
  const closed = message("said.permissionsApiKeyAddedLater");
  return [...(ctx.connection.settings.authMode === "oauth" ? [] : [polled]), ...(missing.length > 0 ? [closed] : [])];
}

/** Known from third parties only: where it is closed or missing, the permissions below still prove the key. */
async function readWebsite(ctx: Context): Promise<Website> {
  try {
    const { body } = await ctx.http.json({
      method: "GET",
      url: "/1.0/authorization/website",
      operation: "website.get",
    });
    return parseResponse(websiteSchema, body, { ctx, what: "the site" });
  } catch (error) {
    if (isConnectorError(error) && (error.kind === "not_found" || error.kind === "forbidden")) return {};
    throw error;
  }
}

/** The site's id; without one, a name made of the key, so that the same key is the same account. */
function externalId(website: Website, ctx: Context): string {
  const reported = website.id ?? website.siteId ?? ctx.connection.settings.websiteId;
  if (typeof reported === "string" && reported !== "") return reported;
  const proof = ctx.hasSecret("apiKey") ? ctx.secret("apiKey") : ctx.secret("accessToken");
  return `key-${createHash("sha256").update(proof).digest("hex").slice(0, 24)}`;
}

async function may(subject: string, ctx: Context): Promise<boolean> {
  try {
    await ctx.http.json(probe(subject, ctx));
    return true;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") return false;
    throw error;
  }
}

/** The smallest read of a subject: a second of changes where a window can be asked for. */
function probe(subject: string, ctx: Context): PlatformRequest {
  const operation = `${subject}.probe`;
  const now = ctx.shopNow();
  const window = [
    ["modifiedAfter", new Date(now - 1_000).toISOString()],
    ["modifiedBefore", new Date(now).toISOString()],
  ] as const;
  switch (subject) {
    case "orders":
      return { method: "GET", url: "/1.0/commerce/orders", query: window, operation };
    case "products":
      return { method: "GET", url: "/v2/commerce/products", query: window, operation };
    case "contacts":
      return { method: "GET", url: "/v1/contacts", query: [["pageSize", "1"]], operation };
    case "transactions":
      return { method: "GET", url: TRANSACTIONS, query: window, operation };
    case "discounts":
      return { method: "GET", url: "/v1/commerce/discounts", query: [["limit", "1"]], operation };
    default:
      return { method: "GET", url: "/1.0/commerce/inventory", operation };
  }
}

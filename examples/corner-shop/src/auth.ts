import type { Authenticate, Connect } from "@argosy/connector-kit/contract/contract";
import { ConnectorError } from "@argosy/connector-kit/contract/errors";
import { parseResponse } from "@argosy/connector-kit/parse/parse";
import { API_PATH, readShop } from "./client.ts";
import { shopSchema } from "./schemas.ts";
import { message } from "./words.ts";

export const auth: Authenticate = {
  baseUrl({ connection }) {
    const { shopUrl } = connection.settings;
    return `${connection.endpoint ?? (typeof shopUrl === "string" ? new URL(shopUrl).origin : "")}${API_PATH}`;
  },
  authorize: (request, ctx) => ({
    ...request,
    headers: { ...request.headers, "x-api-key": ctx.secret("apiKey") },
  }),
  secretNames: ["apiKey", "webhookSecret"],
};

export const connect: Connect = {
  async begin({ values }) {
    if (!URL.canParse(values.shopUrl ?? ""))
      throw new ConnectorError({ kind: "rejected", field: "shopUrl" }, message("error.address"));
    return { step: "ready" };
  },
  async complete(input) {
    const values = input.kind === "form" ? input.values : input.begin.values;
    return {
      grant: { secrets: { apiKey: values.apiKey ?? "" } },
      accounts: [{ externalId: "", name: "" }],
    };
  },
  /** One call that only a good key can make. */
  async detect(ctx) {
    const shop = parseResponse(shopSchema, await readShop(ctx), { ctx, what: "shop" });
    return {
      account: { externalId: shop.id, name: shop.name },
      facts: { name: shop.name, currency: shop.currency },
      locations: [],
      missingScopes: [],
      warnings: [],
    };
  },
};

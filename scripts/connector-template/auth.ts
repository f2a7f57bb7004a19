import { fieldsOf } from "../../src/connectors/kit/connect/messages.ts";
import type { Authenticate, Connect, ConnectorMeta } from "../../src/connectors/kit/contract/contract.ts";
import { ConnectorError } from "../../src/connectors/kit/contract/errors.ts";
import { parseResponse } from "../../src/connectors/kit/parse/parse.ts";
import { API_PATH, readShop } from "./client.ts";
import { shopSchema } from "./schemas.ts";
import { catalog, message } from "./words.ts";

/** What a seller fills in. */
export const form: Pick<ConnectorMeta, "connectType" | "setupFormFields"> = {
  connectType: "api_key",
  setupFormFields: fieldsOf(catalog.messages, [
    {
      id: "shopUrl",
      type: "url",
      required: true,
      placeholder: "https://my-shop.example",
    },
    {
      id: "apiKey",
      type: "secret",
      required: true,
      pattern: "^key_[0-9a-f]{24}$",
    },
  ]),
};

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

/** Connecting: the marketplace's address, a key made in its back office, and the shop where the key opens several. */
import type { HubText } from "../../commerce/message.ts";
import type { Connect } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { detect } from "./detect.ts";
import { instanceOrigin } from "./settings.ts";
import { message } from "./words.ts";

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

const SHOP_ID = /^\d{1,18}$/;

export const connect: Connect = {
  async begin({ values }) {
    formOf(values);
    return { step: "ready" };
  },
  async complete(input) {
    const { instanceUrl, apiKey, shopId } = formOf(input.kind === "form" ? input.values : input.begin.values);
    return {
      grant: { secrets: { apiKey } },
      accounts: [{ externalId: "", name: "" }],
      settings: { instanceUrl, shopId },
    };
  },
  detect,
};

function formOf(values: Readonly<Record<string, string>>) {
  const instanceUrl = instanceOrigin(values.instanceUrl?.trim() ?? "");
  if (instanceUrl === undefined) throw refuse("instanceUrl", message("error.address"));
  const apiKey = values.apiKey?.trim() ?? "";
  if (apiKey === "") throw refuse("apiKey", message("error.keyMissing"));
  const shopId = values.shopId?.trim() ?? "";
  if (shopId !== "" && !SHOP_ID.test(shopId)) throw refuse("shopId", message("error.shopId"));
  return { instanceUrl, apiKey, shopId };
}

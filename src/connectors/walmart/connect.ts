/** Connecting: the client id and secret of the seller's own API keys. */
import type { HubText } from "../../commerce/message.ts";
import type { Connect } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { grantOf, renewed } from "./auth.ts";
import { detect } from "./detect.ts";
import { message } from "./words.ts";

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

export const connect: Connect = {
  async begin({ values }) {
    keysOf(values);
    return { step: "ready" };
  },
  async complete(input, ctx) {
    const values = input.kind === "form" ? input.values : input.begin.values;
    const keys = keysOf(values);
    return {
      grant: await grantOf(keys, ctx),
      accounts: [{ externalId: "", name: "" }],
      settings: { clientId: keys.id },
    };
  },
  refresh: renewed,
  detect,
};

function keysOf(values: Readonly<Record<string, string>>) {
  const [id = "", secret = ""] = [values.clientId?.trim(), values.clientSecret?.trim()];
  if (id === "") throw refuse("clientId", message("error.clientIdMissing"));
  if (secret === "") throw refuse("clientSecret", message("error.clientSecretMissing"));
  return { id, secret };
}

/** Connecting with one token that the seller pastes into the form. */
import type { Told } from "../../../commerce/sentence.ts";
import type { Connect } from "../contract/contract.ts";
import { ConnectorError } from "../contract/errors.ts";

/** The token is kept as the secret `apiToken`; `elsewhere` says why nothing but the form connects. */
export const connectByToken = (elsewhere: () => Told, detect: Connect["detect"]): Connect => ({
  begin: async () => ({ step: "ready" }),
  async complete(input) {
    if (input.kind !== "form") throw new ConnectorError({ kind: "unsupported" }, elsewhere());
    const { apiToken = "" } = input.values;
    return { grant: { secrets: { apiToken } }, accounts: [] };
  },
  detect,
});

/** Connecting with one token that the seller pastes into the form. */
import type { Connect } from "../contract/contract.ts";
import type { ConnectorError } from "../contract/errors.ts";

/** The token is kept as the secret `apiToken`; `refusal`: the error where something else than the form would connect. */
export const connectByToken = (refusal: () => ConnectorError, detect: Connect["detect"]): Connect => ({
  begin: async () => ({ step: "ready" }),
  async complete(input) {
    if (input.kind !== "form") throw refusal();
    const { apiToken = "" } = input.values;
    return { grant: { secrets: { apiToken } }, accounts: [] };
  },
  detect,
});

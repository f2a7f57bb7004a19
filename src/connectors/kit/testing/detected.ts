/** Accounts that tests connect and that have nothing to detect. */
import type { Detected } from "../contract/contract.ts";

export const bareAccount = (name: string): Detected => ({
  account: { externalId: "1", name },
  facts: {},
  locations: [],
  missingScopes: [],
  warnings: [],
});

/** Refuses credentials of another account: a store belongs to one account of its platform for good. */
import { message } from "../../commerce/message.ts";
import { isOfKeys } from "../../connectors/kit/connect/consent.ts";
import type { Detected } from "../../connectors/kit/contract/contract.ts";
import { HubError } from "../../hub/errors.ts";

interface StoredAccount {
  readonly state: string;
  readonly account_id: string | null;
}

/** A draft has no account yet, and some platforms do not report one. */
export function isSameAccount(
  { state, account_id: stored }: StoredAccount,
  { account }: Pick<Detected, "account">,
): boolean {
  if (state === "draft" || stored === null || stored === "" || account.externalId === "") return true;
  return stored === account.externalId || isOfKeys(stored) || isOfKeys(account.externalId);
}

/** Throws HubError STORE_OTHER_ACCOUNT. */
export function requireSameAccount(stored: StoredAccount, detected: Pick<Detected, "account">): void {
  if (isSameAccount(stored, detected)) return;
  const { account } = detected;
  const { name, externalId } = account;
  throw new HubError(
    "STORE_OTHER_ACCOUNT",
    "conflict",
    message("refused.otherAccount", { account: name === "" ? externalId : name }),
  );
}

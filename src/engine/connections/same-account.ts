/** Refuses credentials of another account: a store belongs to one account of its platform for good. */
import { message } from "../../commerce/message.ts";
import { isOfKeys } from "../../connectors/kit/connect/consent.ts";
import type { Detected } from "../../connectors/kit/contract/contract.ts";
import { HubError } from "../../hub/errors.ts";

interface Known {
  readonly state: string;
  readonly account_id: string | null;
}

/** A draft belongs to nobody yet; of some platforms nobody can tell. */
export function isSameAccount({ state, account_id: known }: Known, { account }: Pick<Detected, "account">): boolean {
  if (state === "draft" || known === null || known === "" || account.externalId === "") return true;
  return known === account.externalId || isOfKeys(known) || isOfKeys(account.externalId);
}

/** Throws HubError STORE_OTHER_ACCOUNT. */
export function requireSameAccount(known: Known, detected: Pick<Detected, "account">): void {
  if (isSameAccount(known, detected)) return;
  const { account } = detected;
  const { name, externalId } = account;
  throw new HubError(
    "STORE_OTHER_ACCOUNT",
    "conflict",
    message("refused.otherAccount", { account: name === "" ? externalId : name }),
  );
}

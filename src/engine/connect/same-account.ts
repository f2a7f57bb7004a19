/** A store belongs to one account of its platform for good: keys of another one are refused. */
import { say } from "../../commerce/sentence.ts";
import { isOfKeys } from "../../connectors/kit/consent.ts";
import type { Detected } from "../../connectors/kit/contract.ts";
import { HubError } from "../../hub/errors.ts";

interface Known {
  readonly state: string;
  readonly account_id: string | null;
}

/** Throws HubError STORE_OTHER_ACCOUNT. A draft belongs to nobody yet; of some platforms nobody can tell. */
export function requireSameAccount({ state, account_id: known }: Known, { account }: Pick<Detected, "account">): void {
  if (state === "draft" || known === null || known === "" || account.externalId === "") return;
  if (known === account.externalId || isOfKeys(known) || isOfKeys(account.externalId)) return;
  const { name, externalId } = account;
  throw new HubError(
    "STORE_OTHER_ACCOUNT",
    "conflict",
    say("refused.otherAccount", { account: name === "" ? externalId : name }),
  );
}

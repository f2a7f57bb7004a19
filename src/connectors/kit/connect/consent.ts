/** What a consent gives each of the accounts it covers. */
import type { Json } from "../../../commerce/product.ts";
import type { AuthorizedAccount, Completion, Grant } from "../contract/contract.ts";

/** All that one connection is made of. */
export interface Share {
  readonly externalId: string;
  readonly grant: Grant;
  /** False: other accounts of the consent work with the same tokens. */
  readonly hasOwnGrant: boolean;
  readonly settings: Readonly<Record<string, Json>>;
  /** Of the connection, beside the grant's. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * The account to connect without asking: the only one, the one named in the form, or `existing`, the one this connection
 * stands for already. Undefined where the seller has to pick.
 */
export function requestedAccount(
  { accounts, requestedAccountId: meant }: Pick<Completion, "accounts" | "requestedAccountId">,
  existing: string | null = null,
): AuthorizedAccount | undefined {
  const [only, second] = accounts;
  if (!second) return only;
  const requested = meant ?? existing;
  return accounts.find(({ externalId }) => externalId === requested);
}

/** The id names the keys, not the account: new keys of the same account bring another one. */
export const isOfKeys = (externalId: string): boolean => externalId.startsWith("key-");

/** Without an account (the platform names none before it is asked), what the consent itself gives. */
export function shareOf(
  { grant, settings }: Pick<Completion, "grant" | "settings">,
  account: AuthorizedAccount | undefined,
): Share {
  return {
    externalId: account?.externalId ?? "",
    grant: account?.grant ?? grant,
    hasOwnGrant: account?.grant !== undefined,
    settings: { ...settings, ...account?.settings },
    secrets: account?.secrets ?? {},
  };
}

/** The completion with what renewing the tokens of `share` has brought. */
export function withRenewed<C extends Pick<Completion, "grant" | "accounts">>(
  completion: C,
  share: Pick<Share, "externalId" | "hasOwnGrant">,
  renewed: Grant,
): C {
  const merged = (grant: Grant): Grant => ({ ...grant, ...renewed });
  if (!share.hasOwnGrant) return { ...completion, grant: merged(completion.grant) };
  const accounts = completion.accounts.map((account) =>
    account.grant && account.externalId === share.externalId ? { ...account, grant: merged(account.grant) } : account,
  );
  return { ...completion, accounts };
}

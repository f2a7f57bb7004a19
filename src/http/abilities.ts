/** What a stored connection can do, and the refusal of what it cannot. */
import type { Abilities, Ability } from "../commerce/abilities.ts";
import { say } from "../commerce/sentence.ts";
import { abilitiesOf } from "../connectors/kit/contract/abilities.ts";
import type { Ports } from "../connectors/kit/contract/contract.ts";
import { HubError } from "../hub/errors.ts";
import type { Store } from "../hub/stores/stores.ts";
import type { Deps } from "./deps.ts";

type Opened = Pick<Store, "provider" | "accountId" | "facts" | "settings" | "endpoint" | "name">;
type WithConnectors = Pick<Deps, "connectors">;

/** By the ports its connector opens for it; of a provider that is not part of this build: nothing. */
export function abilitiesOfStore(deps: WithConnectors, store: Opened): Abilities {
  return abilitiesOf(portsOfStore(deps, store));
}

/** The ports its connector opens for it, without asking the platform anything. */
export function portsOfStore({ connectors }: WithConnectors, store: Opened): Ports {
  const { provider, accountId, facts, settings, endpoint } = store;
  const info = { account: { externalId: accountId ?? "" }, facts, settings, ...(endpoint !== null && { endpoint }) };
  return connectors.get(provider)?.open(info) ?? {};
}

/** Throws HubError CHANNEL_CANNOT, naming the field that asks for what the channel does not take. */
export function requireAble(
  deps: WithConnectors,
  store: Opened,
  wishes: readonly { readonly ability: Ability; readonly field: string; readonly isWished: boolean }[],
): void {
  const wished = wishes.filter(({ isWished }) => isWished);
  if (wished.length === 0) return;
  const abilities = abilitiesOfStore(deps, store);
  const refused = wished.find(({ ability }) => !abilities[ability]);
  if (refused)
    throw new HubError(
      "CHANNEL_CANNOT",
      "conflict",
      say(`cannot.${refused.ability}`, { store: store.name }),
      refused.field,
    );
}

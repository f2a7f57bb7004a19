/** What a stored connection can do, and the refusal of what it cannot. */
import type { Abilities, Ability } from "../commerce/abilities.ts";
import { message } from "../commerce/message.ts";
import { abilitiesOf, portsOf } from "../connectors/kit/contract/abilities.ts";
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
export const portsOfStore = ({ connectors }: WithConnectors, store: Opened): Ports => portsOf(connectors, store);

/** What a request asks of a channel, by the field that asks for it. */
export type Requirements = readonly {
  readonly ability: Ability;
  readonly field: string;
  readonly isRequested: boolean;
}[];

/** Throws HubError CHANNEL_CANNOT, naming the field that asks for what the channel does not take. */
export function requireAble(deps: WithConnectors, store: Opened, requirements: Requirements): void {
  const requested = requirements.filter(({ isRequested }) => isRequested);
  if (requested.length === 0) return;
  const abilities = abilitiesOfStore(deps, store);
  const refused = requested.find(({ ability }) => !abilities[ability]);
  if (refused)
    throw new HubError(
      "CHANNEL_CANNOT",
      "conflict",
      message(`cannot.${refused.ability}`, { store: store.name }),
      refused.field,
    );
}

/** Which step of a first hour comes next, from what the page has read already: nothing is asked for. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { invitationsQuery, linksQuery, membersQuery, shippedQuery, stockedQuery } from "../data/first-steps.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { hasShipFrom } from "../data/ship-from.ts";
import { signUpQuery } from "../data/sign-up-query.ts";
import { storeNamesQuery } from "../data/store-names.ts";
import { languageShown, loadWords } from "../i18n/language.ts";
import { textOf } from "../i18n/words.ts";
import { tell } from "../ui/action.ts";
import { type DoneSteps, type Finished, type NextStep, stepAfter } from "./step-order.ts";

const ADDRESSES: Readonly<Record<NextStep, string>> = {
  links: "/channels",
  stock: "/inventory",
  address: "/inventory/locations",
  courier: "/channels/add",
  ship: "/orders?toShip=true&sort=due&view=toShip",
  handover: "/shipments/handover",
  invite: "/settings/team",
  mail: "/settings/notifications",
};

export interface Next {
  readonly step: NextStep;
  readonly to: string;
}

const some = (found: { readonly items: readonly unknown[] } | undefined) => found && found.items.length > 0;

function knownOf(client: QueryClient): DoneSteps {
  const links = client.getQueryData(linksQuery.queryKey);
  const members = client.getQueryData(membersQuery.queryKey);
  const invited = client.getQueryData(invitationsQuery.queryKey);
  return {
    links: links && links.linked > 0 && links.waiting === 0,
    stock: some(client.getQueryData(stockedQuery.queryKey)),
    address: client.getQueryData(locationsQuery.queryKey)?.some((one) => one.isDefault && hasShipFrom(one)),
    courier: client.getQueryData(storeNamesQuery.queryKey)?.some(({ kind }) => kind === "logistics"),
    ship: some(client.getQueryData(shippedQuery.queryKey)),
    invite: members && (members.items.length > 1 || some(invited)),
    mail: client.getQueryData(signUpQuery.queryKey)?.sendsMail,
  };
}

/** `otherwise`: the usual next step, for a page that has read too little to know. */
export function nextAfter(client: QueryClient, finished: Finished, otherwise?: NextStep): Next | undefined {
  const step = stepAfter(finished, knownOf(client)) ?? otherwise;
  return step && { step, to: ADDRESSES[step] };
}

/** Says what was done, and offers the step that comes next. */
export function useTellNext(finished: Finished): (said: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (said) => {
    const next = nextAfter(client, finished);
    if (next === undefined) return tell(said);
    await loadWords("next-step")();
    const label = textOf(languageShown(), "next-step", next.step) ?? next.step;
    tell(said, { label, run: () => void navigate({ to: next.to }) });
  };
}

/** Which step of a first hour comes next, from what the page has read already: nothing is asked for. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { invitationsQuery, linksQuery, shippedQuery, stockedQuery } from "../data/first-steps.ts";
import { membersQuery } from "../data/members.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { hasShipFrom } from "../data/ship-from.ts";
import { signUpQuery } from "../data/sign-up-query.ts";
import { storeNamesQuery } from "../data/store-names.ts";
import { languageShown, loadTexts } from "../i18n/language.ts";
import { textOf } from "../i18n/texts.ts";
import { showNotice } from "../ui/action.ts";
import { isNewOrganization } from "./new-organization.ts";
import { type Finished, type FinishedSteps, type NextStep, stepAfter } from "./step-order.ts";

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

interface Next {
  readonly step: NextStep;
  readonly to: string;
}

const some = (found: { readonly items: readonly unknown[] } | undefined) => found && found.items.length > 0;

/** What each step is read from. */
const QUERIES = {
  links: linksQuery.queryKey,
  stock: stockedQuery.queryKey,
  address: locationsQuery.queryKey,
  courier: storeNamesQuery.queryKey,
  ship: shippedQuery.queryKey,
  invite: membersQuery.queryKey,
  mail: signUpQuery.queryKey,
} as const;

function existingOf(client: QueryClient, isNew: boolean): FinishedSteps {
  const links = client.getQueryData(QUERIES.links);
  const members = client.getQueryData(QUERIES.invite);
  const done = {
    links: links && links.linked > 0 && links.waiting === 0,
    stock: some(client.getQueryData(QUERIES.stock)),
    address: client.getQueryData(QUERIES.address)?.some((one) => one.isDefault && hasShipFrom(one)),
    courier: client.getQueryData(QUERIES.courier)?.some(({ kind }) => kind === "logistics"),
    ship: some(client.getQueryData(QUERIES.ship)),
    invite: members && (members.items.length > 1 || some(client.getQueryData(invitationsQuery.queryKey))),
    mail: client.getQueryData(QUERIES.mail)?.sendsMail,
  };
  const steps = Object.keys(QUERIES) as (keyof typeof QUERIES)[];
  const isStale = (step: keyof typeof QUERIES) =>
    done[step] === undefined || client.getQueryState(QUERIES[step])?.isInvalidated;
  return {
    done: Object.fromEntries(steps.map((step) => [step, done[step] ?? (isNew ? false : undefined)])),
    stale: new Set(steps.filter(isStale)),
  };
}

/** `otherwise`: the usual next step, for a page that has read too little to know. */
export function useNext(finished: Finished): (otherwise?: NextStep) => Next | undefined {
  const client = useQueryClient();
  const { organization } = useSession();
  return (otherwise) => {
    const step = stepAfter(finished, existingOf(client, isNewOrganization(organization?.id))) ?? otherwise;
    return step && { step, to: ADDRESSES[step] };
  };
}

/** Offered once in a notice, and no more until the page is loaded anew: the second order needs no directions. */
const offered = new Set<string>();

/** Says what was done, and offers the step that comes next. */
export function useAnnounceNext(finished: Finished): (text: string) => Promise<void> {
  const nextStep = useNext(finished);
  const navigate = useNavigate();
  return async (text) => {
    const next = nextStep();
    if (next === undefined || offered.has(next.step)) return showNotice(text);
    offered.add(next.step);
    await loadTexts("next-step")();
    const label = textOf(languageShown(), "next-step", next.step) ?? next.step;
    showNotice(text, { label, run: () => void navigate({ to: next.to }) });
  };
}

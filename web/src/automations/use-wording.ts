import { useQuery } from "@tanstack/react-query";
import type { ReferenceKind } from "../../../src/commerce/automations/fields.ts";
import { membersQuery } from "../data/members.ts";
import { couriersQuery, locationsQuery, storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { named, type Option } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { endpointsQuery } from "../settings/queries.ts";
import { presetsQuery } from "../shipments/queries.ts";
import { messageTemplatesQuery } from "./queries.ts";
import type { Wording } from "./rule-texts.ts";

export interface Naming extends Wording {
  /** What ids can be chosen from. */
  optionsOf(kind: ReferenceKind): readonly Option[];
}

/** What rules are told with: the words, and the names of what their ids stand for. */
export function useWording(): Naming {
  const { t, language } = useTranslation(["automations", "orders", "orders/page"]);
  const format = useFormat();
  const { may } = useSession();
  const channels = useQuery(storesQuery).data ?? [];
  const couriers = useQuery(couriersQuery).data ?? [];
  const locations = useQuery(locationsQuery).data ?? [];
  const packages = useQuery(presetsQuery).data ?? [];
  const templates = useQuery(messageTemplatesQuery).data ?? [];
  const members = useQuery(membersQuery).data?.items ?? [];
  const endpoints = useQuery({ ...endpointsQuery, enabled: may("connect") }).data?.items ?? [];
  const options: Readonly<Record<ReferenceKind, readonly Option[]>> = {
    channel: named(channels.filter(({ state }) => state !== "draft")),
    courier: named(couriers),
    location: named(locations.filter(({ kind, active }) => kind === "own" && active)),
    message_template: named(templates),
    package: named(packages),
    member: members.map(({ userId, name }) => ({ value: userId, label: name })),
    webhook_endpoint: endpoints.map(({ id, url }) => ({ value: id, label: url })),
  };
  return {
    t,
    language,
    format,
    optionsOf: (kind) => options[kind],
    nameOf: (kind, id) => options[kind].find(({ value }) => value === id)?.label,
  };
}

/** Everything that happened to an order: people, platforms and the hub. */
import {
  type Icon,
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconBox,
  IconBuildingStore,
  IconCash,
  IconCircleDot,
  IconCloudUp,
  IconFlag,
  IconLink,
  IconMessage,
  IconPackageOff,
  IconPencil,
  IconSend,
  IconShoppingBag,
  IconTag,
  IconTrash,
  IconTruck,
  IconUser,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../i18n/translation.ts";
import { useSaid } from "../said/wording.ts";
import { Card } from "../ui/card.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import type { Meaning } from "../ui/status.tsx";
import { type Happening, Timeline } from "../ui/timeline.tsx";
import { personOf } from "./commands.tsx";
import { type Order, timelineQuery } from "./queries.ts";

const LOOKS: Readonly<Record<string, readonly [Icon, Meaning]>> = {
  created: [IconShoppingBag, "information"],
  status: [IconFlag, "information"],
  financial: [IconCash, "information"],
  fulfilment: [IconTruck, "good"],
  fulfilment_status: [IconTruck, "information"],
  refund: [IconCash, "attention"],
  return: [IconArrowBackUp, "information"],
  restock: [IconBox, "information"],
  short: [IconPackageOff, "failed"],
  served: [IconBox, "good"],
  mapped: [IconLink, "good"],
  unmapped: [IconLink, "attention"],
  note: [IconMessage, "neutral"],
  command_note: [IconMessage, "neutral"],
  line: [IconPencil, "information"],
  total: [IconCash, "information"],
  tags: [IconTag, "neutral"],
  customer: [IconUser, "neutral"],
  return_received: [IconBox, "good"],
  gone: [IconTrash, "attention"],
  pushed: [IconCloudUp, "good"],
  requested: [IconSend, "neutral"],
  command_failed: [IconAlertTriangle, "failed"],
  command_cancelled: [IconBan, "neutral"],
};

/** What a channel said to something asked of it. */
const ANSWER = [IconBuildingStore, "neutral"] as const;
const REFUSED = [IconAlertTriangle, "failed"] as const;
const OTHER = [IconCircleDot, "neutral"] as const;

export function Happened({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders");
  const said = useSaid();
  const found = useQuery(timelineQuery(order.id));
  const items: Happening[] = (found.data ?? []).map((entry) => {
    const isRefused = entry.said?.some(({ code }) => code === "order.answer.refused") === true;
    const [icon, meaning] = isRefused
      ? REFUSED
      : (LOOKS[entry.kind] ?? (entry.kind.startsWith("command_") ? ANSWER : OTHER));
    const isEmpty = typeof entry.data === "object" && entry.data !== null && Object.keys(entry.data).length === 0;
    return {
      id: entry.id,
      at: entry.at,
      icon,
      meaning,
      text: <bdi>{said.parts(entry.said, entry.text)}</bdi>,
      by: personOf(entry.actor, t("byHub")),
      raw: { kind: entry.kind, actor: entry.actor, at: entry.at, ...(!isEmpty && { data: entry.data }) },
    };
  });
  return (
    <Card title={t("happened")}>
      {found.isPending && <RowsSkeleton rows={4} />}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      <Timeline items={items} />
    </Card>
  );
}

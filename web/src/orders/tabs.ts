/** The tabs above the orders, each with how many it shows. */
import { useLater } from "../data/after-first-paint.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import type { OwnView } from "../ui/list/views.tsx";
import { tabsQuery } from "./queries.ts";

// What waits longest comes first.
const TABS = {
  toShip: { toShip: "true", sort: "due" },
  singleItem: { toShip: "true", isSingleItem: "true", sort: "due" },
  toPrint: { toPrint: "true", sort: "oldest" },
  labelled: { state: "label_booked,label_printed", sort: "due" },
  handedOver: { state: "handed_over", sort: "oldest" },
  toAccept: { state: "to_accept", sort: "oldest" },
  toPickUp: { state: "to_pick_up,ready_for_pickup", sort: "oldest" },
  late: { late: "true", sort: "due" },
  atRisk: { atRisk: "true", sort: "due" },
  short: { isShort: "true", sort: "oldest" },
  unmapped: { hasUnmapped: "true", sort: "oldest" },
  onHold: { state: "on_hold", sort: "oldest" },
  failed: { state: "failed,rejected", sort: "oldest" },
} as const;

export function useOrderTabs(): readonly OwnView[] {
  const { t } = useTranslation("orders");
  const { counted } = useFormat();
  const counts = useLater(tabsQuery);
  return (Object.keys(TABS) as (keyof typeof TABS)[]).map((id) => {
    const found = counts?.[id];
    return {
      id,
      label: t(`views.${id}`),
      filter: TABS[id],
      count: found && counted(found),
    };
  });
}

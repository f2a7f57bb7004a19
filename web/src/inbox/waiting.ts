/** What waits in the inbox beside its alerts, each with the words that lead to it. */

import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";

export interface Waiting {
  readonly to: string;
  readonly text: string;
}

/** One line a part that is not empty. Needs the words of "inbox". */
export function useWaitingBesideAlerts({
  conflicts,
  unlinkedOrders,
}: Pick<Shape<"InboxCounts">, "conflicts" | "unlinkedOrders">): Waiting[] {
  const { t } = useTranslation("inbox");
  return [
    {
      count: conflicts,
      to: "/inbox/conflicts?state=open&view=open",
      text: t("waiting.conflicts", { count: conflicts }),
    },
    { count: unlinkedOrders, to: "/inbox/orders", text: t("waiting.unlinked", { count: unlinkedOrders }) },
  ].filter(({ count }) => count > 0);
}

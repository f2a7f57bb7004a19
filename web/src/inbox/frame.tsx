/** Everything that needs a person in one place: its parts, each with how much waits in it. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Page } from "../ui/page.tsx";
import { SectionTabs } from "../ui/section-tabs.tsx";
import { inboxQuery } from "./query.ts";

/** Up to here the hub counts each part. */
const COUNTED = 10_000;
const OPEN = { state: "open", view: "open" };
const PARTS = [
  { to: "/inbox", word: "alerts" },
  { to: "/inbox/messages", search: { waiting: "true", view: "waiting" }, word: "messages" },
  { to: "/inbox/conflicts", search: OPEN, word: "conflicts" },
  { to: "/inbox/orders", word: "unlinkedOrders" },
] as const;

export function InboxFrame({ actions, children }: { readonly actions?: ReactNode; readonly children: ReactNode }) {
  const { t } = useTranslation("inbox");
  const { number } = useFormat();
  const counts = useQuery(inboxQuery).data;
  return (
    <Page title={t("title")} actions={actions}>
      <SectionTabs
        label={t("title")}
        sections={PARTS.map(({ word, ...place }) => ({
          ...place,
          label: t(word),
          count: counts && (counts[word] < COUNTED ? number(counts[word]) : `${number(COUNTED)}+`),
        }))}
      />
      {children}
    </Page>
  );
}

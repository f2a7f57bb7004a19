/** What all settings share: their title and the way to each other. */
import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Page } from "../ui/page.tsx";
import { SectionTabs } from "../ui/section-tabs.tsx";

export function SettingsFrame({ actions, children }: { readonly actions?: ReactNode; readonly children: ReactNode }) {
  const { t } = useTranslation("settings");
  const { may } = useSession();
  const sections = [
    ...(may("manage_members") ? (["organization"] as const) : []),
    ...(may("manage_members") ? (["invoices"] as const) : []),
    "shipping" as const,
    "team" as const,
    ...(may("manage_members") ? (["api-keys"] as const) : []),
    ...(may("connect") ? (["webhooks"] as const) : []),
    "notifications" as const,
    "account" as const,
  ];
  return (
    <Page title={t("title")} actions={actions}>
      <SectionTabs
        label={t("title")}
        sections={sections.map((section) => ({ to: `/settings/${section}`, label: t(`sections.${section}`) }))}
      />
      <Stack gap="md" maw={1_040}>
        {children}
      </Stack>
    </Page>
  );
}

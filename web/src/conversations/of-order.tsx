import { Group, Stack } from "@mantine/core";
import type { RowOf } from "../data/pages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Status } from "../ui/status.tsx";
import { MEANING, progressOf } from "./queries.ts";

/** Conversations about an order, each with where it stands. */
export function OfOrder({ conversations }: { readonly conversations: readonly RowOf<"/api/conversations">[] }) {
  const { t } = useTranslation("alerts");
  return (
    <Card title={t("conversations.title")}>
      <Stack gap="xs">
        {conversations.map((one) => (
          <Group key={one.id} justify="space-between" gap="xs">
            <LinkAnchor to="/inbox/messages" search={{ id: one.id }} size="sm" dir="auto">
              {one.subject || t(`conversations.kind.${one.kind}`)}
            </LinkAnchor>
            <Status meaning={MEANING[progressOf(one)]}>{t(`conversations.progress.${progressOf(one)}`)}</Status>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

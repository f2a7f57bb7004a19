/** The first thing in a new organization: a channel of one's own, or emulated stores to look around with. */
import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconPlug } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../i18n/translation.ts";
import { sandboxesQuery } from "../integrations/data.ts";
import { Explore } from "../integrations/explore.tsx";
import { PlatformTiles } from "../integrations/platform-tiles.tsx";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";

export function Start() {
  const { t } = useTranslation("first-run");
  const { data } = useQuery(sandboxesQuery);
  return (
    <Page title={t("start.title")}>
      <Quiet>{t("start.text")}</Quiet>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Card title={t("start.connect")} actions={<IconPlug size={18} aria-hidden />}>
          <Stack gap="md">
            <Text size="sm">{t("start.connectText")}</Text>
            <PlatformTiles />
          </Stack>
        </Card>
        <Explore />
      </SimpleGrid>
      {(data?.running.length ?? 0) > 0 && (
        <Group justify="flex-end">
          <LinkButton variant="default" to="/orders">
            {t("start.orders")}
          </LinkButton>
        </Group>
      )}
    </Page>
  );
}

/** Every platform this hub can connect, by section, with what is connected of it. */

import { Badge, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { stateAllows } from "../../../src/commerce/connection-states.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { boundText } from "../ui/field.ts";
import { LinkButton } from "../ui/link.ts";
import { Logo } from "../ui/logo.tsx";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { type Card, type Connection, catalogQuery, connectionsQuery } from "./data.ts";
import { Explore } from "./explore.tsx";
import { Drafts } from "./unfinished.tsx";

export function Catalog() {
  const { t } = useTranslation("integrations");
  const { q = "" } = useSearch({ from: "/app/channels/add" });
  const navigate = useNavigate();
  const catalog = useQuery(catalogQuery());
  const connections = useQuery(connectionsQuery());
  const items = connections.data?.items ?? [];
  // Who has a real store looks for platforms here; who only explores, for the emulated stores.
  const explores = q === "" && items.length > 0 && items.every(({ isSandbox }) => isSandbox);
  const matches = ({ name }: Card) => name.toLowerCase().includes(q.trim().toLowerCase());
  const sections = (catalog.data?.sections ?? [])
    .map((section) => ({ ...section, providers: section.providers.filter(matches) }))
    .filter(({ providers }) => providers.length > 0);
  return (
    <Page title={t("title")} above={{ label: t("channels"), to: "/channels" }}>
      <Drafts />
      {explores && <Explore isPreviewed />}
      <TextInput
        aria-label={t("search")}
        placeholder={t("search")}
        leftSection={<IconSearch size={16} />}
        {...boundText(
          q,
          (text) => void navigate({ to: "/channels/add", search: { q: text || undefined }, replace: true }),
        )}
        maw={360}
      />
      {catalog.error !== null && <ProblemNotice error={catalog.error} onRetry={() => void catalog.refetch()} />}
      {catalog.isPending && <RowsSkeleton rows={8} />}
      {catalog.data && sections.length === 0 && (
        <Empty icon={IconSearchOff} title={t("nothing")} text={t("nothingText", { q })} />
      )}
      {sections.map((section) => (
        <section key={section.id} aria-labelledby={`section-${section.id}`}>
          <Title order={2} id={`section-${section.id}`} mb="xs">
            {t(`section.${section.id}`, { defaultValue: section.name })}
          </Title>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }} spacing="sm">
            {section.providers.map((card) => (
              <ProviderCard key={card.id} card={card} mine={items.filter(({ provider }) => provider === card.id)} />
            ))}
          </SimpleGrid>
        </section>
      ))}
      {q === "" && !explores && <Explore isPreviewed />}
    </Page>
  );
}

function ProviderCard({ card, mine }: { readonly card: Card; readonly mine: readonly Connection[] }) {
  const { t } = useTranslation("integrations");
  const { may } = useSession();
  const ill = mine.filter(
    ({ state, health }) => stateAllows(state, "broken") || ["degraded", "failing"].includes(health),
  ).length;
  return (
    <Paper p="sm" data-provider={card.id}>
      <Stack gap="sm" h="100%" justify="space-between">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Logo provider={card.id} size={40} />
          <Stack gap={2} miw={0}>
            <Text fw={600} truncate dir="auto">
              {card.name}
            </Text>
            <Quiet size="xs">
              {t(
                `by.${card.capabilities.includes("files") && card.capabilities.length === 1 ? "files" : card.connectType}`,
              )}
            </Quiet>
            <CourierCan card={card} />
            {mine.length > 0 && (
              <Badge color={ill > 0 ? "yellow" : "green"}>
                {ill > 0 ? t("ill", { count: ill }) : t("connectedCount", { count: mine.length })}
              </Badge>
            )}
          </Stack>
        </Group>
        <Group justify="flex-end" gap="xs">
          {may("connect") && (
            <LinkButton
              size="xs"
              variant={mine.length > 0 ? "default" : "light"}
              to="/channels/connect/$provider"
              params={{ provider: card.id }}
              aria-label={t(mine.length > 0 ? "connectAnotherOf" : "connectNamed", { name: card.name })}
            >
              {t(mine.length > 0 ? "connectAnother" : "connect")}
            </LinkButton>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

/** What couriers can do at most; those that cannot are told apart before they are connected. */
const OF_COURIERS = [
  "serviceability",
  "rates",
  "labels",
  "tracking",
  "manifests",
  "pickups",
  "exceptions",
  "remittance",
  "charges",
] as const;

/** What a courier does here beside booking shipments, and what it cannot. */
function CourierCan({ card }: { readonly card: Card }) {
  const { t } = useTranslation("integrations");
  const { list } = useFormat();
  const { capabilities } = card;
  if (!capabilities.includes("shipments") || capabilities.includes("orders")) return null;
  const { true: does = [], false: lacking = [] } = Object.groupBy(OF_COURIERS, (one) =>
    capabilities.includes(one) ? "true" : "false",
  );
  const words = (of: readonly (typeof OF_COURIERS)[number][]) => list(of.map((one) => t(`courier.${one}`)));
  return (
    <>
      {does.length > 0 && (
        <Text size="xs" data-does>
          {t("courier.does", { what: words(does) })}
        </Text>
      )}
      {lacking.length > 0 && (
        <Text size="xs" c="var(--quiet)" data-lacking>
          {t("courier.lacks", { what: words(lacking) })}
        </Text>
      )}
    </>
  );
}

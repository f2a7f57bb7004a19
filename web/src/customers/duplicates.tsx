/** Customers who may be one person: looked at side by side, merged or told apart by a person. */
import { Badge, Button, Group, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";
import { listQuery } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { useMerge } from "./merging.ts";
import { type Duplicate, renew } from "./queries.ts";

export function Duplicates() {
  const { t } = useTranslation("customers");
  const found = useInfiniteQuery(listQuery("customers", "/api/customers/duplicates"));
  const pairs = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title={t("duplicates.title")} above={{ label: t("title"), to: "/customers" }}>
      <Text size="sm" c="var(--quiet)" maw={720}>
        {t("duplicates.text")}
      </Text>
      {found.isPending && <RowsSkeleton />}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && pairs.length === 0 && (
        <Empty icon={IconUsersGroup} title={t("duplicates.none")} text={t("duplicates.noneText")} />
      )}
      <Stack gap="sm">
        {pairs.map((pair) => (
          <Pair key={`${pair.one.id} ${pair.other.id}`} pair={pair} />
        ))}
        {found.hasNextPage && (
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t("duplicates.more")}
          </Button>
        )}
      </Stack>
    </Page>
  );
}

function Pair({ pair }: { readonly pair: Duplicate }) {
  const { t } = useTranslation("customers");
  const { may } = useSession();
  const { percent } = useFormat();
  const client = useQueryClient();
  const join = useMerge();
  const dismiss = useAction({
    run: () =>
      body(
        hub.POST("/api/customers/duplicates/dismiss", {
          body: { customerId: pair.one.id, otherId: pair.other.id },
        }),
      ),
    done: () => renew(client),
    said: t("duplicates.dismissed"),
  });
  const sides = [
    [pair.one, pair.other],
    [pair.other, pair.one],
  ] as const;
  return (
    <Paper p="md" component="section" aria-label={`${nameOf(pair.one)} – ${nameOf(pair.other)}`}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="xs">
            {pair.reasons.map((reason) => (
              <Badge key={reason} color="gray">
                {t(`duplicates.reasons.${reason}`)}
              </Badge>
            ))}
            <Quiet size="xs">{t("duplicates.confidence", { percent: percent(pair.confidence / 100) })}</Quiet>
          </Group>
          {may("act_on_orders") && (
            <Button size="xs" variant="subtle" color="gray" {...starts(dismiss)}>
              {t("duplicates.dismiss")}
            </Button>
          )}
        </Group>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {sides.map(([survivor, other]) => (
            <Stack key={survivor.id} gap={4} align="flex-start">
              <LinkAnchor to="/customers/$id" params={{ id: survivor.id }} size="sm" fw={600}>
                <bdi>{nameOf(survivor)}</bdi>
              </LinkAnchor>
              {[survivor.email, survivor.phone].map(
                (text) =>
                  text !== null && (
                    <Text key={text} size="sm" style={{ overflowWrap: "anywhere" }}>
                      <bdi className="code">{text}</bdi>
                    </Text>
                  ),
              )}
              <Quiet size="xs">{t("orderCount", { count: survivor.orders, number: survivor.orders })}</Quiet>
              {may("act_on_orders") && (
                <Button
                  size="xs"
                  variant="default"
                  disabled={join.isRunning}
                  onClick={() => join.start({ into: survivor.id, from: other.id })}
                >
                  {t("merge.keep", {
                    name: nameOf(survivor) === nameOf(other) ? keptApart(survivor) : nameOf(survivor),
                  })}
                </Button>
              )}
            </Stack>
          ))}
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}

/** Where both are called the same, what tells them apart. */
function keptApart({ email, phone, ...side }: Duplicate["one"]): string {
  return email ?? phone ?? nameOf({ email, phone, ...side });
}

function nameOf({ name, email, phone, id }: Duplicate["one"]): string {
  return name ?? email ?? phone ?? id;
}

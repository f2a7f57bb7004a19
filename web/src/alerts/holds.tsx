/** Changes of stock too large to happen unseen: what would change, and the two answers. */
import { Alert, Button, Collapse, Group, Stack, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconShieldExclamation } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, hub, type Shape } from "../data/hub.ts";
import { listQuery } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useStoreNames } from "../stores/data.ts";
import { useAction } from "../ui/action.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";

type Hold = Shape<"StockHold">;

export function Holds() {
  const { data, error } = useQuery({
    queryKey: ["stock-holds", "open"],
    queryFn: async ({ signal }) =>
      (await body(hub.GET("/api/stock-holds", { params: { query: { state: "open", limit: 50 } }, signal }))).items,
  });
  if (error !== null) return <ProblemNotice error={error} />;
  return (data ?? []).map((hold) => <HoldCard key={hold.id} hold={hold} />);
}

function HoldCard({ hold }: { readonly hold: Hold }) {
  const { t } = useTranslation("alerts");
  const { number } = useFormat();
  const { may } = useSession();
  const { nameOf } = useStoreNames();
  const client = useQueryClient();
  const [isOpen, { toggle }] = useDisclosure();
  const store = nameOf(hold.connectionId);
  const at = { params: { path: { id: hold.id } } };
  const settle = useAction({
    run: (way: "approve" | "reject") => body(hub.POST(`/api/stock-holds/{id}/${way}`, at)),
    done: () =>
      Promise.all(
        ["stock-holds", "alerts", "inventory", "stores"].map((subject) =>
          client.invalidateQueries({ queryKey: [subject] }),
        ),
      ),
    said: (_, way) => t(`hold.said.${way}`),
  });
  const count = { count: hold.held, number: number(hold.held), store };
  return (
    <Alert
      color="yellow"
      icon={<IconShieldExclamation size={20} />}
      title={t(`hold.title.${hold.direction}`, { store, items: number(hold.items), all: number(hold.ofListings) })}
      data-hold={hold.direction}
    >
      <Stack gap="xs">
        <Text size="sm">{t(`hold.text.${hold.direction}`)}</Text>
        <Text size="xs" c="var(--quiet)" component="div">
          <When at={hold.foundAt} />
        </Text>
        <Group gap="xs">
          {may("edit_catalogue") && (
            <>
              <Button size="compact-sm" loading={settle.isRunning} onClick={() => settle.start("approve")}>
                {t(`hold.approve.${hold.direction}`, count)}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                loading={settle.isRunning}
                onClick={() => settle.start("reject")}
              >
                {t(`hold.reject.${hold.direction}`)}
              </Button>
            </>
          )}
          <Button size="compact-sm" variant="subtle" aria-expanded={isOpen} onClick={toggle}>
            {t(isOpen ? "hold.hide" : "hold.show")}
          </Button>
        </Group>
        <Collapse expanded={isOpen}>{isOpen && <HeldItems hold={hold} />}</Collapse>
      </Stack>
    </Alert>
  );
}

function HeldItems({ hold }: { readonly hold: Hold }) {
  const { t } = useTranslation("alerts");
  const { number } = useFormat();
  const list = useInfiniteQuery(listQuery("stock-holds", "/api/stock-holds/{id}", { params: { id: hold.id } }));
  if (list.isError) return <ProblemNotice error={list.error} />;
  if (!list.data) return <RowsSkeleton rows={3} />;
  const units = (value: number | null) => (value === null ? "–" : number(value));
  return (
    <Stack gap="xs">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("hold.item")}</Table.Th>
            <Table.Th style={{ textAlign: "end" }}>{t("hold.hub")}</Table.Th>
            <Table.Th style={{ textAlign: "end" }}>{t("hold.channel")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data.pages
            .flatMap(({ items }) => items)
            .map((item) => (
              <Table.Tr key={item.listingId}>
                <Table.Td>
                  {item.title}{" "}
                  <Text component="span" size="xs" c="var(--quiet)" className="code">
                    {item.sku}
                  </Text>
                </Table.Td>
                <Table.Td style={{ textAlign: "end" }}>{units(item.hub)}</Table.Td>
                <Table.Td style={{ textAlign: "end" }}>{units(item.channel)}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      {list.hasNextPage && (
        <Button
          size="compact-sm"
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </Stack>
  );
}

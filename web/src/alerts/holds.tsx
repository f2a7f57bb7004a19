/** Changes of stock too large to happen unseen: what would change, and the two answers. */
import { Button, Collapse, Group, Paper, Stack, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { type Filter, listQuery } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useStoreNames } from "../data/store-names.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Confirm } from "../ui/confirm.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { pressInRow } from "../ui/list/row-steps.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { TableHead } from "../ui/table-head.tsx";
import { When } from "../ui/when.tsx";
import { Severity } from "./sign/severity.tsx";

type Hold = Shape<"StockHold">;
type Way = "approve" | "reject";

interface Props {
  /** True: those that were refused and are still not written, which may be thought better of. */
  readonly isLater: boolean;
  readonly filter: Filter;
}

export function Holds({ isLater, filter }: Props) {
  const { data, error } = useQuery({
    queryKey: ["stock-holds", isLater ? "refused" : "open"],
    queryFn: async ({ signal }) => {
      const query = { state: isLater ? "rejected" : "open", limit: 50 } as const;
      return (await body(hub.GET("/api/stock-holds", { params: { query }, signal }))).items;
    },
  });
  const { severity = "critical", storeId, from, to } = filter;
  if (severity !== "critical") return null;
  if (error !== null) return <ProblemNotice error={error} />;
  return (data ?? [])
    .filter((hold) => hold.held > 0 && (storeId === undefined || hold.storeId === storeId))
    .filter(({ foundAt }) => from === undefined || Date.parse(foundAt) >= Date.parse(from))
    .filter(({ foundAt }) => to === undefined || Date.parse(foundAt) < Date.parse(to))
    .map((hold) => <HoldCard key={hold.id} hold={hold} />);
}

function HoldCard({ hold }: { readonly hold: Hold }) {
  const { t } = useTranslation("alerts");
  const { may } = useSession();
  const [isOpen, { toggle }] = useDisclosure();
  const texts = useHoldTexts(hold);
  const isRefused = hold.state === "rejected";
  return (
    <Paper p="sm" data-row data-hold={hold.direction} tabIndex={0} onKeyDown={pressInRow}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Severity severity="critical" />
        <Stack gap={4} flex={1} miw={0}>
          <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
            {texts("title")}
          </Text>
          <Text size="sm">{texts(isRefused ? "refused" : "text")}</Text>
          <Quiet size="xs" component="div">
            <StoreLink id={hold.storeId} /> · {t("first")} <When at={hold.foundAt} />
          </Quiet>
          <Group gap="xs" mt={4} data-actions>
            {may("edit_catalogue") && <Answers hold={hold} />}
            <Button size="compact-sm" variant="subtle" aria-expanded={isOpen} onClick={toggle}>
              {t(isOpen ? "hold.hide" : "hold.show")}
            </Button>
            <Help of="stock_hold" />
          </Group>
          <Collapse expanded={isOpen}>{isOpen && <HeldItems hold={hold} />}</Collapse>
        </Stack>
      </Group>
    </Paper>
  );
}

function StoreLink({ id }: { readonly id: string }) {
  const { nameOf } = useStoreNames();
  return (
    <LinkAnchor to="/channels/$id" params={{ id }} size="xs">
      <bdi>{nameOf(id)}</bdi>
    </LinkAnchor>
  );
}

/** The messages about a hold, by its direction and with its figures. */
function useHoldTexts(hold: Hold) {
  const { t } = useTranslation("alerts");
  const { number } = useFormat();
  const { nameOf } = useStoreNames();
  const gaps = {
    store: nameOf(hold.storeId),
    count: hold.held,
    number: number(hold.held),
    items: number(hold.items),
    all: number(hold.ofListings),
    none: number(hold.toNone),
    ours: number(hold.hubUnits),
    theirs: number(hold.channelUnits),
    less: number(hold.hubUnits - hold.channelUnits),
  };
  return (name: "title" | "text" | "refused" | "approve" | "reject" | "sure" | "sureText" | "approved" | "rejected") =>
    t(`hold.${name}.${hold.direction}`, gaps);
}

/** Let it happen, after one more look at what comes of it, or refuse it. */
function Answers({ hold }: { readonly hold: Hold }) {
  const client = useQueryClient();
  const texts = useHoldTexts(hold);
  const [isSure, { open, close }] = useDisclosure();
  const settle = useAction({
    run: (way: Way) => body(hub.POST(`/api/stock-holds/{id}/${way}`, ofId(hold.id))),
    async done() {
      const subjects = ["stock-holds", "alerts", "home", "inventory", "stores"];
      await Promise.all(subjects.map((subject) => client.invalidateQueries({ queryKey: [subject] })));
      close();
    },
    said: (_, way) => texts(way === "approve" ? "approved" : "rejected"),
  });
  return (
    <>
      {hold.state === "open" && (
        <Button size="compact-sm" {...starts(settle, "reject")}>
          {texts("reject")}
        </Button>
      )}
      <Button size="compact-sm" variant="default" disabled={settle.isRunning} onClick={open}>
        {texts("approve")}
      </Button>
      <Confirm
        isOpen={isSure}
        title={texts("sure")}
        text={texts("sureText")}
        label={texts("approve")}
        isRunning={settle.isRunning}
        onConfirm={() => settle.start("approve")}
        onClose={close}
      />
    </>
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
        <TableHead words={[t("hold.item")]} figures={[t("hold.hub"), t("hold.channel")]} />
        <Table.Tbody>
          {list.data.pages
            .flatMap(({ items }) => items)
            .map((item) => (
              <Table.Tr key={item.listingId}>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  <bdi>{item.title}</bdi>{" "}
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

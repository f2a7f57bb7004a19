/** One inbox of what needs a person: a line a cause, with what it means and the click that mends it. */
import { Anchor, Button, Center, Group, Loader, SegmentedControl, Select, Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { listQuery } from "../data/pages.ts";
import { useStoreNames } from "../data/store-names.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { InboxFrame } from "../inbox/frame.tsx";
import { inboxQuery } from "../inbox/query.ts";
import { useWaitingBesideAlerts } from "../inbox/waiting.ts";
import { Empty } from "../ui/empty.tsx";
import { days } from "../ui/list/filter-fields.ts";
import { FilterButton, FiltersSet } from "../ui/list/filters-later.tsx";
import { useKeyToRows } from "../ui/list/first-row.ts";
import { useListSearch } from "../ui/list/search-state.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { AlertRow } from "./alert-row.tsx";
import { Holds } from "./holds.tsx";
import { ReadAll } from "./reading.tsx";
import { bySameCause } from "./same-cause.ts";

/** Its orders are listed one by one in a part of the inbox of their own. */
const UNLINKED = "lines_unlinked";
/** Shown open above the alerts, with what would change. */
const HELD = "stock_hold";
const STATES = ["open", "snoozed", "resolved"] as const;
const SEVERITIES = ["critical", "warning", "info"] as const;

export function Inbox() {
  const { t } = useTranslation("alerts");
  const { t: sign } = useTranslation("alerts/sign");
  const search = useListSearch();
  const { filter, set } = search;
  const times = days(t("seenFrom"), t("seenBefore"));
  const { options, nameOf } = useStoreNames();
  const state = STATES.find((each) => each === filter["state"]) ?? "open";
  useKeyToRows({ canChoose: false, opens: false, hasActions: true });
  const list = useInfiniteQuery(listQuery("alerts", "/api/alerts", { filter: { ...filter, state } }));
  const alerts = (list.data?.pages.flatMap(({ items }) => items) ?? []).filter(
    ({ kind }) => state !== "open" || kind !== UNLINKED,
  );
  return (
    <InboxFrame actions={<ReadAll />}>
      <Group gap="sm">
        <SegmentedControl
          value={state}
          onChange={(requested) => set({ state: requested === "open" ? "" : requested })}
          data={worded(STATES, (value) => t(`state.${value}`))}
          aria-label={t("columns.state")}
        />
        <Select
          placeholder={t("anySeverity")}
          aria-label={t("columns.severity")}
          clearable
          w={170}
          value={filter["severity"] ?? null}
          onChange={(severity) => set({ severity: severity ?? "" })}
          data={worded(SEVERITIES, (value) => sign(`severity.${value}`))}
        />
        <Select
          placeholder={t("anyStore")}
          aria-label={t("columns.store")}
          clearable
          searchable
          w={200}
          value={filter["storeId"] ?? null}
          onChange={(storeId) => set({ storeId: storeId ?? "" })}
          data={[...options]}
        />
        <FilterButton state={search} fields={times} />
      </Group>
      <FiltersSet state={search} fields={times} />
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsSkeleton />}
      {list.isSuccess && alerts.length === 0 && !list.hasNextPage && (
        <NoAlerts
          state={state}
          isNarrowed={["severity", "storeId", "from", "to"].some((name) => filter[name] !== undefined)}
        />
      )}
      <Stack gap="xs">
        {state !== "resolved" && <Holds isLater={state === "snoozed"} filter={filter} />}
        <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-label={t("title")}>
          {bySameCause(alerts.filter(({ kind }) => state !== "open" || kind !== HELD)).map((group) => (
            <li key={group[0].id}>
              <AlertRow
                group={group}
                storeName={group[0].storeId === null ? null : nameOf(group[0].storeId)}
                isPart={list.hasNextPage}
              />
            </li>
          ))}
        </Stack>
      </Stack>
      {list.hasNextPage && (
        <Center>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("more")}
          </Button>
        </Center>
      )}
      {list.isFetching && !list.isPending && <Loader size="xs" aria-hidden />}
    </InboxFrame>
  );
}

/** Nothing of this state. The other parts of the inbox may still wait: it says so, and leads there. */
function NoAlerts({ state, isNarrowed }: { readonly state: (typeof STATES)[number]; readonly isNarrowed: boolean }) {
  const { t } = useTranslation("alerts");
  const counts = useQuery(inboxQuery).data;
  const waiting = useWaitingBesideAlerts(counts ?? { conflicts: 0, unlinkedOrders: 0 });
  if (isNarrowed) return <Empty icon={IconCircleCheck} title={t("empty.narrowed")} text={t("empty.narrowedText")} />;
  if (state !== "open" || waiting.length === 0)
    return <Empty icon={IconCircleCheck} title={t(`empty.${state}`)} text={t("empty.text")} />;
  return (
    <Empty
      icon={IconCircleCheck}
      title={t("empty.others")}
      text={t("empty.othersText")}
      action={waiting.map(({ to, text }) => (
        <Anchor key={to} component={Link} to={to} size="sm">
          {text}
        </Anchor>
      ))}
    />
  );
}

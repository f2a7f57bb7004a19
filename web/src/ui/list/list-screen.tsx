/** A list as every subject shows it: views, search, filters, columns, choice, files; its state stands in the address. */
import { ActionIcon, Button, Center, Checkbox, Group, Loader, Menu, Stack, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconColumns3, IconDownload } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { everyRow, type Filter, type ListPath, listQuery, type RowOf } from "../../data/pages.ts";
import { ProblemNotice } from "../problem.tsx";
import { RowsSkeleton } from "../skeletons.tsx";
import { type BulkAction, BulkBar } from "./bulk.tsx";
import { type Column, useColumns } from "./columns.ts";
import { FilterChips, type FilterField, FilterMenu, SearchBox } from "./filters.tsx";
import { ListCards } from "./list-cards.tsx";
import { ListTable } from "./list-table.tsx";
import { useListSearch } from "./search-state.ts";
import { type OwnView, type ViewSubject, ViewTabs } from "./views.tsx";

export interface ListScreenProps<P extends ListPath> {
  /** First word of the query keys; also where the columns' choice is kept. */
  readonly subject: string;
  readonly path: P;
  readonly params?: Filter;
  /** Asked whatever the person filters by. */
  readonly fixed?: Filter;
  /** For screen readers: "Orders". */
  readonly label: string;
  readonly columns: readonly Column<RowOf<P>>[];
  rowKey(row: RowOf<P>): string;
  /** What a row is called in words: its number, its title. */
  nameOf(row: RowOf<P>): string;
  onOpen?(row: RowOf<P>): void;
  /** For reading ahead what a click would show. */
  onHover?(row: RowOf<P>): void;
  rowActions?(row: RowOf<P>): ReactNode;
  readonly searchLabel?: string;
  readonly filters?: readonly FilterField[];
  readonly views?: readonly OwnView[];
  /** Where views are kept at the hub. */
  readonly viewSubject?: ViewSubject;
  readonly bulk?: readonly BulkAction[];
  /** Address of the current list as a file. */
  exportHref?(filter: Filter): string;
  /** Shown while there is nothing at all: teaches the next step. */
  readonly empty: ReactNode;
  /** Beside search and filters. */
  readonly tools?: ReactNode;
  /** Between the filters and the rows. */
  readonly summary?: ReactNode;
}

export function ListScreen<P extends ListPath>(props: ListScreenProps<P>) {
  const { t } = useTranslation("ui");
  const state = useListSearch();
  const filter = { ...state.filter, ...props.fixed };
  const list = useInfiniteQuery(
    listQuery(props.subject, props.path, { ...(props.params && { params: props.params }), filter }),
  );
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const columns = useColumns(props.subject, props.columns);
  const isPhone = useMediaQuery("(max-width: 48em)") ?? false;
  const choice = useChoice(JSON.stringify(filter));
  const isNarrowed = Object.keys(state.filter).some((name) => name !== "sort");
  const Rows = isPhone ? ListCards : ListTable;
  const names = new Map(rows.map((row) => [props.rowKey(row), props.nameOf(row)]));
  async function* chosenIds() {
    if (!choice.isAll) yield* choice.keys;
    else
      for await (const row of everyRow(props.path, { ...(props.params && { params: props.params }), filter }))
        yield props.rowKey(row);
  }
  return (
    <Stack gap="sm">
      <ViewTabs state={state} own={props.views ?? []} subject={props.viewSubject} />
      <Group gap="sm">
        {props.searchLabel !== undefined && <SearchBox state={state} placeholder={props.searchLabel} />}
        <FilterMenu state={state} fields={props.filters ?? []} />
        {props.tools}
        {!isPhone && <ColumnMenu all={props.columns} columns={columns} />}
        {props.exportHref && (
          <Tooltip label={t("list.export")}>
            <ActionIcon
              variant="default"
              size={36}
              component="a"
              href={props.exportHref(filter)}
              download
              aria-label={t("list.export")}
            >
              <IconDownload size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      <FilterChips state={state} fields={props.filters ?? []} />
      {props.summary}
      {props.bulk && props.bulk.length > 0 && choice.count > 0 && (
        <BulkBar
          actions={props.bulk}
          count={choice.count}
          isAll={choice.isAll}
          mayBeMore={list.hasNextPage}
          onAll={choice.all}
          onClear={choice.clear}
          ids={chosenIds}
          onDone={() => void list.refetch()}
          nameOf={(id) => names.get(id) ?? id}
        />
      )}
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsSkeleton rows={10} />}
      {list.isSuccess && rows.length === 0 && !list.hasNextPage && (
        <Nothing isNarrowed={isNarrowed} empty={props.empty} onClear={() => state.replace({}, undefined)} />
      )}
      {rows.length > 0 && (
        <div
          aria-busy={list.isPlaceholderData}
          style={{ overflowX: isPhone ? "visible" : "clip", opacity: list.isPlaceholderData ? 0.6 : 1 }}
        >
          <Rows
            label={props.label}
            rows={rows}
            columns={isPhone ? props.columns : columns.shown}
            rowKey={props.rowKey}
            nameOf={props.nameOf}
            onOpen={props.onOpen}
            onHover={props.onHover}
            rowActions={props.rowActions}
            chosen={props.bulk && props.bulk.length > 0 ? choice.keys : null}
            isAll={choice.isAll}
            onChoose={choice.choose}
            sort={filter["sort"]}
            onSort={(sort) => state.set({ sort })}
          />
        </div>
      )}
      <End isShown={list.hasNextPage} isLoading={list.isFetchingNextPage} onReach={() => void list.fetchNextPage()} />
    </Stack>
  );
}

/** Which rows are chosen; another filter chooses anew. */
function useChoice(filter: string) {
  const [chosen, setChosen] = useState<{ filter: string; keys: ReadonlySet<string>; isAll: boolean }>({
    filter,
    keys: new Set(),
    isAll: false,
  });
  const current = chosen.filter === filter ? chosen : { filter, keys: new Set<string>(), isAll: false };
  return {
    keys: current.keys,
    isAll: current.isAll,
    count: current.keys.size,
    choose(keys: readonly string[], isOn: boolean) {
      const next = new Set(current.keys);
      for (const key of keys) isOn ? next.add(key) : next.delete(key);
      setChosen({ filter, keys: next, isAll: false });
    },
    all: () => setChosen({ ...current, isAll: true }),
    clear: () => setChosen({ filter, keys: new Set(), isAll: false }),
  };
}

function Nothing(props: { readonly isNarrowed: boolean; readonly empty: ReactNode; onClear(): void }) {
  const { t } = useTranslation("ui");
  if (!props.isNarrowed) return props.empty;
  return (
    <Center py="xl">
      <Stack align="center" gap="xs">
        {t("list.nothing")}
        <Button variant="default" size="xs" onClick={props.onClear}>
          {t("list.clearAll")}
        </Button>
      </Stack>
    </Center>
  );
}

function ColumnMenu<Row>(props: {
  readonly all: readonly Column<Row>[];
  readonly columns: { isShown(id: string): boolean; toggle(id: string): void; reset(): void };
}) {
  const { t } = useTranslation("ui");
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Tooltip label={t("list.columns")}>
          <ActionIcon variant="default" size={36} aria-label={t("list.columns")}>
            <IconColumns3 size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {props.all.map(({ id, header }) => (
          <Menu.Item
            key={id}
            role="menuitemcheckbox"
            aria-checked={props.columns.isShown(id)}
            onClick={() => props.columns.toggle(id)}
            leftSection={<Checkbox size="xs" checked={props.columns.isShown(id)} readOnly tabIndex={-1} aria-hidden />}
          >
            {header}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={props.columns.reset}>{t("list.usualColumns")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The list's end: coming near it reads on. */
function End({
  isShown,
  isLoading,
  onReach,
}: {
  readonly isShown: boolean;
  readonly isLoading: boolean;
  onReach(): void;
}) {
  const mark = useRef<HTMLDivElement>(null);
  const reach = useRef(onReach);
  reach.current = onReach;
  useEffect(() => {
    if (!isShown || isLoading || mark.current === null) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && reach.current(), {
      rootMargin: "600px",
    });
    watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, [isShown, isLoading]);
  return (
    <div ref={mark} style={{ minHeight: 1 }}>
      {isLoading && (
        <Center p="sm">
          <Loader size="sm" />
        </Center>
      )}
    </div>
  );
}

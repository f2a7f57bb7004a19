/** A list as every subject shows it: views, search, filters, columns, choice, files; its state stands in the address. */
import { ActionIcon, Button, Center, Loader, Stack } from "@mantine/core";
import { type Icon, IconArrowsSort, IconColumns3, IconDownload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ComponentType, lazy, type ReactNode, Suspense, useCallback, useMemo, useRef } from "react";
import { type CountedPath, everyRow, type Filter, type RowOf } from "../../data/pages.ts";
import { type Rows, useRows } from "../../data/rows.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { LazyOverlay, later, type TriggerProps } from "../lazy-overlay.tsx";
import { useIsPhone } from "../phone.ts";
import { ProblemNotice } from "../problem.tsx";
import { RowsSkeleton } from "../skeletons.tsx";
import type { BulkAction, BulkStep, Chosen } from "./bulk-action.ts";
import { useChoice } from "./choice.ts";
import { type Column, useColumns } from "./columns.ts";
import type { FilterField } from "./filter-fields.ts";
import { FilterButton, FiltersSet } from "./filters-later.tsx";
import { type RowKeys, useKeyToRows } from "./first-row.ts";
import classes from "./list.module.css";
import type { ListCards as Cards } from "./list-cards.tsx";
import { ListTable, type TableProps } from "./list-table.tsx";
import { ListTotal } from "./list-total.tsx";
import { idOf, type Keyed, type RecordPath, type TextField } from "./row-key.ts";
import type { ViewSubject } from "./saved-views.ts";
import { SearchBox } from "./search-box.tsx";
import { type SearchState, useListSearch } from "./search-state.ts";
import { type OwnView, ViewTabs } from "./views.tsx";
import { Wide } from "./wide.tsx";

const sortMenu = later(async () => (await import("./sort-menu.tsx")).SortMenu);
const columnMenu = later(async () => (await import("./column-menu.tsx")).ColumnMenu);

/** Rows on a phone. */
const ListCards = lazy(async () => ({ default: (await import("./list-cards.tsx")).ListCards })) as typeof Cards;

/** Loaded when the first row is chosen. */
const BulkBar = lazy(async () => ({ default: (await import("./bulk.tsx")).BulkBar }));

/** As many as are packed in one go. */
const FIRST = 50;

export interface ListScreenProps<P extends CountedPath> {
  /** First word of the query keys; also where the columns' choice is kept. Nothing: the path's own, "orders" of /api/orders. */
  readonly subject?: string;
  readonly path: P;
  readonly params?: Filter;
  /** Asked whatever the person filters by. */
  readonly fixed?: Filter;
  /** For screen readers: "Orders". */
  readonly label: string;
  readonly columns: readonly Column<RowOf<P>>[];
  rowKey?(row: RowOf<P>): string;
  /** What a row is called in words, or the field that says it: its number, its title. */
  readonly nameOf: ((row: RowOf<P>) => string) | TextField<RowOf<P>>;
  /** The screen of a row that has an id; in its place `onOpen` does something else. */
  readonly opens?: RecordPath;
  onOpen?(row: RowOf<P>): void;
  /** For reading ahead what a click would show. */
  onHover?(row: RowOf<P>): void;
  rowActions?(row: RowOf<P>): ReactNode;
  readonly rowKeys?: RowKeys<RowOf<P>>;
  readonly searchLabel?: string;
  readonly filters?: readonly FilterField[];
  readonly views?: readonly OwnView[];
  /** Beside their tabs. */
  readonly moreViews?: ReactNode;
  /** Where views are kept at the hub. */
  readonly viewSubject?: ViewSubject;
  readonly bulk?: readonly BulkAction[];
  /** What chosen rows are taken along to, before what is done to them here. */
  readonly steps?: readonly BulkStep[];
  /** In place of both: the bar itself, loaded when the first row is chosen. */
  bulkBar?(chosen: Chosen): ReactNode;
  /** Address of the current list as a file. */
  exportHref?(filter: Filter): string;
  /** The list's own address answers the whole of it as a file. */
  readonly isFile?: boolean;
  /** In place of the table and the cards. */
  readonly drawn?: ComponentType<TableProps<RowOf<P>>> | undefined;
  /** Shown while there is nothing at all: teaches the next step. */
  readonly empty: ReactNode;
  /** Beside search and filters. */
  readonly tools?: ReactNode;
  /** Between the filters and the rows. */
  readonly summary?: ReactNode;
}

export function ListScreen<P extends CountedPath>(props: ListScreenProps<P> & Keyed<RowOf<P>>) {
  const { t } = useTranslation("ui");
  const screen = useRowsOf<P>(props);
  const state = useListSearch();
  const filter = { ...state.filter, ...props.fixed };
  const columns = useColumns(screen.subject, props.columns);
  const fileHref = props.exportHref?.(filter) ?? (props.isFile ? addressOfFile(props, filter) : undefined);
  const isPhone = useIsPhone();
  const hasNoHead = isPhone || props.drawn !== undefined;
  const sorted = props.columns.filter(({ sort, sortUp }) => sort !== undefined || sortUp !== undefined);
  const canChoose = canChooseIn(props);
  const can = { canChoose, opens: screen.onOpen !== undefined, hasActions: props.rowActions !== undefined };
  useKeyToRows(can, props.rowKeys);
  const { subject, path, params = {} } = screen;
  const total = <ListTotal listed={{ subject, path, params, filter }} />;
  return (
    <div className={classes["screen"]}>
      <ViewTabs state={state} own={props.views ?? []} subject={props.viewSubject} more={props.moreViews} />
      <div className={classes["tools"]}>
        {props.searchLabel !== undefined && <SearchBox state={state} placeholder={props.searchLabel} total={total} />}
        <FilterButton state={state} fields={props.filters ?? []} />
        {props.tools}
        {hasNoHead && sorted.length > 0 && (
          <LazyOverlay
            of={sortMenu}
            props={{ columns: sorted, sort: filter["sort"], onSort: (sort) => state.set({ sort }) }}
          >
            {(triggerProps) => <Tool icon={IconArrowsSort} label={t("list.sort")} {...triggerProps} />}
          </LazyOverlay>
        )}
        {!isPhone && (
          <LazyOverlay of={columnMenu} props={{ all: props.columns, columns }}>
            {(triggerProps) => <Tool icon={IconColumns3} label={t("list.columns")} {...triggerProps} />}
          </LazyOverlay>
        )}
        {fileHref !== undefined && (
          <ActionIcon
            variant="default"
            size={36}
            component="a"
            href={fileHref}
            download
            aria-label={t("list.export")}
            title={t("list.export")}
          >
            <IconDownload size={16} />
          </ActionIcon>
        )}
        {props.searchLabel === undefined && total}
      </div>
      <FiltersSet state={state} fields={props.filters ?? []} />
      {props.summary}
      <ListRows
        screen={screen}
        state={state}
        filter={filter}
        isPhone={isPhone}
        columns={isPhone ? props.columns : columns.shown}
      />
    </div>
  );
}

interface ToolProps extends TriggerProps {
  readonly icon: Icon;
  readonly label: string;
}

function Tool({ icon: Sign, label, ...triggerProps }: ToolProps) {
  return (
    <ActionIcon variant="default" size={36} aria-label={label} title={label} {...triggerProps}>
      <Sign size={16} />
    </ActionIcon>
  );
}

interface Offered {
  readonly bulk?: readonly BulkAction[];
  readonly steps?: readonly BulkStep[];
  readonly bulkBar?: unknown;
}

const canChooseIn = ({ bulk = [], steps = [], bulkBar }: Offered) =>
  bulkBar !== undefined || bulk.length + steps.length > 0;

function addressOfFile({ path, params = {} }: { readonly path: string; readonly params?: Filter }, filter: Filter) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  return `${filled}?${new URLSearchParams({ ...filter, format: "csv" })}`;
}

/** A list whose rows are told apart, have names, and open. */
interface Screen<P extends CountedPath> extends Omit<ListScreenProps<P>, "nameOf"> {
  readonly subject: string;
  rowKey(row: RowOf<P>): string;
  nameOf(row: RowOf<P>): string;
}

function useRowsOf<P extends CountedPath>(props: ListScreenProps<P>): Screen<P> {
  const navigate = useNavigate();
  const { opens, rowKey = idOf, nameOf, subject = props.path.split("/")[2] ?? "" } = props;
  const onOpen = opens && ((row: RowOf<P>) => void navigate({ to: opens, params: { id: idOf(row) } }));
  const named = typeof nameOf === "function" ? nameOf : (row: RowOf<P>) => String(row[nameOf]);
  return { ...(onOpen && { onOpen }), ...props, subject, rowKey, nameOf: named };
}

interface ListRowsProps<P extends CountedPath> {
  readonly screen: Screen<P>;
  readonly state: SearchState;
  readonly filter: Filter;
  readonly isPhone: boolean;
  readonly columns: readonly Column<RowOf<P>>[];
}

async function firstRows<P extends CountedPath>(
  path: P,
  requested: Parameters<typeof everyRow<P>>[1],
): Promise<RowOf<P>[]> {
  const first: RowOf<P>[] = [];
  for await (const row of everyRow(path, requested)) if (first.push(row) === FIRST) break;
  return first;
}

interface Choosing<P extends CountedPath> {
  readonly rows: Rows<RowOf<P>>;
  readonly acts: Pick<Screen<P>, "rowKey" | "nameOf">;
  readonly asked: { readonly path: P; readonly params: Filter; readonly filter: Filter };
}

/** Which rows are chosen, and as the bar below the list sees it. */
function useChosen<P extends CountedPath>({ subject, rowKey }: Screen<P>, { rows, acts, asked }: Choosing<P>) {
  const near = rows.isOld ? [] : rows.near;
  const choice = useChoice({ list: `${subject} ${JSON.stringify(asked)}`, near, ...acts });
  async function* ids() {
    if (!choice.isAll) yield* choice.names.keys();
    else for await (const row of everyRow(asked.path, asked)) yield rowKey(row);
  }
  const chooseFirst = async () => choice.only(await firstRows(asked.path, asked));
  const chosen: Chosen = {
    count: choice.names.size,
    isAll: choice.isAll,
    mayBeMore: rows.hasMore || rows.count > choice.names.size,
    onAll: choice.all,
    first: rows.hasMore || rows.count > FIRST ? { count: FIRST, choose: chooseFirst } : null,
    onClear: choice.clear,
    ids,
    onDone: rows.renew,
    nameOf: (id) => choice.names.get(id) ?? id,
  };
  return { choice, chosen };
}

/** The rows, and what is done to them; by itself, because it is drawn anew while one scrolls. */
function ListRows<P extends CountedPath>({ screen, state, filter, isPhone, columns }: ListRowsProps<P>) {
  const requested = { path: screen.path, params: screen.params ?? {}, filter };
  const rows = useRows({ subject: screen.subject, ...requested });
  const acts = useSteady(screen);
  const { choice, chosen } = useChosen(screen, { rows, acts, asked: requested });
  const isNarrowed = Object.keys(state.filter).some((name) => name !== "sort");
  const setSort = useCallback((sort: string) => state.set({ sort }), [state]);
  const Drawn = screen.drawn ?? (isPhone ? ListCards : ListTable);
  const canChoose = canChooseIn(screen);
  return (
    <>
      {canChoose && choice.names.size > 0 && (
        <Suspense>
          {screen.bulkBar?.(chosen) ?? <BulkBar actions={screen.bulk ?? []} steps={screen.steps ?? []} {...chosen} />}
        </Suspense>
      )}
      {rows.error !== null && <ProblemNotice error={rows.error} onRetry={rows.renew} />}
      {rows.isPending && <RowsSkeleton rows={10} />}
      {rows.count === 0 && !rows.hasMore && (
        <Nothing isNarrowed={isNarrowed} empty={screen.empty} onClear={() => state.replace({}, undefined)} />
      )}
      {rows.count > 0 && (
        <Wide
          key={isPhone ? "cards" : "table"}
          isBusy={rows.isOld}
          style={{ ...(rows.isOld && FADED), ...(isPhone && { overflowX: "visible" }) }}
        >
          <Drawn
            label={screen.label}
            name={`${screen.subject} ${screen.path}`}
            rows={rows}
            columns={columns}
            rowKey={acts.rowKey}
            nameOf={acts.nameOf}
            onOpen={screen.onOpen && acts.onOpen}
            onHover={screen.onHover && acts.onHover}
            rowActions={screen.rowActions}
            rowKeys={screen.rowKeys}
            chosen={canChoose ? choice.names : null}
            isAll={choice.isAll}
            // Rows of the filter before, shown until its own are there, are not among what is chosen by this one.
            onChoose={rows.isOld ? ignore : choice.choose}
            sort={filter["sort"]}
            onSort={setSort}
          />
        </Wide>
      )}
      {choice.names.size > 0 && <div className={classes["room"] ?? ""} />}
      {rows.isReadingOn && !rows.isPending && (
        <Center p="sm">
          <Loader size="sm" />
        </Center>
      )}
    </>
  );
}

/** Rows of the filter before: a click on one of them would be of no use. */
const FADED = { opacity: 0.6, pointerEvents: "none" } as const;
const ignore = () => undefined;

/** The same functions every time, so that a row is drawn anew only when something of it changed. */
function useSteady<P extends CountedPath>(screen: Screen<P>) {
  const latest = useRef(screen);
  latest.current = screen;
  return useMemo(
    () => ({
      rowKey: (row: RowOf<P>) => latest.current.rowKey(row),
      nameOf: (row: RowOf<P>) => latest.current.nameOf(row),
      onOpen: (row: RowOf<P>) => latest.current.onOpen?.(row),
      onHover: (row: RowOf<P>) => latest.current.onHover?.(row),
    }),
    [],
  );
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

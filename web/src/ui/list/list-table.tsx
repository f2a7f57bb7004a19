/** Rows as a table; only those near the screen are drawn, however many there are. */
import { Skeleton } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  type RefCallback,
  useCallback,
  useRef,
} from "react";
import type { Rows } from "../../data/rows.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { keyOf } from "../key-letter.ts";
import { useRest } from "../rest.ts";
import type { Column } from "./columns.ts";
import { useIsCompact } from "./density.ts";
import type { RowKeys } from "./first-row.ts";
import classes from "./list.module.css";
import { stepFrom } from "./row-steps.ts";
import { Tick } from "./tick.tsx";
import { useVirtualRows } from "./virtual-rows.ts";

/** Of two lines, as orders and products have: rows that turn out lower are joined by others once the page stands. */
const ROW_PX = 52;
const COMPACT_ROW_PX = 30;

export interface TableProps<Row> {
  readonly label: string;
  /** What the list is known by on this machine. */
  readonly name: string;
  readonly rows: Rows<Row>;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  readonly onOpen?: ((row: Row) => void) | undefined;
  readonly onHover?: ((row: Row) => void) | undefined;
  readonly rowActions?: ((row: Row) => ReactNode) | undefined;
  readonly rowKeys?: RowKeys<Row> | undefined;
  readonly chosen: ReadonlyMap<string, string> | null;
  readonly isAll: boolean;
  onChoose(rows: readonly Row[], isOn: boolean): void;
  readonly sort: string | undefined;
  onSort(sort: string): void;
}

export function ListTable<Row>(props: TableProps<Row>) {
  const { t } = useTranslation("ui");
  const { rows, columns, rowKey, chosen } = props;
  const isCompact = useIsCompact();
  const drawn = useVirtualRows<HTMLTableSectionElement>({
    count: rows.count,
    name: isCompact ? `${props.name} compact` : props.name,
    height: isCompact ? COMPACT_ROW_PX : ROW_PX,
    see: rows.see,
    above: `${columns.length}`,
  });
  const choose = useRangeChoice(props);
  const areAllOn = chosen !== null && rows.near.every((row) => props.isAll || chosen.has(rowKey(row)));
  const isSomeOn = chosen !== null && chosen.size > 0;
  const span = columns.length + (chosen ? 1 : 0) + (props.rowActions ? 1 : 0);
  return (
    <table
      className={classes["table"]}
      data-compact={isCompact || undefined}
      aria-label={props.label}
      aria-rowcount={rows.hasMore ? -1 : rows.count + 1}
    >
      <thead className={classes["head"]}>
        <tr aria-rowindex={1}>
          {chosen && (
            <th className={classes["choose"]}>
              <Tick
                label={t("list.chooseShown")}
                isOn={areAllOn}
                isPartly={isSomeOn && !areAllOn}
                onChange={() => props.onChoose(rows.near, !areAllOn)}
              />
            </th>
          )}
          {columns.map((column) => (
            <Header key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
          {props.rowActions && <th aria-label={t("list.rowActions")} />}
        </tr>
      </thead>
      <tbody ref={drawn.body}>
        {drawn.before > 0 && <Space px={drawn.before} span={span} />}
        {drawn.shown.map((index) => {
          const row = rows.at(index);
          return row === undefined ? (
            <Awaited key={`awaited ${index}`} index={index} span={span} px={drawn.height} />
          ) : (
            <DrawnRow
              key={rowKey(row)}
              row={row}
              index={index}
              measure={drawn.measure}
              columns={columns}
              isChosen={chosen === null ? null : props.isAll || chosen.has(rowKey(row))}
              nameOf={props.nameOf}
              onOpen={props.onOpen}
              onHover={props.onHover}
              rowActions={props.rowActions}
              rowKeys={props.rowKeys}
              onChoose={choose}
            />
          );
        })}
        {drawn.behind > 0 && <Space px={drawn.behind} span={span} />}
      </tbody>
    </table>
  );
}

type ChooseAt = (index: number, how: { readonly isOn: boolean; readonly isRange: boolean }) => void;

/** The same function every time. A range goes from the row chosen before to this one, either way; what is not read is left. */
function useRangeChoice<Row>(props: Pick<TableProps<Row>, "rows" | "onChoose">): ChooseAt {
  const latest = useRef(props);
  latest.current = props;
  const before = useRef<number | null>(null);
  return useCallback((index, { isOn, isRange }) => {
    const { rows, onChoose } = latest.current;
    const from = isRange ? (before.current ?? index) : index;
    before.current = index;
    const first = Math.min(from, index);
    const range = Array.from({ length: Math.abs(from - index) + 1 }, (_, n) => rows.at(first + n));
    onChoose(
      range.flatMap((row) => row ?? []),
      isOn,
    );
  }, []);
}

/** A row that is being read. */
function Awaited({ index, span, px }: { readonly index: number; readonly span: number; readonly px: number }) {
  return (
    <tr aria-rowindex={index + 2} aria-busy>
      <td colSpan={span} style={{ height: px, paddingBlock: 0 }}>
        <Skeleton h={14} animate={false} />
      </td>
    </tr>
  );
}

function Space({ px, span }: { readonly px: number; readonly span: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={span} style={{ height: px, padding: 0 }} />
    </tr>
  );
}

/** Its width stands in its header: a style of its own for every cell is work the first drawing waits for. */
const cellClass = <Row,>({ isEnd, share }: Column<Row>): string | undefined =>
  [isEnd && classes["end"], share !== undefined && classes["shared"]].filter(Boolean).join(" ") || undefined;

function Header<Row>(props: {
  readonly column: Column<Row>;
  readonly sort: string | undefined;
  onSort(sort: string): void;
}) {
  const { column, sort } = props;
  const isUp = column.sortUp !== undefined && column.sortUp === sort;
  const isSorted = isUp || (column.sort !== undefined && column.sort === sort);
  const style = { ...(column.share !== undefined && { width: `${column.share}%` }), minWidth: column.width };
  const isFlipped = column.isUpFirst ? !isUp : isSorted && !isUp;
  const requested = isFlipped ? (column.sortUp ?? column.sort) : column.sort;
  return (
    <th
      style={style}
      {...(isSorted && { "aria-sort": isUp ? ("ascending" as const) : ("descending" as const) })}
      className={`nowrap ${cellClass(column) ?? ""}`}
    >
      {requested === undefined ? (
        column.header
      ) : (
        <button type="button" className={classes["sort"]} onClick={() => props.onSort(requested)}>
          {column.header}
          {isSorted && <IconArrowDown size={12} className={classes[isUp ? "up" : "down"]} aria-hidden />}
        </button>
      )}
    </th>
  );
}

/** Things in a row that do something of their own. */
const OWN = "a, button, input, label, [role=menuitem]";

interface RowProps<Row>
  extends Pick<TableProps<Row>, "columns" | "nameOf" | "onOpen" | "onHover" | "rowActions" | "rowKeys"> {
  readonly row: Row;
  readonly index: number;
  readonly measure: RefCallback<HTMLElement> | undefined;
  /** Null: rows are not chosen here. */
  readonly isChosen: boolean | null;
  readonly onChoose: ChooseAt;
}

/** Drawn again only when something of it changed: scrolling draws the rows that come into view. */
const DrawnRow = memo(function DrawnRow<Row>({ row, index, columns, isChosen, ...props }: RowProps<Row>) {
  const { t } = useTranslation("ui");
  const { onHover } = props;
  const rest = useRest(onHover && (() => onHover(row)));
  const open = (event: MouseEvent | KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest(OWN)) return;
    props.onOpen?.(row);
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const key = keyOf(event);
    if (event.key === "Enter") open(event);
    else if (key === undefined || event.target !== event.currentTarget) return;
    else if (key === "x" && isChosen !== null) props.onChoose(index, { isOn: !isChosen, isRange: false });
    else if (props.rowKeys?.[key]) props.rowKeys[key]?.run(row);
    else stepFrom(event, key);
  };
  return (
    <tr
      data-row
      data-index={index}
      aria-rowindex={index + 2}
      ref={props.measure}
      {...((props.onOpen ?? props.rowKeys ?? props.rowActions) && { tabIndex: 0, onKeyDown: press })}
      {...(props.onOpen && { className: classes["openable"], onClick: open, ...rest })}
      data-chosen={isChosen || undefined}
    >
      {isChosen !== null && (
        <td>
          <Tick
            label={t("list.choose", { name: props.nameOf(row) })}
            isOn={isChosen}
            onChange={(isRange) => props.onChoose(index, { isOn: !isChosen, isRange })}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} className={cellClass(column)}>
          {column.cell(row)}
        </td>
      ))}
      {props.rowActions && (
        <td className={classes["end"]} data-actions>
          {props.rowActions(row)}
        </td>
      )}
    </tr>
  );
}) as <Row>(props: RowProps<Row>) => ReactNode;

/** Rows as a table; only those near the screen are drawn, however many there are. */
import { Checkbox, Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Column } from "./columns.ts";
import classes from "./list.module.css";

const ROW_PX = 44;
/** Below this many rows all are drawn. */
const VIRTUAL_FROM = 100;

export interface TableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  readonly onOpen?: ((row: Row) => void) | undefined;
  readonly onHover?: ((row: Row) => void) | undefined;
  readonly rowActions?: ((row: Row) => ReactNode) | undefined;
  readonly chosen: ReadonlySet<string> | null;
  readonly isAll: boolean;
  onChoose(keys: readonly string[], isOn: boolean): void;
  readonly sort: string | undefined;
  onSort(sort: string): void;
}

export function ListTable<Row>(props: TableProps<Row>) {
  const { t } = useTranslation("ui");
  const { rows, columns, rowKey, chosen } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [margin, setMargin] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what stands above the table changes with these
  useEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setMargin(top + window.scrollY);
  }, [rows.length === 0, columns.length, chosen?.size === 0]);
  const isVirtual = rows.length >= VIRTUAL_FROM;
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: margin,
    enabled: isVirtual,
  });
  const shown = isVirtual ? virtual.getVirtualItems().map(({ index }) => index) : rows.map((_, index) => index);
  const first = isVirtual ? (virtual.getVirtualItems()[0]?.start ?? margin) - margin : 0;
  const last = isVirtual ? virtual.getTotalSize() - ((virtual.getVirtualItems().at(-1)?.end ?? margin) - margin) : 0;
  const keys = rows.map(rowKey);
  const areAllOn = chosen !== null && rows.length > 0 && keys.every((key) => props.isAll || chosen.has(key));
  const isSomeOn = chosen !== null && chosen.size > 0;
  const span = columns.length + (chosen ? 1 : 0) + (props.rowActions ? 1 : 0);
  return (
    <Table stickyHeader stickyHeaderOffset={52} highlightOnHover aria-label={props.label} aria-rowcount={rows.length}>
      <Table.Thead className={classes.head ?? ""}>
        <Table.Tr>
          {chosen && (
            <Table.Th w={40}>
              <Checkbox
                size="xs"
                aria-label={t("list.chooseShown")}
                checked={areAllOn}
                indeterminate={isSomeOn && !areAllOn}
                onChange={() => props.onChoose(keys, !areAllOn)}
              />
            </Table.Th>
          )}
          {columns.map((column) => (
            <Header key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
          {props.rowActions && <Table.Th aria-label={t("list.rowActions")} />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody ref={body}>
        {first > 0 && <Space px={first} span={span} />}
        {shown.map((index) => {
          const row = rows[index];
          return row === undefined ? null : <Row key={rowKey(row)} row={row} {...props} />;
        })}
        {last > 0 && <Space px={last} span={span} />}
      </Table.Tbody>
    </Table>
  );
}

function Space({ px, span }: { readonly px: number; readonly span: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={span} style={{ height: px, padding: 0 }} />
    </tr>
  );
}

function Header<Row>(props: {
  readonly column: Column<Row>;
  readonly sort: string | undefined;
  onSort(sort: string): void;
}) {
  const { column, sort } = props;
  const isSorted = column.sort !== undefined && column.sort === sort;
  const style = { textAlign: column.isEnd ? ("end" as const) : ("start" as const), minWidth: column.width };
  const wanted = column.sort;
  return (
    <Table.Th style={style} {...(isSorted && { "aria-sort": "descending" as const })} className="nowrap">
      {wanted === undefined ? (
        column.header
      ) : (
        <UnstyledButton fz="inherit" fw="inherit" onClick={() => props.onSort(wanted)}>
          {column.header}
          {isSorted && <IconArrowDown size={12} style={{ marginInlineStart: 4 }} aria-hidden />}
        </UnstyledButton>
      )}
    </Table.Th>
  );
}

/** j and k, or the arrows, go from row to row. */
const STEPS: Readonly<Record<string, "nextElementSibling" | "previousElementSibling">> = {
  j: "nextElementSibling",
  ArrowDown: "nextElementSibling",
  k: "previousElementSibling",
  ArrowUp: "previousElementSibling",
};

function step(event: KeyboardEvent<HTMLElement>): void {
  const towards = STEPS[event.key];
  if (towards === undefined || event.target !== event.currentTarget) return;
  const next = event.currentTarget[towards];
  if (!(next instanceof HTMLElement) || !("row" in next.dataset)) return;
  event.preventDefault();
  next.focus();
}

/** Things in a row that do something of their own. */
const OWN = "a, button, input, label, [role=menuitem]";

function Row<Row>({ row, columns, rowKey, nameOf, chosen, ...props }: TableProps<Row> & { readonly row: Row }) {
  const { t } = useTranslation("ui");
  const key = rowKey(row);
  const isOn = chosen !== null && (props.isAll || chosen.has(key));
  const open = (event: MouseEvent | KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest(OWN)) return;
    props.onOpen?.(row);
  };
  return (
    <Table.Tr
      data-row
      {...(props.onOpen && {
        tabIndex: 0,
        className: classes.openable ?? "",
        onClick: open,
        onKeyDown: (event: KeyboardEvent<HTMLElement>) => (event.key === "Enter" ? open(event) : step(event)),
        onMouseEnter: () => props.onHover?.(row),
      })}
      {...(isOn && { bg: "var(--faint)" })}
    >
      {chosen && (
        <Table.Td>
          <Checkbox
            size="xs"
            aria-label={t("list.choose", { name: nameOf(row) })}
            checked={isOn}
            onChange={() => props.onChoose([key], !isOn)}
          />
        </Table.Td>
      )}
      {columns.map((column) => (
        <Table.Td key={column.id} style={{ textAlign: column.isEnd ? "end" : "start" }}>
          {column.cell(row)}
        </Table.Td>
      ))}
      {props.rowActions && <Table.Td style={{ textAlign: "end" }}>{props.rowActions(row)}</Table.Td>}
    </Table.Tr>
  );
}

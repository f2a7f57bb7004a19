/** The grid itself: cells to type in, to paste into, and to go through with Enter and the arrows. */
import { ActionIcon, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, memo, useRef } from "react";
import { codeText } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { FirstItem } from "../orders/first-item.tsx";
import { OrderState } from "../orders/state.tsx";
import { Status } from "../ui/status.tsx";
import { Thumbnail } from "../ui/thumbnail.tsx";
import type { BookingStatus } from "./booking-status.ts";
import type { CheckedOrder, ParcelRow } from "./parcels.ts";
import { type ColumnName, cellsOf, type Typed } from "./pasted.ts";
import classes from "./shipping.module.css";

interface Acts {
  onType(key: number, change: Partial<Typed>): void;
  onPaste(at: { readonly row: number; readonly column: ColumnName }, cells: readonly (readonly string[])[]): void;
  onRemove(key: number): void;
}

interface Props extends Acts {
  readonly rows: readonly ParcelRow[];
  readonly checkedOrders: ReadonlyMap<string, CheckedOrder>;
  readonly standing: ReadonlyMap<number, BookingStatus>;
}

export function Grid({ rows, checkedOrders, standing, ...acts }: Props) {
  const { t } = useTranslation("shipping");
  const latest = useRef(acts);
  latest.current = acts;
  const steady = useRef<Acts>({
    onType: (...given) => latest.current.onType(...given),
    onPaste: (...given) => latest.current.onPaste(...given),
    onRemove: (...given) => latest.current.onRemove(...given),
  }).current;
  return (
    <div className={classes["wide"]}>
      <table className={classes["grid"]} aria-label={t("title")}>
        <thead>
          <tr>
            <th>{t("columns.order")}</th>
            <th>{t("columns.what")}</th>
            <th>{t("columns.carrier")}</th>
            <th>{t("columns.tracking")}</th>
            <th>{t("columns.result")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row
              key={row.key}
              row={row}
              index={index}
              order={checkedOrders.get(row.order.trim())?.order ?? null}
              standing={standing.get(row.key)}
              {...steady}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends Acts {
  readonly row: ParcelRow;
  readonly index: number;
  readonly order: CheckedOrder["order"];
  readonly standing: BookingStatus | undefined;
}

/** Typing in one row draws no other: there may be hundreds. */
const Row = memo(
  function Row({ row, index, order, standing, onRemove, ...acts }: RowProps) {
    const { t } = useTranslation("shipping");
    // On a phone the row is a card: each field says itself what the table's head says.
    const labelled = (column: ColumnName) => (
      <td data-label={t(`columns.${column}`)}>
        <Cell row={row} index={index} column={column} {...acts} />
      </td>
    );
    return (
      <tr data-parcel={row.order}>
        {labelled("order")}
        <td className={classes["whole"]}>
          <What order={order} />
        </td>
        {labelled("carrier")}
        {labelled("tracking")}
        <td className={classes["result"]}>{standing && <Result standing={standing} />}</td>
        <td>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t("remove", { row: index + 1 })}
            onClick={() => onRemove(row.key)}
          >
            <IconX size={14} />
          </ActionIcon>
        </td>
      </tr>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.index === after.index &&
    before.order === after.order &&
    JSON.stringify(before.standing) === JSON.stringify(after.standing),
);

function Cell({
  row,
  index,
  column,
  onType,
  onPaste,
}: Omit<RowProps, "order" | "standing" | "onRemove"> & { column: ColumnName }) {
  const { t } = useTranslation("shipping");
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData("text");
    const cells = text.includes("\t") || /\n./.test(text.trim()) ? cellsOf(text) : [];
    if (cells.length === 0) return;
    event.preventDefault();
    onPaste({ row: index, column }, cells);
  };
  return (
    <input
      className={classes["cell"]}
      aria-label={t("cell", { column: t(`columns.${column}`), row: index + 1 })}
      value={row[column]}
      dir="auto"
      maxLength={column === "carrier" ? 100 : 1_000}
      autoComplete="off"
      spellCheck={false}
      data-cell={`${index} ${column}`}
      onChange={(event) => onType(row.key, { [column]: event.currentTarget.value })}
      onPaste={paste}
      onKeyDown={(event) => step(event, index, column)}
    />
  );
}

/** Enter and the arrows go up and down in a column; sideways goes Tab. */
function step(event: KeyboardEvent<HTMLInputElement>, index: number, column: ColumnName): void {
  const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" || event.key === "Enter" ? 1 : 0;
  if (by === 0) return;
  const next = event.currentTarget.closest("table")?.querySelector(`[data-cell="${index + by} ${column}"]`);
  if (!(next instanceof HTMLInputElement)) return;
  event.preventDefault();
  next.focus();
  next.select();
}

function What({ order }: { readonly order: CheckedOrder["order"] }) {
  const { t } = useTranslation("orders");
  if (order === null) return null;
  return (
    <div className={classes["what"]}>
      <Thumbnail url={order.firstItem?.imageUrl ?? null} />
      <div className={classes["whatText"]}>
        <FirstItem {...order} />
        <p dir="auto">
          {[order.storeName ?? t("here"), order.country, order.customerName]
            .filter((part) => part !== null)
            .join(" · ")}
        </p>
      </div>
    </div>
  );
}

function Result({ standing }: { readonly standing: BookingStatus }) {
  const { t } = useTranslation("shipping");
  switch (standing.kind) {
    case "empty":
    case "unknown":
      return null;
    case "ready":
      return <Status meaning="good">{t("states.ready")}</Status>;
    case "noTracking":
      return <Status meaning="waiting">{t("states.noTracking")}</Status>;
    case "twice":
      return <Status meaning="attention">{t("states.twice", { order: standing.order })}</Status>;
    case "sent":
      return <OrderState state={standing.state} shortUnits={standing.shortUnits} />;
    case "refused":
      return (
        <Text size="xs" c="var(--mantine-color-error)" role="note">
          <bdi>{refusalText(standing.refusal)}</bdi>
        </Text>
      );
  }
}

const refusalText = ({ code, message }: { readonly code: string; readonly message: string }): string =>
  codeText(code, message);

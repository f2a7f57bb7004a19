/** What to fetch from the shelves, for chosen orders or a batch. */
import { Checkbox, Group, SegmentedControl, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useContext, useMemo, useState } from "react";
import { batchQuery } from "../data/batch.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { dayOf } from "../i18n/zone-day.ts";
import { chosenOrders, pickedLines, savePicked } from "../orders/chosen.ts";
import { useAction } from "../ui/action.ts";
import { boundTick } from "../ui/field.ts";
import { LinkButton } from "../ui/link.ts";
import { useIsPhone } from "../ui/phone.ts";
import { UnreadPage } from "../ui/unread-page.tsx";
import { ticked, useStoredChoice } from "./label-format.ts";
import type { PackedOrder } from "./packing.ts";
import { type Picked, pickingSections, withoutPicked } from "./picking.ts";
import classes from "./print.module.css";
import { ChosenFormat, ItemCells, Printed, useNamed } from "./printed.tsx";

const PICKING_BY = ["bin", "order"] as const;

export function PickingList() {
  const { batch } = useNamed();
  return batch === undefined ? <ChosenPicking /> : <BatchPicking id={batch} />;
}

function ChosenPicking() {
  const { t } = useTranslation("shipping");
  const { order } = useNamed();
  // However many there are: a product is one row for all of them.
  const ids = useMemo(() => (order === undefined ? chosenOrders() : [order]), [order]);
  // Ticked off on a phone between the shelves, where a page is easily loaded anew.
  const [done, setDone] = useState(() => pickedLines(ids));
  const tick = (lineIds: readonly string[], isPicked: boolean) => {
    const now = new Set(ticked([...done], lineIds, isPicked));
    setDone(now);
    savePicked(ids, now);
  };
  return (
    <Printed title={t("print.picking")} ids={ids}>
      {(orders) => <Picking orders={orders} done={done} onTick={tick} />}
    </Printed>
  );
}

/** What is ticked off is seen by everyone who works on the batch. */
function BatchPicking({ id }: { readonly id: string }) {
  const { t } = useTranslation("shipping");
  const client = useQueryClient();
  const found = useQuery(batchQuery(id));
  const mark = useAction({
    run: ({ lineIds, isPicked }: { readonly lineIds: readonly string[]; readonly isPicked: boolean }) =>
      body(hub.POST("/api/pick-batches/{id}/picks", { ...ofId(id), body: { lineIds: [...lineIds], isPicked } })),
    optimistic: ({ lineIds, isPicked }) => {
      const { queryKey } = batchQuery(id);
      const before = client.getQueryData(queryKey);
      if (before)
        client.setQueryData(queryKey, { ...before, pickedLineIds: ticked(before.pickedLineIds, lineIds, isPicked) });
      return () => client.setQueryData(queryKey, before);
    },
    done: (batch) => client.setQueryData(batchQuery(id).queryKey, batch),
  });
  if (!found.isSuccess)
    return (
      <UnreadPage found={found} title={t("print.picking")} above={{ label: t("print.batch"), to: "/orders/batches" }} />
    );
  const { number, items, pickedLineIds, partlyPicked } = found.data;
  const ids = items.filter(({ step }) => step === "to_pick" || step === "picked").map(({ orderId }) => orderId);
  return (
    <Printed
      title={`${t("print.picking")} ${number}`}
      ids={ids}
      next={
        <LinkButton to="/orders/verify" search={{ batch: id }}>
          {t("print.pack")}
        </LinkButton>
      }
    >
      {(orders) => (
        <Picking
          orders={withoutPicked(orders, partlyPicked)}
          done={new Set(pickedLineIds)}
          onTick={(lineIds, isPicked) => mark.start({ lineIds, isPicked })}
        />
      )}
    </Printed>
  );
}

interface PickingProps {
  readonly orders: readonly PackedOrder[];
  /** Lines that were taken from the shelf. */
  readonly done: ReadonlySet<string>;
  onTick(lineIds: readonly string[], isPicked: boolean): void;
}

function Picking({ orders, done, onTick }: PickingProps) {
  const { t } = useTranslation("shipping");
  const { number, zone } = useFormat();
  const [by, setBy] = useStoredChoice("argosy.pickingBy", PICKING_BY);
  const sections = pickingSections(orders, by, dayOf(new Date().toISOString(), zone));
  const rows = sections.flatMap((section) => section.picked);
  const isDone = ({ lineIds }: Picked) => lineIds.every((line) => done.has(line));
  const isSmall = useContext(ChosenFormat) === "4x6";
  const isCompact = useIsPhone() || isSmall;
  return (
    <>
      <Group gap="md" className={classes["onScreen"] ?? ""}>
        <SegmentedControl
          aria-label={t("print.by")}
          data={PICKING_BY.map((value) => ({ value, label: t(`print.byEach.${value}`) }))}
          value={by}
          onChange={(value) => setBy(value)}
        />
        <Text size="sm" role="status">
          {t("print.progress", { done: number(rows.filter(isDone).length), all: number(rows.length) })}
        </Text>
        {rows.length > 0 && (
          // Whoever picked from the printed list ticks it off as a whole.
          <Checkbox
            label={t("print.pickedAll")}
            {...boundTick(rows.every(isDone), (areDone) =>
              onTick([...new Set(rows.flatMap(({ lineIds }) => lineIds))], areDone),
            )}
          />
        )}
      </Group>
      <table
        className={`${classes["items"]} ${classes["picking"]} ${isCompact ? classes["compact"] : ""}`}
        aria-label={t("print.picking")}
      >
        <PickingHead isByBin={by === "bin"} hasTotes={orders.some(({ tote }) => tote !== null)} />
        {sections.map((section) => (
          <tbody key={section.order}>
            {section.order !== null && (
              <tr className={classes["section"]} data-picked-order={section.order}>
                <th colSpan={6} scope="rowgroup">
                  {section.tote !== null && `${t("print.tote", { tote: number(section.tote) })} · `}
                  <bdi className="code">{section.order}</bdi>
                </th>
              </tr>
            )}
            {section.picked.map((picked) => (
              <PickedRow
                key={picked.item.lineId}
                picked={picked}
                isByBin={by === "bin"}
                isDone={isDone(picked)}
                onDone={() => onTick(picked.lineIds, !isDone(picked))}
              />
            ))}
          </tbody>
        ))}
      </table>
    </>
  );
}

interface HeadProps {
  readonly isByBin: boolean;
  readonly hasTotes: boolean;
}

function PickingHead({ isByBin, hasTotes }: HeadProps) {
  const { t } = useTranslation("shipping");
  return (
    <thead>
      <tr>
        <th className={classes["onScreen"]}>{t("print.picked")}</th>
        <th>{t("print.bin")}</th>
        <th>{t("print.image")}</th>
        <th>{t("print.item")}</th>
        <th>{t("print.location")}</th>
        <th>{t("print.units")}</th>
        {isByBin && <th>{t(hasTotes ? "print.totes" : "print.orders")}</th>}
      </tr>
    </thead>
  );
}

interface PickedRowProps {
  readonly picked: Picked;
  readonly isByBin: boolean;
  readonly isDone: boolean;
  onDone(): void;
}

function PickedRow({ picked: { item, units, orders, lots }, isByBin, isDone, onDone }: PickedRowProps) {
  const { t } = useTranslation("shipping");
  const { number } = useFormat();
  const nameOf = (order: Picked["orders"][number]) =>
    order.tote === null ? order.number : t("print.tote", { tote: number(order.tote) });
  return (
    <tr data-picked={item.sku ?? item.title}>
      <td className={classes["onScreen"]}>
        <Checkbox
          checked={isDone}
          onChange={onDone}
          aria-label={t("print.pickedOf", { name: item.sku ?? item.title })}
        />
      </td>
      <td>{item.bin === null ? "–" : <bdi className="code">{item.bin}</bdi>}</td>
      <ItemCells item={item} lots={lots} />
      <td>{item.locationName === null ? "–" : <bdi>{item.locationName}</bdi>}</td>
      <td className={classes["units"]}>{number(units)}</td>
      {isByBin && (
        <td>
          <bdi className="code">
            {orders.map((each) => (each.units > 1 ? `${nameOf(each)} (${each.units})` : nameOf(each))).join(", ")}
          </bdi>
        </td>
      )}
    </tr>
  );
}

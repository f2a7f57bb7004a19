/** Pages made to be printed: what to fetch from the shelves, and a slip for each parcel. */
import { Button, Checkbox, Group, SegmentedControl, Text } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type PackedItem, toPack } from "../../../src/commerce/packed-item.ts";
import { batchQuery } from "../data/batch.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { channelLogosQuery, invoiceSettingsQuery } from "../invoices/queries.ts";
import { chosenOrders, keepPicked, pickedLines } from "../orders/chosen.ts";
import { useAction } from "../ui/action.ts";
import { addressLines } from "../ui/address.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { OrderOptions } from "../ui/order-options.tsx";
import { Page } from "../ui/page.tsx";
import { useIsPhone } from "../ui/phone.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { Thumbnail } from "../ui/thumbnail.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { Barcode } from "./barcode.tsx";
import { type PackedOrder, packedQuery } from "./packing.ts";
import { onSmallPages, ticked, useKept } from "./paper.ts";
import { type Picked, pickingSections, withoutPicked } from "./picking.ts";
import classes from "./print.module.css";
import { Turns, useTurn } from "./turns.tsx";

const PAPERS = ["a4", "4x6"] as const;
const PICKING_BY = ["bin", "order"] as const;
const PaperChosen = createContext<(typeof PAPERS)[number]>("a4");

interface FrameProps {
  readonly title: string;
  /** The orders on it. */
  readonly ids: readonly string[];
  /** How many there are, where not all are shown. */
  readonly turns?: ReactNode;
  children(orders: readonly PackedOrder[]): ReactNode;
}

/** The order or the batch the address names; undefined where it names none. */
const useNamed = () => useSearch({ strict: false }) as { readonly order?: string; readonly batch?: string };

function Printed({ title, ids, turns, children }: FrameProps) {
  const { t } = useTranslation("shipping");
  const orders = useTranslation("orders").t;
  const { order, batch } = useNamed();
  const found = useQuery(packedQuery(ids, batch));
  const [paper, setPaper] = useKept("argosy.listPaper", PAPERS);
  useEffect(() => (paper === "4x6" ? onSmallPages() : undefined), [paper]);
  if (found.isPending) return <PageSkeleton />;
  return (
    <Page
      title={title}
      above={
        batch !== undefined
          ? { label: t("print.batch"), to: `/orders/batches/${batch}` }
          : order === undefined
            ? { label: orders("title"), to: "/orders" }
            : { label: orders("one"), to: `/orders/${order}` }
      }
      actions={
        <Group gap="xs" className={classes["onScreen"] ?? ""}>
          <OneOf
            aria-label={t("print.paper")}
            w={160}
            options={PAPERS.map((value) => ({ value, label: t(`print.papers.${value}`) }))}
            value={paper}
            onChange={setPaper}
          />
          <Button leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
            {t("print.button")}
          </Button>
        </Group>
      }
    >
      {turns}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Text size="sm">{t("print.none")}</Text>}
      {found.data !== undefined && found.data.length > 0 && (
        <PaperChosen value={paper}>{children(found.data)}</PaperChosen>
      )}
    </Page>
  );
}

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
    keepPicked(ids, now);
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
    <Printed title={`${t("print.picking")} ${number}`} ids={ids}>
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
  const { number } = useFormat();
  const [by, setBy] = useKept("argosy.pickingBy", PICKING_BY);
  const sections = pickingSections(orders, by);
  const rows = sections.flatMap((section) => section.picked);
  const isDone = ({ lineIds }: Picked) => lineIds.every((line) => done.has(line));
  const isSmall = useContext(PaperChosen) === "4x6";
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

function PickedRow({ picked: { item, units, orders }, isByBin, isDone, onDone }: PickedRowProps) {
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
      <ItemCells item={item} />
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

/** What a packer looks for on a shelf: its image, name and codes. */
function ItemCells({ item }: { readonly item: PackedItem }) {
  const codes = [item.sku, item.barcode].filter((code) => code !== null && code !== "");
  // Scanning finds it by either; its own barcode stands on the goods too.
  const code = codes.at(-1) ?? null;
  return (
    <>
      <td>
        <Thumbnail url={item.imageUrl} />
      </td>
      <td>
        <bdi>{item.title}</bdi>
        <OrderOptions options={item.options} />
        {codes.length > 0 && (
          <div>
            <bdi className="code">{codes.join(" · ")}</bdi>
          </div>
        )}
        {code !== null && <Barcode text={code} height={28} />}
      </td>
    </>
  );
}

export function PackingSlips() {
  const { t } = useTranslation("shipping");
  const { order: named } = useNamed();
  const { ids } = useTurn();
  return (
    <Printed
      title={t("print.slips")}
      ids={named === undefined ? ids : [named]}
      turns={named === undefined && <Turns className={classes["onScreen"]} />}
    >
      {(orders) => orders.map((order) => <Slip key={order.id} order={order} />)}
    </Printed>
  );
}

/** Where a parcel goes back to: where it is sent from. */
function ReturnAddress() {
  const { t, language } = useTranslation("shipping");
  const { data: locations = [] } = useQuery(locationsQuery);
  const home = locations.find(({ isDefault }) => isDefault);
  const lines = home ? addressLines(home.address, language) : [];
  if (lines.length === 0) return null;
  return (
    <address className={classes["return"]} data-return>
      {t("print.returnTo")} <bdi>{lines.join(", ")}</bdi>
    </address>
  );
}

/** The channel's logo or that of invoices, else the organization's name. */
function Sender({ name, storeId }: { readonly name: string; readonly storeId: string | null }) {
  const own = useQuery(invoiceSettingsQuery).data?.logo ?? null;
  const { data: logos = [] } = useQuery(channelLogosQuery);
  const logo = logos.find((one) => one.storeId === storeId)?.logo ?? own;
  if (logo !== null) return <img src={logo} alt={name} className={classes["logo"]} />;
  return (
    <b>
      <bdi>{name}</bdi>
    </b>
  );
}

function Slip({ order }: { readonly order: PackedOrder }) {
  const { t, language } = useTranslation("shipping");
  const { dateTime, number } = useFormat();
  const { organization } = useSession();
  const lines = order.shippingAddress === null ? [] : addressLines(order.shippingAddress, language);
  return (
    <section className={classes["slip"]} aria-label={order.number} data-slip={order.number}>
      <header className={classes["head"]}>
        <div>
          <Sender name={organization?.name ?? ""} storeId={order.storeId} />
          <div>
            {order.storeName !== null && (
              <>
                <bdi>{order.storeName}</bdi> ·{" "}
              </>
            )}
            {dateTime(order.placedAt)}
          </div>
          <ReturnAddress />
        </div>
        <div>
          <h2>
            <bdi className="code">{order.number}</bdi>
          </h2>
          <Barcode text={order.number} />
        </div>
      </header>
      <address className={classes["address"]}>
        <b>{t("print.to")}</b>
        {lines.map((line, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an address have their places
          <div key={row}>
            <bdi>{line}</bdi>
          </div>
        ))}
      </address>
      <table className={classes["items"]} aria-label={t("print.contents")}>
        <thead>
          <tr>
            <th>{t("print.image")}</th>
            <th>{t("print.item")}</th>
            <th>{t("print.units")}</th>
          </tr>
        </thead>
        <tbody>
          {toPack(order).map(({ item, units }) => (
            <tr key={item.lineId}>
              <ItemCells item={item} />
              <td className={classes["units"]}>{number(units)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <OrderOptions options={order.options} />
      {order.note !== null && order.note !== "" && (
        <p>
          <b>{t("print.note")}</b> <bdi>{order.note}</bdi>
        </p>
      )}
    </section>
  );
}

/** Pages made to be printed: what to fetch from the shelves, and a slip for each parcel. */
import { Button, Checkbox, Text } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import type { PackedItem } from "../../../src/commerce/packed-item.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { chosenOrders, keepPicked, pickedLines } from "../orders/chosen.ts";
import { addressLines } from "../ui/address.tsx";
import { OrderOptions } from "../ui/order-options.tsx";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { Thumbnail } from "../ui/thumbnail.tsx";
import { Barcode } from "./barcode.tsx";
import { type PackedOrder, packedQuery } from "./packing.ts";
import { type Picked, pickingList, toPack } from "./picking.ts";
import classes from "./print.module.css";
import { Turns, useTurn } from "./turns.tsx";

interface FrameProps {
  readonly title: string;
  /** The orders on it. */
  readonly ids: readonly string[];
  /** How many there are, where not all are shown. */
  readonly turns?: ReactNode;
  children(orders: readonly PackedOrder[]): ReactNode;
}

/** The order the address names; undefined where it names none. */
const useNamed = () => (useSearch({ strict: false }) as { readonly order?: string }).order;

function Printed({ title, ids, turns, children }: FrameProps) {
  const { t } = useTranslation("shipping");
  const orders = useTranslation("orders").t;
  const order = useNamed();
  const found = useQuery(packedQuery(ids));
  if (found.isPending) return <PageSkeleton />;
  return (
    <Page
      title={title}
      above={
        order === undefined
          ? { label: orders("title"), to: "/orders" }
          : { label: orders("one"), to: `/orders/${order}` }
      }
      actions={
        <Button
          leftSection={<IconPrinter size={16} />}
          onClick={() => window.print()}
          className={classes["onScreen"] ?? ""}
        >
          {t("print.button")}
        </Button>
      }
    >
      {turns}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Text size="sm">{t("print.none")}</Text>}
      {found.data !== undefined && found.data.length > 0 && children(found.data)}
    </Page>
  );
}

export function PickingList() {
  const { t } = useTranslation("shipping");
  const named = useNamed();
  // However many there are: a product is one row for all of them.
  const ids = useMemo(() => (named === undefined ? chosenOrders() : [named]), [named]);
  return (
    <Printed title={t("print.picking")} ids={ids}>
      {(orders) => <Picking orders={orders} ids={ids} />}
    </Printed>
  );
}

interface PickingProps {
  readonly orders: readonly PackedOrder[];
  readonly ids: readonly string[];
}

function Picking({ orders, ids }: PickingProps) {
  const { t } = useTranslation("shipping");
  const { number } = useFormat();
  const picked = pickingList(orders);
  // Ticked off on a phone between the shelves, where a page is easily loaded anew.
  const [done, setDone] = useState(() => pickedLines(ids));
  const tick = (lineId: string) => {
    const now = toggled(done, lineId);
    setDone(now);
    keepPicked(ids, now);
  };
  const isDone = picked.filter(({ item }) => done.has(item.lineId)).length;
  return (
    <>
      <Text size="sm" role="status" className={classes["onScreen"] ?? ""}>
        {t("print.progress", { done: number(isDone), all: number(picked.length) })}
      </Text>
      <table className={`${classes["items"]} ${classes["picking"]}`} aria-label={t("print.picking")}>
        <thead>
          <tr>
            <th className={classes["onScreen"]}>{t("print.picked")}</th>
            <th>{t("print.bin")}</th>
            <th>{t("print.image")}</th>
            <th>{t("print.item")}</th>
            <th>{t("print.location")}</th>
            <th>{t("print.units")}</th>
            <th>{t("print.orders")}</th>
          </tr>
        </thead>
        <tbody>
          {picked.map((one) => (
            <PickedRow
              key={one.item.lineId}
              picked={one}
              isDone={done.has(one.item.lineId)}
              onDone={() => tick(one.item.lineId)}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

const toggled = (all: ReadonlySet<string>, one: string): ReadonlySet<string> =>
  new Set(all.has(one) ? [...all].filter((id) => id !== one) : [...all, one]);

interface PickedRowProps {
  readonly picked: Picked;
  readonly isDone: boolean;
  onDone(): void;
}

function PickedRow({ picked: { item, units, orders }, isDone, onDone }: PickedRowProps) {
  const { t } = useTranslation("shipping");
  const { number } = useFormat();
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
      <td>
        <bdi className="code">
          {orders.map((each) => (each.units > 1 ? `${each.number} (${each.units})` : each.number)).join(", ")}
        </bdi>
      </td>
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
  const named = useNamed();
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

function Slip({ order }: { readonly order: PackedOrder }) {
  const { t, language } = useTranslation("shipping");
  const { dateTime, number } = useFormat();
  const { organization } = useSession();
  const lines = order.shippingAddress === null ? [] : addressLines(order.shippingAddress, language);
  return (
    <section className={classes["slip"]} aria-label={order.number} data-slip={order.number}>
      <header className={classes["head"]}>
        <div>
          <b>
            <bdi>{organization?.name}</bdi>
          </b>
          <div>
            {order.storeName !== null && (
              <>
                <bdi>{order.storeName}</bdi> ·{" "}
              </>
            )}
            {dateTime(order.placedAt)}
          </div>
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

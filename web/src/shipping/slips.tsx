import { useQuery } from "@tanstack/react-query";
import { toPack } from "../../../src/commerce/packed-item.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { channelLogosQuery, invoiceSettingsQuery } from "../invoices/queries.ts";
import { addressLines } from "../ui/address.tsx";
import { OrderOptions } from "../ui/order-options.tsx";
import { Barcode } from "./barcode.tsx";
import type { PackedOrder } from "./packing.ts";
import classes from "./print.module.css";
import { ItemCells, Printed, useNamed } from "./printed.tsx";
import { RotationButtons, useRotation } from "./rotation.tsx";

export function PackingSlips() {
  const { t } = useTranslation("shipping");
  const { order: named } = useNamed();
  const { ids } = useRotation();
  return (
    <Printed
      title={t("print.slips")}
      ids={named === undefined ? ids : [named]}
      turns={named === undefined && <RotationButtons className={classes["onScreen"]} />}
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

/** What the list and the grid of products show alike: price, stock, and the channels. */
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Logo } from "../ui/logo.tsx";
import classes from "./cells.module.css";

interface Props {
  readonly product: Shape<"ProductSummary">;
}

/** A channel whose mark is shown: read once for a list, not by each of its rows. */
export type Store = Pick<Shape<"Store">, "id" | "name" | "provider">;

export function PriceRange({ product: { priceFromMinor: from, priceToMinor: to, currency } }: Props) {
  const { money } = useFormat();
  if (from === null || currency === null) return "–";
  return (
    <span className="nowrap">
      <bdi>{money(from, currency)}</bdi>
      {to !== null && to !== from && (
        <>
          {" – "}
          <bdi>{money(to, currency)}</bdi>
        </>
      )}
    </span>
  );
}

/** Units for sale as a number, and beside those kept for orders as a bar. */
export function StockBar({ product: { available, reserved, isLow } }: Props) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const free = Math.max(available, 0);
  const share = free + reserved === 0 ? 0 : (100 * free) / (free + reserved);
  const state = available <= 0 ? "none" : isLow ? "low" : "enough";
  const text = [
    t("stock.available", { count: available }),
    ...(reserved > 0 ? [t("stock.reserved", { count: reserved })] : []),
    ...(state === "enough" ? [] : [t(`stock.${state}`)]),
  ].join(" · ");
  return (
    <div className={classes["stock"]} title={text}>
      <div className="nowrap">
        {number(available)}
        {state !== "enough" && <span className={classes["said"]}>{` · ${t(`stock.${state}`)}`}</span>}
      </div>
      <div className={classes["bar"]} aria-hidden>
        <div className={classes["free"]} data-state={state} style={{ inlineSize: `${share}%` }} />
      </div>
    </div>
  );
}

/** A logo for each channel, with a mark where something is the matter; their names for whoever hovers or listens. */
export function ChannelMarks({ product: { channels }, stores }: Props & { readonly stores: readonly Store[] }) {
  const { t } = useTranslation("products");
  const named = channels.flatMap(({ storeId, state }) => {
    const store = stores.find(({ id }) => id === storeId);
    return store ? [{ storeId, state, store, said: `${store.name}: ${t(`channels.states.${state}`)}` }] : [];
  });
  if (named.length === 0) return <span className={classes["said"]}>{t("channels.states.unlisted")}</span>;
  return (
    <div className={classes["marks"]}>
      {named.map(({ storeId, state, store, said }) => (
        <span key={storeId} className={classes["mark"]} data-state={state} role="img" aria-label={said} title={said}>
          <Logo provider={store.provider} size={18} />
        </span>
      ))}
    </div>
  );
}

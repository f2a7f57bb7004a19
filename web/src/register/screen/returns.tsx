/** Receipts of this device, and goods that come back by one of them. */
import { useEffect, useState } from "react";
import { totalsOf } from "../../../../src/commerce/till/totals.ts";
import type { TillLine } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { type BasketLine, canReturnBy, withReceiptLines } from "../device/basket.ts";
import { HubAway, Refused, SignedOut } from "../device/hub.ts";
import { deviceId } from "../device/ids.ts";
import { askGifts, askReceipts, type GiftSent } from "../device/read-sale.ts";
import type { Outbound } from "../device/store.ts";
import { storedReceipts } from "../device/stored-lists.ts";
import { Icon } from "./icons.tsx";
import { Field, Sheet } from "./pieces.tsx";
import { Receipt } from "./receipt.tsx";
import { ReceiptActions } from "./receipt-actions.tsx";
import css from "./register.module.css";
import { ReasonChoice, type ReturnReason } from "./return-reason.tsx";
import { useMoment, useMoney, useRegister, useRegisterState, useSetup } from "./use-register.ts";

const MOST = 50;

export function Returns({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const money = useMoney();
  const moment = useMoment();
  const [requested, setRequested] = useState("");
  const [receipts, setReceipts] = useState<readonly Outbound[]>([]);
  const [chosen, setChosen] = useState<Outbound | null>(null);
  const [notice, setNotice] = useState("");
  useEffect(() => void storedReceipts(register).then(setReceipts), [register]);
  const readNow = async () => {
    try {
      const found = await askReceipts((...request) => register.online(...request), requested.trim().toUpperCase());
      const [only] = found;
      if (only && found.length === 1) setChosen(only);
      else setReceipts((before) => [...found, ...before]);
      if (found.length === 0) setNotice(t("returns.notFound", { number: requested }));
    } catch (error) {
      if (!(error instanceof HubAway || error instanceof Refused || error instanceof SignedOut)) throw error;
      setNotice(t("returns.offline"));
    }
  };
  if (chosen !== null) return <OneReceipt entry={chosen} onClose={onClose} />;
  const shown = receipts
    .filter(
      ({ what }) => what.kind === "sale" && what.sale.number.toLowerCase().includes(requested.trim().toLowerCase()),
    )
    .slice(0, MOST);
  return (
    <Sheet title={t("returns.title")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const [only] = shown;
          if (only && shown.length === 1) setChosen(only);
          else if (requested.trim() !== "") void readNow();
        }}
      >
        <Field
          label={t("returns.find")}
          value={requested}
          onChange={(number) => {
            setRequested(number);
            setNotice("");
          }}
          isFirst
        />
        {shown.length === 0 && requested.trim() !== "" && (
          <div className={css.row}>
            <button type="submit" className={css.primary}>
              {t("returns.look")}
            </button>
          </div>
        )}
      </form>
      {shown.length === 0 && <p className={css.empty}>{requested === "" ? t("returns.none") : notice}</p>}
      <ul className={css.list}>
        {shown.map((entry) => {
          if (entry.what.kind !== "sale") return null;
          const { sale } = entry.what;
          return (
            <li key={entry.seq}>
              <button type="button" className={css.choice} onClick={() => setChosen(entry)}>
                <strong>
                  <span className={css.code}>{sale.number}</span> · {money(sale.totals.total + sale.rounding)}
                </strong>
                <span>{moment(sale.soldAt)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}

function OneReceipt({ entry, onClose }: { readonly entry: Outbound; readonly onClose: () => void }) {
  const { t } = useTranslation("register");
  const { basket } = useRegisterState();
  const [isReturn, setReturn] = useState(false);
  if (entry.what.kind !== "sale") return null;
  const { sale } = entry.what;
  const exists = entry.orderId !== null;
  const isOneReturn = canReturnBy(basket, entry.orderId);
  return (
    <Sheet title={t("receipt.number", { number: sale.number })} onClose={onClose}>
      {isReturn ? (
        <ChooseLines entry={entry} onDone={onClose} />
      ) : (
        <>
          <Receipt sale={sale} />
          {!exists && <p className={css.quiet}>{t("returns.notYet")}</p>}
          {exists && !isOneReturn && <p className={css.bad}>{t("returns.finishFirst")}</p>}
          <ReceiptActions sale={sale} />
          <div className={css.row}>
            <button
              type="button"
              className={css.primary}
              disabled={!exists || !isOneReturn}
              onClick={() => setReturn(true)}
            >
              {t("returns.return")}
            </button>
          </div>
        </>
      )}
    </Sheet>
  );
}

/** Units of a line that come back for `of`: what was taken off them then is taken off now. */
function backLine(
  line: TillLine,
  back: {
    readonly units: number;
    readonly restock: boolean;
    readonly of: bigint;
    readonly reason: string;
    readonly isPricedAlike: boolean;
  },
): BasketLine[] {
  if (back.units === 0) return [];
  const units = BigInt(back.units);
  // Prices with tax and without it are not the same: a receipt of before the register changed has others.
  const unitPrice = back.isPricedAlike ? line.unitPrice : (back.of + units - 1n) / units;
  const off = unitPrice * units - back.of;
  return [
    {
      key: deviceId(),
      variantId: line.variantId,
      productId: null,
      categoryIds: [],
      sku: line.sku,
      title: line.title,
      quantity: -back.units,
      unitPrice,
      priceBefore: null,
      reason: back.reason,
      isReduced: false,
      isGiftCard: false,
      taxClass: line.taxClass,
      reduction: off === 0n ? null : { kind: "amount", amount: off },
      serials: [],
      restock: back.restock,
      taxes: line.taxes,
    },
  ];
}

/** Nobody paid for a gift: it comes back for nothing. */
const giftLine = ({ variantId, sku, title, units }: GiftSent): TillLine => ({
  key: `gift:${variantId}`,
  variantId,
  sku,
  title,
  quantity: units,
  unitPrice: 0n,
  taxClass: "",
  taxes: [],
  discounts: [],
});

/** Gifts packed with the sale's order; none while the hub is away. */
function useGifts(saleId: string): readonly TillLine[] {
  const register = useRegister();
  const [gifts, setGifts] = useState<readonly TillLine[]>([]);
  useEffect(() => {
    let isShown = true;
    const read = async () => {
      try {
        const sent = await askGifts((...request) => register.online(...request), saleId);
        if (isShown) setGifts(sent.map(giftLine));
      } catch (error) {
        if (!(error instanceof HubAway || error instanceof Refused || error instanceof SignedOut)) throw error;
      }
    };
    void read();
    return () => {
      isShown = false;
    };
  }, [register, saleId]);
  return gifts;
}

/** Each unit comes back for what was paid for it, discounts taken off in the same share. */
function ChooseLines({ entry, onDone }: { readonly entry: Outbound; readonly onDone: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { place, taxRates, register: own } = useSetup();
  const money = useMoney();
  const [back, setBack] = useState<Readonly<Record<string, number>>>({});
  const [restock, setRestock] = useState(true);
  const [reason, setReason] = useState<ReturnReason>("unwanted");
  const gifts = useGifts(entry.what.id);
  if (entry.what.kind !== "sale") return null;
  const { sale } = entry.what;
  const sold = [...sale.lines.filter(({ quantity }) => quantity > 0), ...gifts];
  const totals = totalsOf(sold, {
    rates: taxRates,
    place,
    pricesIncludeTax: sale.pricesIncludeTax,
    rounding: { per: own.taxPer, mode: own.taxMode },
  });
  const worth = (n: number, units: number) =>
    (((own.pricesIncludeTax ? totals.lines[n]?.total : totals.lines[n]?.net) ?? 0n) * BigInt(units)) /
    BigInt(sold[n]?.quantity ?? 1);
  const sum = sold.reduce((all, { key }, n) => all + worth(n, back[key] ?? 0), 0n);
  const units = sold.reduce((all, { key }) => all + (back[key] ?? 0), 0);
  // The same item may have been bought beside the gift.
  const nameOf = (line: TillLine) => (gifts.includes(line) ? t("returns.gift", { title: line.title }) : line.title);
  const add = () => {
    const lines = sold.flatMap((line, n) =>
      backLine(line, {
        units: back[line.key] ?? 0,
        restock,
        of: worth(n, back[line.key] ?? 0),
        isPricedAlike: sale.pricesIncludeTax === own.pricesIncludeTax,
        reason: t(`returns.reasons.${reason}`),
      }),
    );
    const cards = sale.payments.filter(({ kind, amount }) => kind === "card" && amount > 0n);
    const by = { orderId: entry.orderId, cards, customer: sale.customer ?? null, lines };
    register.change((basket) => withReceiptLines(basket, by));
    onDone();
  };
  return (
    <>
      <p>{t("returns.choose")}</p>
      <ul className={css.list}>
        {sold.map((line) => (
          <li key={line.key}>
            <span dir="auto">{nameOf(line)}</span>
            <div className={css.stepper}>
              <button
                type="button"
                aria-label={`${t("fewer")}: ${nameOf(line)}`}
                onClick={() => setBack((now) => ({ ...now, [line.key]: Math.max(0, (now[line.key] ?? 0) - 1) }))}
              >
                <Icon name="minus" size={18} />
              </button>
              <output>{back[line.key] ?? 0}</output>
              <button
                type="button"
                aria-label={`${t("more")}: ${nameOf(line)}`}
                onClick={() =>
                  setBack((now) => ({ ...now, [line.key]: Math.min(line.quantity, (now[line.key] ?? 0) + 1) }))
                }
              >
                <Icon name="plus" size={18} />
              </button>
            </div>
          </li>
        ))}
      </ul>
      <ReasonChoice chosen={reason} onChoose={setReason} />
      <label className={css.check}>
        <input type="checkbox" checked={restock} onChange={({ target }) => setRestock(target.checked)} />
        {t("returns.restock")}
      </label>
      <div className={css.row}>
        <button type="button" className={css.primary} disabled={units === 0} onClick={add}>
          {t("returns.add", { amount: money(sum) })}
        </button>
      </div>
    </>
  );
}

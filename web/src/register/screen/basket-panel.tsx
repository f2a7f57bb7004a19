/** What is being sold, what it comes to, and the way to pay. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { withQuantity } from "../device/basket.ts";
import { Icon } from "./icons.tsx";
import { LineSheet } from "./line-sheet.tsx";
import type { OverlayName } from "./overlay-name.ts";
import css from "./register.module.css";
import { useCounted, useMoney, useRegister, useRegisterState, useSetup } from "./use-register.ts";

interface Props {
  readonly onPay: () => void;
  readonly onPark: () => void;
  readonly onOpen: (name: OverlayName) => void;
  /** On a phone it covers the products. */
  readonly isShown: boolean;
  readonly onClose: () => void;
}

export function BasketPanel({ onPay, onPark, onOpen, isShown, onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket, parked } = useRegisterState();
  const { promotions } = useSetup();
  const [opened, setOpened] = useState<string | null>(null);
  const line = basket.lines.find(({ key }) => key === opened);
  const isEmpty = basket.lines.length === 0;
  return (
    <aside className={css.basket} data-shown={isShown || undefined} aria-label={t("basket")}>
      <div className={css.basketHead}>
        <button type="button" className={css.onPhone} onClick={onClose} aria-label={t("back")}>
          <span className={css.directed}>
            <Icon name="back" />
          </span>
        </button>
        <button type="button" className={css.customer} onClick={() => onOpen("customer")}>
          <Icon name="user" />
          <span dir="auto">
            {basket.customer === null
              ? t("addCustomer")
              : (basket.customer.name ?? basket.customer.email ?? basket.customer.phone)}
          </span>
        </button>
        <button type="button" className={css.round} aria-label={t("parked")} onClick={() => onOpen("parked")}>
          <Icon name="park" />
          {parked.length > 0 && <b className={css.badge}>{parked.length}</b>}
        </button>
      </div>
      <Lines onOpenLine={setOpened} />
      <div className={css.tools}>
        {promotions.some(({ code }) => code !== null) && (
          <button type="button" onClick={() => onOpen("coupon")} disabled={isEmpty}>
            <Icon name="ticket" size={18} /> {t("coupon")}
          </button>
        )}
        <button type="button" onClick={() => onOpen("discount")} disabled={isEmpty}>
          % {t("discount")}
        </button>
        <button
          type="button"
          onClick={() => onOpen("note")}
          disabled={isEmpty}
          data-on={basket.note !== "" || undefined}
        >
          <Icon name="note" size={18} /> {t("note")}
        </button>
        <button type="button" onClick={onPark} disabled={isEmpty}>
          <Icon name="park" size={18} /> {t("park")}
        </button>
      </div>
      {basket.deliverFrom != null && (
        <button type="button" className={css.plain} onClick={() => onOpen("ship")}>
          {t("ship.to", { city: basket.deliverFrom.address?.city ?? "" })}
        </button>
      )}
      <Totals />
      <PayButton onPay={onPay} isEmpty={isEmpty} />
      {line !== undefined && (
        <LineSheet
          line={line}
          onClose={() => setOpened(null)}
          onRemove={() => {
            setOpened(null);
            register.change((before) => withQuantity(before, line.key, 0));
          }}
        />
      )}
    </aside>
  );
}

function Lines({ onOpenLine }: { readonly onOpenLine: (key: string) => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { lines, totals } = useCounted();
  const money = useMoney();
  if (lines.length === 0)
    return (
      <div className={css.lines}>
        <p className={css.empty}>
          <Icon name="scan" size={40} />
          <br />
          {t("emptyBasket")}
        </p>
      </div>
    );
  return (
    <ul className={css.lines}>
      {lines.map((line, n) => (
        <li key={line.key} data-testid="line" data-back={line.quantity < 0 || undefined}>
          <button type="button" className={css.line} onClick={() => onOpenLine(line.key)}>
            <span className={css.lineTitle} dir="auto">
              {line.title}
            </span>
            <strong>{money(totals.lines[n]?.amount ?? 0n)}</strong>
            <span className={css.quiet}>
              {line.quantity !== 1 && t("each", { amount: money(line.unitPrice) })}
              {line.priceBefore !== undefined && ` ${t("was", { amount: money(line.priceBefore) })} · ${line.reason}`}
            </span>
            {line.discounts.map((discount) => (
              <span key={`${discount.source}-${discount.title}`} className={css.off} dir="auto">
                −{money(discount.amount)} {discount.title}
              </span>
            ))}
          </button>
          <div className={css.stepper}>
            <button
              type="button"
              aria-label={`${t("fewer")}: ${line.title}`}
              onClick={() => register.change((before) => withQuantity(before, line.key, line.quantity - 1))}
            >
              <Icon name={line.quantity === 1 ? "trash" : "minus"} size={18} />
            </button>
            <output>{line.quantity}</output>
            <button
              type="button"
              aria-label={`${t("more")}: ${line.title}`}
              onClick={() => register.change((before) => withQuantity(before, line.key, line.quantity + 1))}
            >
              <Icon name="plus" size={18} />
            </button>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Totals() {
  const { t } = useTranslation("register");
  const { register } = useSetup();
  const { totals, promotions } = useCounted();
  const money = useMoney();
  return (
    <dl className={css.totals}>
      {totals.discount !== 0n && (
        <>
          <dt>{t("subtotal")}</dt>
          <dd>{money(totals.subtotal)}</dd>
          <dt>{t("discount")}</dt>
          <dd className={css.off}>−{money(totals.discount)}</dd>
        </>
      )}
      {totals.taxes.map((tax) => (
        <div key={`${tax.tax}-${tax.rate}`} className={css.quiet}>
          <dt>
            {register.pricesIncludeTax ? t("taxIncluded") : t("tax")} · {tax.tax} {Number(tax.rate)}%
          </dt>
          <dd>{money(tax.amount)}</dd>
        </div>
      ))}
      {promotions.applied.map(({ promotionId, title }) => (
        <div key={promotionId} className={css.off}>
          <dt dir="auto">{title}</dt>
        </div>
      ))}
      <dt className={css.total}>{t("total")}</dt>
      <dd className={css.total} data-testid="total">
        {money(totals.total)}
      </dd>
    </dl>
  );
}

function PayButton({ onPay, isEmpty }: { readonly onPay: () => void; readonly isEmpty: boolean }) {
  const { t } = useTranslation("register");
  const { totals } = useCounted();
  const money = useMoney();
  const word =
    totals.total > 0n || isEmpty
      ? t("pay", { amount: money(totals.total) })
      : totals.total < 0n
        ? t("giveBack", { amount: money(-totals.total) })
        : t("even");
  return (
    <button type="button" className={css.pay} disabled={isEmpty} onClick={onPay}>
      {word}
    </button>
  );
}

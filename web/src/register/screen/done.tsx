/** The sale is over: what to give back, and the receipt. */
import { useEffect, useRef } from "react";
import type { TillSale } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Icon } from "./icons.tsx";
import { Receipt } from "./receipt.tsx";
import { ReceiptActions } from "./receipt-actions.tsx";
import css from "./register.module.css";
import { useMoney, useRegisterState } from "./use-register.ts";

export function Done({ sale, onNext }: { readonly sale: TillSale; readonly onNext: () => void }) {
  const { t } = useTranslation("register");
  const { network } = useRegisterState();
  const money = useMoney();
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  const change = sale.payments.reduce((sum, payment) => sum + (payment.change ?? 0n), 0n);
  return (
    <main className={css.done}>
      <section className={css.doneSay}>
        <span className={css.doneSign}>
          <Icon name="check" size={40} />
        </span>
        <h1>{t("receipt.title")}</h1>
        <p>{change > 0n ? t("receipt.change") : t("receipt.none")}</p>
        <output className={css.amount} data-testid="change">
          {money(change > 0n ? change : sale.totals.total + sale.rounding)}
        </output>
        {network !== "online" && <p className={css.quiet}>{t("receipt.waits")}</p>}
        <ReceiptActions sale={sale} isFresh />
        <div className={css.row}>
          <button ref={next} type="button" className={css.pay} onClick={onNext}>
            {t("receipt.next")}
          </button>
        </div>
      </section>
      <Receipt sale={sale} />
    </main>
  );
}

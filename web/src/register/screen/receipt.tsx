/** A receipt as 80 mm paper has it; what is printed of the page is this alone. */
import { totalsOf } from "../../../../src/commerce/till/totals.ts";
import type { TillSale } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import css from "./register.module.css";
import { useMoment, useMoney, useSetup } from "./use-register.ts";

export function Receipt({ sale }: { readonly sale: TillSale }) {
  const { t } = useTranslation("register");
  const { register, seller, staff, taxRates, place } = useSetup();
  const money = useMoney();
  const moment = useMoment();
  const totals = totalsOf(sale.lines, {
    rates: taxRates,
    place,
    pricesIncludeTax: sale.pricesIncludeTax,
    rounding: { per: register.taxPer, mode: register.taxMode },
  });
  const who = staff.find(({ id }) => id === sale.staffId)?.name ?? "";
  return (
    <article className={css.receipt} data-receipt aria-label={t("receipt.number", { number: sale.number })}>
      <header>
        <strong dir="auto">{seller.name}</strong>
        {register.receiptHeader !== "" && <p dir="auto">{register.receiptHeader}</p>}
        {seller.taxId !== null && <p>{t("receipt.taxId", { id: seller.taxId })}</p>}
        <p>{t("receipt.number", { number: sale.number })}</p>
        <p>{moment(sale.soldAt)}</p>
        <p dir="auto">{t("receipt.servedBy", { name: who })}</p>
      </header>
      <table>
        <tbody>
          {sale.lines.map((line, n) => (
            <tr key={line.key}>
              <td dir="auto">
                {line.quantity !== 1 && `${line.quantity} × `}
                {line.title}
                {line.discounts.map((discount) => (
                  <small key={`${discount.source}${discount.title}`}>
                    −{money(discount.amount)} {discount.title}
                  </small>
                ))}
                {line.batch !== undefined && (
                  <small>
                    {t("batch")} {line.batch}
                  </small>
                )}
                {line.serials?.map((serial) => (
                  <small key={serial} className={css.code}>
                    {serial}
                  </small>
                ))}
              </td>
              <td>{money(totals.lines[n]?.amount ?? 0n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl>
        {totals.taxes.map((tax) => (
          <div key={`${tax.tax}${tax.rate}`}>
            <dt>
              {tax.tax} {Number(tax.rate)}%
            </dt>
            <dd>{money(tax.amount)}</dd>
          </div>
        ))}
        {sale.rounding !== 0n && (
          <div>
            <dt>{t("rounding")}</dt>
            <dd>{money(sale.rounding)}</dd>
          </div>
        )}
        <div>
          <dt>
            <strong>{t("total")}</strong>
          </dt>
          <dd>
            <strong>{money(sale.totals.total + sale.rounding)}</strong>
          </dd>
        </div>
        {sale.payments.map((payment) => (
          <div key={payment.key}>
            <dt>{t(`payment.${payment.kind}`)}</dt>
            <dd>{money(payment.given ?? payment.amount)}</dd>
          </div>
        ))}
        {sale.payments.map(
          (payment) =>
            payment.change !== undefined &&
            payment.change > 0n && (
              <div key={`${payment.key}-change`}>
                <dt>{t("receipt.change")}</dt>
                <dd>{money(payment.change)}</dd>
              </div>
            ),
        )}
      </dl>
      <footer dir="auto">{register.receiptFooter === "" ? t("receipt.thanks") : register.receiptFooter}</footer>
    </article>
  );
}

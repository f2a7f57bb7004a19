import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { dayOf } from "../i18n/zone-day.ts";
import { Card } from "../ui/card.tsx";
import { Change } from "../ui/change.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { Figures, SalesReport } from "./queries.ts";
import classes from "./reports.module.css";

const FIGURES = [
  { id: "net", value: (of: Figures) => of.netMinor, isMoney: true, isGain: true },
  { id: "gross", value: (of: Figures) => of.grossMinor, isMoney: true, isGain: true },
  { id: "refunds", value: (of: Figures) => of.refundsMinor, isMoney: true, isGain: false },
  { id: "orders", value: (of: Figures) => of.orders, isMoney: false, isGain: true },
  { id: "units", value: (of: Figures) => of.units, isMoney: false, isGain: true },
  { id: "average", value: (of: Figures) => of.averageMinor, isMoney: true, isGain: true },
] as const;

/** The sums of these days, each beside the one before. */
export function FiguresCard({ report }: { readonly report: SalesReport }) {
  const { t } = useTranslation("reports");
  const { money, number, days, zone } = useFormat();
  const { total, currency } = report;
  // A column of zeros compares with nothing.
  const before = report.previous?.total;
  const previous = before && (before.orders > 0 || before.refunds > 0) ? before : null;
  const said = (value: number, isMoney: boolean) => (isMoney ? money(value, currency) : number(value));
  const reachesToday = report.to >= dayOf(new Date().toISOString(), zone);
  const compared = previous === null ? "nothingBefore" : reachesToday ? "comparedUntilNow" : "compared";
  return (
    <Card help={<Help of="net_sales" />} title={t("figures.title")}>
      <dl className={classes.figures}>
        {FIGURES.map(({ id, value, isMoney, isGain }) => {
          const now = value(total);
          const old = previous && value(previous);
          return (
            <div key={id} className={classes.cell}>
              <dt>{t(`figures.${id}`)}</dt>
              <dd className={classes.figure}>
                <bdi dir="ltr">{now === null ? t("figures.none") : said(now, isMoney)}</bdi>
              </dd>
              {old !== null && (
                <dd className={classes.before}>
                  {now !== null && <Change now={now} before={old} isGain={isGain} />}
                  <span>
                    {t("figures.before")} <bdi dir="ltr">{said(old, isMoney)}</bdi>
                  </span>
                </dd>
              )}
            </div>
          );
        })}
      </dl>
      <Quiet size="xs" mt="sm">
        {report.previous && t(`figures.${compared}`, { days: days(report.previous.from, report.previous.to) })}{" "}
        {total.cancelled > 0 && t("figures.cancelled", { count: total.cancelled, shown: number(total.cancelled) })}
      </Quiet>
    </Card>
  );
}

/** Whether a statement's lines come to what the bank received. */
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";

export function Tie({ of }: { readonly of: { readonly unexplainedMinor: number | null; readonly currency: string } }) {
  const { t } = useTranslation("settlements");
  const { money } = useFormat();
  const { unexplainedMinor, currency } = of;
  if (unexplainedMinor === null) return <Status meaning="neutral">{t("unknownBank")}</Status>;
  if (unexplainedMinor === 0) return <Status meaning="good">{t("ties")}</Status>;
  return <Status meaning="failed">{t("notTied", { amount: money(unexplainedMinor, currency) })}</Status>;
}

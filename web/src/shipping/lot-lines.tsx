/** Lots to take from a shelf, or in a parcel, with their last days. */
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import type { LotToTake } from "./picking.ts";

export function LotLines({ lots }: { readonly lots: readonly LotToTake[] }) {
  const { t } = useTranslation("shipping");
  const { day, number } = useFormat();
  return lots.map(({ lot, expiresOn, units }) => (
    <div key={lot} data-lot={lot}>
      <bdi>{t("print.lot", { lot, units: number(units) })}</bdi>
      {expiresOn !== null && <> · {t("print.expires", { day: day(expiresOn, true) })}</>}
    </div>
  ));
}

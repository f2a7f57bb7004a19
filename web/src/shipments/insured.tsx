import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { ShipmentRow } from "./queries.ts";

/** "€40.00 premium €0.50": for how much, and what of the charge is for it. */
export function Insured({ of }: { readonly of: ShipmentRow }) {
  const { t } = useTranslation("shipments");
  const { insuredMinor, currency, insuranceMinor, insuranceCurrency, chargeMinor } = of;
  return (
    <>
      <Amount minor={insuredMinor} currency={currency} />{" "}
      {insuranceMinor !== null && insuranceCurrency !== null ? (
        <Quiet size="xs" component="span">
          {t("insurance.premium")} <Amount minor={insuranceMinor} currency={insuranceCurrency} />
        </Quiet>
      ) : (
        chargeMinor !== null && (
          <Quiet size="xs" component="span">
            {t("insurance.untold")}
          </Quiet>
        )
      )}
    </>
  );
}

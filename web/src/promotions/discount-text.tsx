/** What a discount does and whether it counts now, in words. */
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";
import type { Discount } from "./queries.ts";

export function useEffectText(): (of: Pick<Discount, "effect" | "currency">) => string {
  const { t } = useTranslation("promotions");
  const { money, percent } = useFormat();
  return ({ effect, currency }) => {
    switch (effect.kind) {
      case "percent_items":
      case "percent_basket":
        return t(`off.${effect.kind}`, { value: percent(Number(effect.percent) / 100) });
      case "amount_items":
      case "amount_basket":
        return t(`off.${effect.kind}`, { value: money(effect.amount, currency ?? "") });
      case "free_shipping":
        return t("kinds.free_shipping");
      case "buy_get":
        return t(Number(effect.percent) === 100 ? "off.buy_get_free" : "off.buy_get", {
          buy: effect.buy,
          get: effect.get,
          value: percent(Number(effect.percent) / 100),
        });
    }
  };
}

export function DiscountState({ of: { isActive, startsAt, endsAt } }: { readonly of: Discount }) {
  const { t } = useTranslation("promotions");
  const now = Date.now();
  if (!isActive) return <Status meaning="neutral">{t("stateOff")}</Status>;
  if (endsAt !== null && Date.parse(endsAt) <= now) return <Status meaning="neutral">{t("ended")}</Status>;
  if (startsAt !== null && Date.parse(startsAt) > now) return <Status meaning="waiting">{t("scheduled")}</Status>;
  return <Status meaning="good">{t("on")}</Status>;
}

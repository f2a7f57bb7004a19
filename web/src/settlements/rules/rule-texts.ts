/** A rule in words: which orders it is for, and what it charges. */
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { Rule } from "../queries.ts";

export function useRuleTexts(storeNames: ReadonlyMap<string, string>) {
  const { t } = useTranslation("settlements");
  const { money } = useFormat();
  return {
    when({ kind, storeId, paymentKind, gateway, category, validFrom, validTo }: Rule): string {
      return [
        t(`kinds.${kind}`),
        storeId === null ? t("rules.anyChannel") : (storeNames.get(storeId) ?? storeId),
        paymentKind === null ? null : t(`rules.payments.${paymentKind}`),
        gateway,
        category,
        validFrom === null && validTo === null ? null : `${validFrom ?? ""} – ${validTo ?? ""}`,
      ]
        .filter((part) => part !== null && part !== "")
        .join(" · ");
    },
    charges({ percent, fixedMinor, currency, tiers, base, taxPercent }: Rule): string {
      const on = t(`rules.words.${base}`);
      const amount = fixedMinor > 0 && currency !== null ? money(fixedMinor, currency) : null;
      const fixed = amount && t(base === "line" ? "rules.words.fixedEach" : "rules.words.fixed", { amount });
      const share = Number(percent) > 0 || !fixed ? t("rules.words.of", { percent, base: on }) : null;
      const fee = tiers
        ? t("rules.words.tiers", { count: tiers.length, base: on })
        : [share, fixed].filter(Boolean).join(" + ");
      return Number(taxPercent) > 0 ? `${fee}, ${t("rules.words.tax", { percent: taxPercent })}` : fee;
    },
  };
}

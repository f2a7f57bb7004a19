import { useTranslation } from "../../i18n/translation.ts";
import { Segments } from "./segments.tsx";

const WAYS: readonly number[] = [1, 2, 3, 4];

/** In how many equal parts the rest is paid; null: an amount was typed. */
export function SplitWays({ ways, onChoose }: { readonly ways: number | null; onChoose(ways: number): void }) {
  const { t } = useTranslation("register");
  return (
    <Segments
      label={t("payment.split")}
      of={WAYS}
      chosen={ways}
      word={(count) => (count === 1 ? t("payment.exact") : t("payment.ways", { count }))}
      onChoose={onChoose}
    />
  );
}

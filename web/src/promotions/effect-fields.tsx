/** What a discount takes off. */
import { SimpleGrid } from "@mantine/core";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { fieldsOf } from "../ui/field.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { PercentInput } from "../ui/percent-input.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { Count } from "./count.tsx";
import { type FieldProps, hasPercent, KINDS } from "./discount-draft.ts";
import { ScopeFields } from "./scope-fields.tsx";

export function EffectFields({ draft, set }: FieldProps) {
  const { t } = useTranslation("promotions");
  const isPercent = draft.kind.startsWith("percent");
  const isAmount = draft.kind.startsWith("amount");
  const field = fieldsOf(draft, set);
  return (
    <>
      <OneOf label={t("effect")} options={worded(KINDS, (value) => t(`kinds.${value}`))} {...field("kind")} />
      {draft.kind === "buy_get" && <BuyGet draft={draft} set={set} />}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {hasPercent(draft.kind) && (
          <PercentInput
            label={t("percent")}
            required
            description={draft.kind === "buy_get" ? t("percentOfGot") : undefined}
            {...field("percent")}
          />
        )}
        {isPercent && (
          <MoneyField label={t("most")} placeholder={t("none")} currency={draft.currency} {...field("most")} />
        )}
        {isAmount && <MoneyField label={t("amount")} required currency={draft.currency} {...field("amount")} />}
        {draft.kind === "buy_get" && <Count label={t("times")} {...field("times")} />}
      </SimpleGrid>
      <CurrencySelect label={t("currency")} description={t("currencyHelp")} {...field("currency")} />
    </>
  );
}

function BuyGet({ draft, set }: FieldProps) {
  const { t } = useTranslation("promotions");
  const count = (name: "buy" | "get") => (
    <WholeNumber
      label={t(name)}
      min={1}
      max={1_000_000}
      value={draft[name]}
      onChange={(value) => value !== null && value >= 1 && set({ [name]: value })}
    />
  );
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {count("buy")}
        {count("get")}
      </SimpleGrid>
      <ScopeFields label={t("itemsToGet")} scope={draft.got} onChange={(got) => set({ got })} />
    </>
  );
}

/** What a discount takes off. */
import { NumberInput, Select, SimpleGrid } from "@mantine/core";
import { currencyChoices } from "../i18n/choices.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { PercentInput } from "../ui/percent-input.tsx";
import { Count } from "./count.tsx";
import { type FieldProps, hasPercent, KINDS } from "./discount-draft.ts";
import { ScopeFields } from "./scope-fields.tsx";

export function EffectFields({ draft, set }: FieldProps) {
  const { t, language } = useTranslation("promotions");
  const isPercent = draft.kind.startsWith("percent");
  const isAmount = draft.kind.startsWith("amount");
  return (
    <>
      <Select
        label={t("effect")}
        allowDeselect={false}
        data={worded(KINDS, (value) => t(`kinds.${value}`))}
        value={draft.kind}
        onChange={(value) => set({ kind: KINDS.find((each) => each === value) ?? draft.kind })}
      />
      {draft.kind === "buy_get" && <BuyGet draft={draft} set={set} />}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {hasPercent(draft.kind) && (
          <PercentInput
            label={t("percent")}
            required
            description={draft.kind === "buy_get" ? t("percentOfGot") : undefined}
            value={draft.percent}
            onChange={(percent) => set({ percent })}
          />
        )}
        {isPercent && (
          <MoneyField
            label={t("most")}
            placeholder={t("none")}
            currency={draft.currency}
            minor={draft.most}
            onChange={(most) => set({ most })}
          />
        )}
        {isAmount && (
          <MoneyField
            label={t("amount")}
            required
            currency={draft.currency}
            minor={draft.amount}
            onChange={(amount) => set({ amount })}
          />
        )}
        {draft.kind === "buy_get" && (
          <Count label={t("times")} value={draft.times} onChange={(times) => set({ times })} />
        )}
      </SimpleGrid>
      <Select
        label={t("currency")}
        description={t("currencyHelp")}
        searchable
        allowDeselect={false}
        data={currencyChoices(language)}
        value={draft.currency}
        onChange={(currency) => currency !== null && set({ currency })}
      />
    </>
  );
}

function BuyGet({ draft, set }: FieldProps) {
  const { t } = useTranslation("promotions");
  const count = (name: "buy" | "get") => (
    <NumberInput
      label={t(name)}
      min={1}
      max={1_000_000}
      allowDecimal={false}
      value={draft[name]}
      onChange={(value) => typeof value === "number" && value >= 1 && set({ [name]: value })}
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

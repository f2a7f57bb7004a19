/** One fee rule: which orders it is for, and what it charges. */

import { Button, Group, Select, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { RULE_KINDS } from "../../../../src/commerce/cost-kinds.ts";
import { NEW_FEE_RULE } from "../../../../src/commerce/fee-rules.ts";
import { storesQuery } from "../../data/reference-data.ts";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { plainDecimalOf } from "../../i18n/amount-text.ts";
import { named, worded } from "../../i18n/options.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { CurrencySelect } from "../../ui/currency-select.tsx";
import { FormDialog } from "../../ui/dialog.tsx";
import { boundText, boundTick, fieldsOf } from "../../ui/field.ts";
import { IconAction } from "../../ui/icon-action.tsx";
import { MoneyField } from "../../ui/money-field.tsx";
import { OneOf } from "../../ui/one-of.tsx";
import { PercentInput } from "../../ui/percent-input.tsx";
import type { Rule } from "../queries.ts";

interface Props {
  /** Null: a new one. */
  readonly rule: Rule | null;
  onKeep(rule: Rule): void;
  onClose(): void;
}

const BASES = ["total", "goods", "line"] as const;
type Tier = NonNullable<Rule["tiers"]>[number];

const newRule = (): Rule => ({
  id: crypto.randomUUID(),
  name: "",
  storeId: null,
  ...NEW_FEE_RULE,
  percent: "0",
  fixedMinor: 0,
});

/** As the hub takes percentages: up to four places, 0 to 100. */
const isPercent = (text: string) => {
  const plain = plainDecimalOf(text);
  return plain !== null && /^\d{1,3}(\.\d{1,4})?$/.test(plain) && Number(plain) <= 100;
};
const emptied = (text: string | null) => (text === null || text.trim() === "" ? null : text.trim());

export function RuleDialog({ rule, onKeep, onClose }: Props) {
  const { t } = useTranslation("settlements");
  const { organization } = useSession();
  const [form, setForm] = useState<Rule>(() => rule ?? newRule());
  const currency = form.currency ?? organization?.currency ?? "USD";
  const put = (change: Partial<Rule>) => setForm({ ...form, ...change });
  const tiers = form.tiers ?? [];
  const percents = [form.percent, form.taxPercent, ...tiers.map(({ percent }) => percent)];
  const hasAmount = form.fixedMinor > 0 || form.tiers !== null;
  const kept = (): Rule => ({
    ...form,
    name: form.name.trim(),
    gateway: emptied(form.gateway),
    category: form.base === "total" ? null : emptied(form.category),
    currency: hasAmount ? currency : null,
    percent: plainDecimalOf(form.percent) ?? "0",
    taxPercent: plainDecimalOf(form.taxPercent) ?? "0",
    tiers: form.tiers?.map((tier) => ({ ...tier, percent: plainDecimalOf(tier.percent) ?? "0" })) ?? null,
  });
  return (
    <FormDialog
      help={<Help of="fee_rule" />}
      size="lg"
      title={rule ? t("rules.edit", { name: rule.name }) : t("rules.add")}
      label={t("rules.keep")}
      isReady={form.name.trim() !== "" && percents.every(isPercent)}
      onSubmit={() => onKeep(kept())}
      onClose={onClose}
    >
      <TextInput
        label={t("rules.name")}
        placeholder={t("rules.nameExample")}
        maxLength={100}
        {...boundText(form.name, (name) => put({ name }))}
      />
      <WhenFields form={form} onChange={put} />
      <ChargeFields form={form} currency={currency} onChange={put} />
      <Switch
        label={t("rules.useTiers")}
        {...boundTick(form.tiers !== null, (isOn) =>
          put({ tiers: isOn ? [{ fromMinor: 0, percent: form.percent, fixedMinor: 0 }] : null }),
        )}
      />
      {form.tiers && <Tiers tiers={tiers} currency={currency} onChange={(next) => put({ tiers: next })} />}
    </FormDialog>
  );
}

interface FieldProps {
  readonly form: Rule;
  onChange(change: Partial<Rule>): void;
}

function WhenFields({ form, onChange }: FieldProps) {
  const { t } = useTranslation("settlements");
  const { data: stores = [] } = useQuery(storesQuery);
  const day = (name: "validFrom" | "validTo") => (
    <TextInput
      type="date"
      label={t(`rules.${name}`)}
      {...boundText(form[name] ?? "", (text) => onChange({ [name]: text || null }))}
    />
  );
  const field = fieldsOf(form, onChange);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <OneOf label={t("rules.kind")} options={worded(RULE_KINDS, (value) => t(`kinds.${value}`))} {...field("kind")} />
      <Select
        label={t("channel")}
        placeholder={t("rules.anyChannel")}
        clearable
        data={named(stores)}
        {...field("storeId")}
      />
      <Select
        label={t("rules.payment")}
        placeholder={t("rules.anyPayment")}
        clearable
        data={worded(["prepaid", "cod"], (value) => t(`rules.payments.${value}`))}
        value={form.paymentKind}
        onChange={(value) => onChange({ paymentKind: value === "cod" || value === "prepaid" ? value : null })}
      />
      <TextInput
        label={t("rules.gateway")}
        description={t("rules.gatewayHelp")}
        maxLength={100}
        {...boundText(form.gateway ?? "", (gateway) => onChange({ gateway }))}
      />
      {day("validFrom")}
      {day("validTo")}
    </SimpleGrid>
  );
}

interface ChargeProps extends FieldProps {
  readonly currency: string;
}

function ChargeFields({ form, currency, onChange }: ChargeProps) {
  const { t } = useTranslation("settlements");
  const field = fieldsOf(form, onChange);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <OneOf label={t("rules.base")} options={worded(BASES, (value) => t(`rules.bases.${value}`))} {...field("base")} />
      {form.base !== "total" && (
        <TextInput
          label={t("rules.category")}
          description={t("rules.categoryHelp")}
          maxLength={255}
          {...boundText(form.category ?? "", (category) => onChange({ category }))}
        />
      )}
      {form.tiers === null && (
        <>
          <PercentInput label={t("rules.percent")} {...field("percent")} />
          <MoneyField
            label={t("rules.fixed")}
            currency={currency}
            value={form.fixedMinor}
            onChange={(minor) => onChange({ fixedMinor: minor ?? 0 })}
          />
        </>
      )}
      <PercentInput label={t("rules.tax")} {...field("taxPercent")} />
      <CurrencySelect label={t("import.currency")} value={currency} onChange={(currency) => onChange({ currency })} />
    </SimpleGrid>
  );
}

interface TierProps {
  readonly tiers: readonly Tier[];
  readonly currency: string;
  onChange(tiers: Tier[]): void;
}

function Tiers({ tiers, currency, onChange }: TierProps) {
  const { t } = useTranslation("settlements");
  const put = (n: number, change: Partial<Tier>) =>
    onChange(tiers.map((tier, index) => (index === n ? { ...tier, ...change } : tier)));
  return (
    <Stack gap="xs">
      {tiers.map((tier, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tier is its place
        <Group key={n} gap="xs" align="flex-end" wrap="nowrap">
          <MoneyField
            label={t("rules.tierFrom")}
            currency={currency}
            value={tier.fromMinor}
            onChange={(minor) => put(n, { fromMinor: minor ?? 0 })}
          />
          <PercentInput label={t("rules.percent")} value={tier.percent} onChange={(percent) => put(n, { percent })} />
          <MoneyField
            label={t("rules.fixed")}
            currency={currency}
            value={tier.fixedMinor}
            onChange={(minor) => put(n, { fixedMinor: minor ?? 0 })}
          />
          <IconAction
            icon={IconTrash}
            label={t("rules.removeTier", { n: n + 1 })}
            mb={6}
            disabled={tiers.length === 1}
            onClick={() => onChange(tiers.filter((_, index) => index !== n))}
          />
        </Group>
      ))}
      <Group>
        <Button
          size="xs"
          variant="default"
          disabled={tiers.length >= 20}
          onClick={() => onChange([...tiers, { fromMinor: 0, percent: "0", fixedMinor: 0 }])}
        >
          {t("rules.addTier")}
        </Button>
      </Group>
    </Stack>
  );
}

/** One rule: which orders it is for, and how they go. */
import { Autocomplete, Divider, Group, MultiSelect, Select, SimpleGrid, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../data/session.ts";
import { Help } from "../../help/help.tsx";
import { countries, countryName } from "../../i18n/choices.ts";
import { worded } from "../../i18n/options.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { boundText } from "../../ui/field.ts";
import { MoneyField } from "../../ui/money-field.tsx";
import { OneOf } from "../../ui/one-of.tsx";
import { WholeNumber } from "../../ui/whole-number.tsx";
import { couriersQuery } from "../queries.ts";
import { type Rule, rulesQuery } from "./queries.ts";

interface Props {
  /** Null: a new one. */
  readonly rule: Rule | null;
  onKeep(rule: Rule): void;
  onClose(): void;
}

const newRule = (): Rule => ({
  id: crypto.randomUUID(),
  name: "",
  isOn: true,
  currency: null,
  when: {},
  choose: { courierId: null, service: null, serviceName: null, prefer: "cheapest" },
});

type When = Rule["when"];
type Choose = Rule["choose"];
/** Every field, emptied ones as undefined. */
type Typed<T> = { readonly [K in keyof T]: T[K] | undefined };

/** Without fields that were emptied. */
const given = <T extends object>(fields: Typed<T>): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const some = (values: readonly string[]): string[] | undefined => (values.length === 0 ? undefined : [...values]);

export function RuleDialog({ rule, onKeep, onClose }: Props) {
  const { t } = useTranslation("shipments/rules");
  const { organization } = useSession();
  const [form, setForm] = useState<Rule>(() => rule ?? newRule());
  const currency = form.currency ?? organization?.currency ?? "USD";
  const when = (change: Partial<Typed<When>>) => setForm({ ...form, when: given<When>({ ...form.when, ...change }) });
  const choose = (change: Partial<Typed<Choose>>) =>
    setForm({ ...form, choose: given<Choose>({ ...form.choose, ...change }) });
  const amounts = [form.when.minValueMinor, form.when.maxValueMinor, form.choose.maxPriceMinor];
  const hasAmount = amounts.some((minor) => minor !== undefined);
  return (
    <FormDialog
      help={<Help of="shipping_rule" />}
      size="lg"
      title={rule ? t("edit", { name: rule.name }) : t("add")}
      label={t("keep")}
      isReady={form.name.trim() !== ""}
      onSubmit={() => onKeep({ ...form, name: form.name.trim(), currency: hasAmount ? currency : null })}
      onClose={onClose}
    >
      <TextInput
        label={t("name")}
        placeholder={t("nameExample")}
        maxLength={100}
        {...boundText(form.name, (name) => setForm({ ...form, name }))}
      />
      <Divider label={t("when")} labelPosition="left" />
      <WhenFields when={form.when} currency={currency} onChange={when} />
      <Divider label={t("choose")} labelPosition="left" />
      <ChooseFields choose={form.choose} currency={currency} onChange={choose} />
    </FormDialog>
  );
}

interface WhenProps {
  readonly when: When;
  readonly currency: string;
  onChange(change: Partial<Typed<When>>): void;
}

function WhenFields({ when, currency, onChange }: WhenProps) {
  const { t, language } = useTranslation("shipments/rules");
  const grams = (name: "minWeightGrams" | "maxWeightGrams", label: string) => (
    <WholeNumber
      label={label}
      min={0}
      max={10_000_000}
      value={when[name]}
      onChange={(value) => onChange({ [name]: value ?? undefined })}
    />
  );
  const worth = (name: "minValueMinor" | "maxValueMinor", label: string) => (
    <MoneyField
      label={label}
      currency={currency}
      value={when[name] ?? null}
      onChange={(minor) => onChange({ [name]: minor ?? undefined })}
    />
  );
  const tags = (name: "postcodes" | "skus" | "tags", label: string, description?: string) => (
    <TagsInput
      label={label}
      description={description}
      acceptValueOnBlur
      value={when[name] ?? []}
      onChange={(values) => onChange({ [name]: some(values) })}
    />
  );
  return (
    <>
      <MultiSelect
        label={t("countries")}
        data={worded(countries, (code) => countryName(code, language))}
        searchable
        clearable
        value={when.countries ?? []}
        onChange={(values) => onChange({ countries: some(values) })}
      />
      {tags("postcodes", t("postcodes"))}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {grams("minWeightGrams", t("minWeight"))}
        {grams("maxWeightGrams", t("maxWeight"))}
        {worth("minValueMinor", t("minValue"))}
        {worth("maxValueMinor", t("maxValue"))}
      </SimpleGrid>
      <Select
        label={t("payment")}
        placeholder={t("any")}
        clearable
        data={worded(["cod", "prepaid"], (value) => t(`payments.${value}`))}
        value={when.payment ?? null}
        onChange={(value) => onChange({ payment: value === "cod" || value === "prepaid" ? value : undefined })}
      />
      {tags("skus", t("skus"), t("skusText"))}
      {tags("tags", t("tags"))}
    </>
  );
}

interface ChooseProps {
  readonly choose: Choose;
  readonly currency: string;
  onChange(change: Partial<Typed<Choose>>): void;
}

function ChooseFields({ choose, currency, onChange }: ChooseProps) {
  const { t } = useTranslation("shipments/rules");
  const { data: couriers = [] } = useQuery(couriersQuery);
  const { data: kept } = useQuery(rulesQuery);
  const services = (kept?.services ?? []).filter(({ courierId }) => courierId === choose.courierId);
  const name = (typed: string) => {
    const known = services.find(({ serviceName }) => serviceName === typed);
    const service = known?.service ?? typed.trim();
    onChange({ service: service === "" ? null : service, serviceName: service === "" ? null : typed.trim() });
  };
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t("courier")}
          placeholder={t("anyCourier")}
          clearable
          data={couriers.map((each) => ({ value: each.id, label: each.name }))}
          value={choose.courierId}
          onChange={(courierId) => onChange({ courierId, service: null, serviceName: null })}
        />
        <OneOf
          label={t("prefer")}
          options={worded(["cheapest", "fastest"], (value) => t(`fallbacks.${value}`))}
          value={choose.prefer}
          onChange={(prefer) => onChange({ prefer })}
        />
      </Group>
      {choose.courierId !== null && (
        <Autocomplete
          label={t("service")}
          description={t("serviceText")}
          maxLength={200}
          data={[...new Set(services.map(({ serviceName }) => serviceName))]}
          value={choose.serviceName ?? choose.service ?? ""}
          onChange={name}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <MoneyField
          label={t("maxPrice")}
          currency={currency}
          value={choose.maxPriceMinor ?? null}
          onChange={(minor) => onChange({ maxPriceMinor: minor ?? undefined })}
        />
        <WholeNumber
          label={t("maxDays")}
          min={1}
          max={365}
          value={choose.maxDays}
          onChange={(days) => onChange({ maxDays: days ?? undefined })}
        />
      </SimpleGrid>
    </>
  );
}

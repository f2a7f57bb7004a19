/** A product's variants: each in a dialog, all of them on a page of their own, stock a click away. */

import { Anchor, Button, Group, Modal, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { CostHistory } from "../costs/history.tsx";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { showNotice, useFormAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { MoneyField } from "../ui/money-field.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { Status } from "../ui/status.tsx";
import { Clash, differing, isClash } from "./clash.tsx";
import { LotSwitch } from "./lot-switch.tsx";
import { dimensionsOf, Measures, sizeOf } from "./measures.tsx";
import { SerialSwitch } from "./serial-switch.tsx";

type Variant = Shape<"Variant">;

export function VariantsCard({
  product,
  isEditable,
}: {
  readonly product: Shape<"Product">;
  readonly isEditable: boolean;
}) {
  const { t } = useTranslation("products");
  const [edited, setEdited] = useState<Variant | "new" | null>(null);
  const [costed, setCosted] = useState<Variant | null>(null);
  const columns = useColumns(product.variants, setCosted);
  return (
    <Card
      title={t("columns.variants")}
      isFlush
      actions={
        isEditable && (
          <>
            <LinkButton size="compact-sm" variant="default" to="/products/$id/variants" params={{ id: product.id }}>
              {t("variant.editAll")}
            </LinkButton>
            <Button size="compact-sm" variant="default" onClick={() => setEdited("new")}>
              {t("variant.new")}
            </Button>
          </>
        )
      }
    >
      <PlainList
        label={t("columns.variants")}
        rows={product.variants}
        columns={columns}
        {...(isEditable && {
          actions: (variant: Variant) => (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => setEdited(variant)}
              aria-label={t("variant.editOf", { sku: variant.sku })}
            >
              {t("variant.edit")}
            </Button>
          ),
        })}
      />
      {costed && <CostHistory variant={costed} onClose={() => setCosted(null)} />}
      {edited && (
        <VariantDialog product={product} variant={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Card>
  );
}

function useColumns(variants: readonly Variant[], onCost: (variant: Variant) => void): readonly Column<Variant>[] {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const hasOptions = variants.some(({ options }) => options.length > 0);
  return [
    column.title("sku", t("fields.sku"), (variant) => (
      <>
        <Text size="sm" fw={500} className="code">
          {variant.sku}
        </Text>
        {!variant.active && <Status meaning="neutral">{t("variant.offSale")}</Status>}
        {variant.barcode !== null && (
          <Text size="xs" c="dimmed" className="code">
            {variant.barcode}
          </Text>
        )}
      </>
    )),
    ...(hasOptions ? [optionsColumn(t("variant.options"))] : []),
    column.amount("price", t("fields.price"), ({ priceMinor }) => priceMinor),
    column.figure("cost", t("fields.cost"), (variant) => <Cost variant={variant} onOpen={() => onCost(variant)} />),
    column.figure("available", t("columns.available"), ({ id, available, stockCounted }) => (
      <LinkAnchor to="/inventory/variants/$id" params={{ id }} size="sm">
        {stockCounted ? number(available) : t("variant.notCounted")}
      </LinkAnchor>
    )),
  ];
}

const optionsColumn = (header: string): Column<Variant> =>
  column.fact("options", header, ({ options }) => options.map(({ name, value }) => `${name}: ${value}`).join(", "));

function Cost({ variant, onOpen }: { readonly variant: Variant; onOpen(): void }) {
  const { t } = useTranslation("products");
  const { money } = useFormat();
  const { may } = useSession();
  const { sku, costMinor, currency, inherited } = variant;
  if (!may("view_costs")) return "–";
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="sm"
        onClick={onOpen}
        aria-label={`${t("history.open", { ns: "costs", sku })} ${costMinor === null ? "–" : money(costMinor, currency)}`}
      >
        <Amount minor={costMinor} currency={currency} />
      </Anchor>
      {inherited.includes("costMinor") && (
        <Text size="xs" c="dimmed">
          {t("variant.inherited")}
        </Text>
      )}
    </>
  );
}

interface DialogProps {
  readonly product: Shape<"Product">;
  /** Null: a new one. */
  readonly variant: Variant | null;
  onClose(): void;
}

/** What tells the variants of a product apart; of a product with one variant, a first option may be named. */
function firstOptions({ variants }: Shape<"Product">, variant: Variant | null): Variant["options"] {
  const names = new Set(variants.flatMap(({ options }) => options.map(({ name }) => name)));
  const chosen = (name: string) => variant?.options.find((option) => option.name === name)?.value ?? "";
  return names.size === 0 ? [{ name: "", value: "" }] : [...names].map((name) => ({ name, value: chosen(name) }));
}

/** What of a variant its dialog edits. */
const comparable = ({
  sku,
  barcode,
  options,
  priceMinor,
  compareAtMinor,
  costMinor,
  weightGrams,
  dimensions,
  giftCard,
  active,
  stockCounted,
}: Variant) => ({
  sku,
  barcode,
  options,
  priceMinor,
  compareAtMinor,
  costMinor,
  weightGrams,
  dimensions,
  giftCard,
  active,
  stockCounted,
});

function VariantDialog({ product, variant, onClose }: DialogProps) {
  const { t } = useTranslation("products");
  const { money } = useFormat();
  const { organization } = useSession();
  const currency = variant?.currency ?? product.variants[0]?.currency ?? organization?.currency ?? "USD";
  const [sku, setSku] = useState(variant?.sku ?? "");
  const [barcode, setBarcode] = useState(variant?.barcode ?? "");
  const [priceMinor, setPrice] = useState(variant?.priceMinor ?? null);
  const [compareAtMinor, setCompareAt] = useState(variant?.compareAtMinor ?? null);
  const own = <T,>(field: Variant["inherited"][number], value: T | null | undefined): T | null =>
    variant?.inherited.includes(field) ? null : (value ?? null);
  const [costMinor, setCost] = useState(own("costMinor", variant?.costMinor));
  const [switches, setSwitches] = useState(switchesOf(variant));
  const [weightGrams, setWeight] = useState(own("weightGrams", variant?.weightGrams));
  const [size, setSize] = useState(sizeOf(own("dimensions", variant?.dimensions)));
  const [options, setOptions] = useState(() => firstOptions(product, variant));
  const values = {
    options: options.filter(({ name, value }) => name.trim() !== "" && value.trim() !== ""),
    sku: sku.trim(),
    barcode: barcode.trim() === "" ? null : barcode.trim(),
    priceMinor,
    compareAtMinor,
    costMinor,
    weightGrams,
    dimensions: dimensionsOf(size),
    ...switches,
  };
  const [first] = useState(values);
  const [isClashing, setClashing] = useState(false);
  const save = useFormAction({
    run: async ({ isOver }: { readonly isOver: boolean }) => {
      if (variant === null) {
        const added = { ...ofId(product.id), body: { ...asNew(values), currency } };
        return body(hub.POST("/api/products/{id}/variants", added));
      }
      const changed = Object.fromEntries(differing(first, values).map((name) => [name, Reflect.get(values, name)]));
      const seen = isOver ? {} : { ifUpdatedAt: variant.updatedAt };
      const sent = { ...ofId(variant.id), body: { ...changed, ...seen } };
      return body(hub.PATCH("/api/variants/{id}", sent));
    },
    renews: [["products"]],
    done: () => {
      onClose();
      showNotice(t("variant.saved"));
    },
  });
  const submit = async (isOver: boolean) => {
    try {
      await save.startAndWait({ isOver });
    } catch (error) {
      // What else was refused is shown above the fields.
      if (isClash(error)) setClashing(true);
    }
  };
  const now = product.variants.find(({ id }) => id === variant?.id);
  const errors = fieldErrors(save.error);
  const ofProduct = product.costMinor === null ? undefined : money(product.costMinor, currency);
  return (
    <Modal
      opened
      onClose={onClose}
      title={variant === null ? t("variant.new") : t("variant.editOf", { sku: variant.sku })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(false);
        }}
      >
        {isClashing && (
          <Clash
            fields={variant && now ? differing(comparable(variant), comparable(now)) : []}
            isRunning={save.isRunning}
            onKeep={() => void submit(true)}
            onDiscard={onClose}
            onClose={() => setClashing(false)}
          />
        )}
        <Stack gap="sm">
          {save.error !== null && !isClash(save.error) && <ProblemNotice error={save.error} />}
          <TextInput
            label={t("fields.sku")}
            required
            {...boundText(sku, setSku)}
            error={errors["sku"]}
            data-autofocus
          />
          <Options options={options} error={errors["options"]} onChange={setOptions} />
          <TextInput label={t("fields.barcode")} {...boundText(barcode, setBarcode)} error={errors["barcode"]} />
          <MoneyField
            label={t("fields.price")}
            currency={currency}
            value={priceMinor}
            onChange={setPrice}
            error={errors["priceMinor"]}
          />
          <MoneyField
            label={t("fields.compareAt")}
            description={t("fields.compareAtHelp")}
            currency={currency}
            value={compareAtMinor}
            onChange={setCompareAt}
            error={errors["compareAtMinor"]}
          />
          <MoneyField
            label={t("fields.cost")}
            currency={currency}
            value={costMinor}
            description={ofProduct === undefined ? undefined : t("fields.ofProduct", { value: ofProduct })}
            onChange={setCost}
            error={errors["costMinor"]}
          />
          <Measures
            weightGrams={weightGrams}
            size={size}
            errors={errors}
            inherited={product}
            onChange={(change) => {
              if (change.weightGrams !== undefined) setWeight(change.weightGrams);
              if (change.size) setSize(change.size);
            }}
          />
          <Switches value={switches} onChange={setSwitches} />
          {variant !== null && <SerialSwitch variantId={variant.id} />}
          {variant !== null && <LotSwitch variantId={variant.id} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button type="submit" loading={save.isRunning}>
              {t("save", { ns: "ui" })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

type SwitchesValue = Pick<Variant, "active" | "giftCard" | "stockCounted">;

const switchesOf = (variant: Variant | null): SwitchesValue => ({
  active: variant?.active ?? true,
  giftCard: variant?.giftCard ?? false,
  stockCounted: variant?.stockCounted ?? true,
});

/** Left on, whether stock is counted follows from the channels. */
function asNew<Values extends SwitchesValue>({ stockCounted, ...values }: Values) {
  return { ...values, ...(!stockCounted && { stockCounted }) };
}

interface SwitchesProps {
  readonly value: SwitchesValue;
  onChange(value: SwitchesValue): void;
}

function Switches({ value, onChange }: SwitchesProps) {
  const { t } = useTranslation("products");
  const tick = (name: keyof SwitchesValue) => boundTick(value[name], (on) => onChange({ ...value, [name]: on }));
  return (
    <>
      <Switch label={t("variant.active")} description={t("variant.activeHelp")} {...tick("active")} />
      <Switch label={t("variant.stockCounted")} description={t("variant.stockCountedHelp")} {...tick("stockCounted")} />
      <Switch label={t("variant.giftCard")} description={t("variant.giftCardHelp")} {...tick("giftCard")} />
    </>
  );
}

interface OptionsProps {
  readonly options: Variant["options"];
  readonly error: string | undefined;
  onChange(options: Variant["options"]): void;
}

function Options({ options, error, onChange }: OptionsProps) {
  const { t } = useTranslation("products");
  const [isNamed] = useState(() => options.some(({ name }) => name !== ""));
  const set = (at: number, change: Partial<Variant["options"][number]>) =>
    onChange(options.map((option, index) => (index === at ? { ...option, ...change } : option)));
  return options.map(({ name, value }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: options keep their places, and a new one has no name yet
    <Group key={at} grow align="flex-end">
      {!isNamed && (
        <TextInput
          label={t("variant.optionName")}
          placeholder={t("variant.optionExample")}
          {...boundText(name, (name) => set(at, { name }))}
          maxLength={255}
        />
      )}
      <TextInput
        label={isNamed ? name : t("variant.optionValue")}
        {...boundText(value, (value) => set(at, { value }))}
        maxLength={255}
        error={error}
      />
    </Group>
  ));
}

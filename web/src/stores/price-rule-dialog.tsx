import { Button, Group, Modal, NumberInput, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currencyExponent } from "../../../src/commerce/money.ts";
import { body, hub, type Shape } from "../data/hub.ts";
import { useAction } from "../ui/action.ts";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { at, currencyOf, type Store } from "./data.ts";

type Rule = Shape<"PriceRule">;

interface Props {
  readonly store: Store;
  /** Null: a new one. */
  readonly rule: Rule | null;
  onClose(): void;
}

const BASES = ["price", "cost", "compare_at"] as const;
const DIRECTIONS = ["nearest", "up", "down"] as const;
const COMPARE = ["rule", "price", "none"] as const;

function draftOf(rule: Rule | null, unit: number) {
  return {
    name: rule?.name ?? "",
    base: rule?.base ?? "price",
    markup: Number(rule?.markupPercent ?? 0),
    fixed: Number(rule?.fixedMinor ?? 0) / unit,
    step: rule?.stepMinor == null ? null : Number(rule.stepMinor) / unit,
    ending: Number(rule?.endingMinor ?? 0) / unit,
    direction: rule?.direction ?? "nearest",
    floor: rule?.floorPercent == null ? null : Number(rule.floorPercent),
    compareAt: rule?.compareAt ?? "rule",
    brand: rule?.brand ?? "",
    priority: rule?.priority ?? 0,
  };
}
type Draft = ReturnType<typeof draftOf>;

const oneOf = <T extends string>(all: readonly T[], value: string | null, usual: T): T =>
  all.find((each) => each === value) ?? usual;

export function PriceRuleDialog({ store, rule, onClose }: Props) {
  const { t } = useTranslation("stores");
  const currency = currencyOf(store);
  const digits = currency === undefined ? 2 : currencyExponent(currency);
  const unit = 10 ** digits;
  const [draft, setDraft] = useState<Draft>(() => draftOf(rule, unit));
  const save = useSave({ store, rule, unit, onClose });
  const errors = fieldErrors(save.error);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const amount = (name: "fixed" | "ending" | "markup", isPercent = false) => (
    <NumberInput
      label={t(`prices.fields.${name}`)}
      value={draft[name]}
      decimalScale={isPercent ? 4 : digits}
      suffix={isPercent ? " %" : currency === undefined ? "" : ` ${currency}`}
      onChange={(value) => set({ [name]: typeof value === "number" ? value : 0 })}
    />
  );
  const optional = (name: "step" | "floor", isPercent = false) => (
    <NumberInput
      label={t(`prices.fields.${name}`)}
      value={draft[name] ?? ""}
      min={0}
      decimalScale={isPercent ? 4 : digits}
      suffix={isPercent ? " %" : currency === undefined ? "" : ` ${currency}`}
      placeholder={t("prices.fields.none")}
      onChange={(value) => set({ [name]: typeof value === "number" ? value : null })}
    />
  );
  return (
    <Modal opened onClose={onClose} title={t(rule === null ? "prices.add" : "prices.edit")} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.start(draft);
        }}
      >
        <Stack>
          <TextInput
            label={t("prices.fields.name")}
            value={draft.name}
            required
            data-autofocus
            error={errors["name"]}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Select
              label={t("prices.fields.base")}
              value={draft.base}
              allowDeselect={false}
              data={BASES.map((value) => ({ value, label: t(`prices.base.${value}`) }))}
              onChange={(value) => set({ base: oneOf(BASES, value, "price") })}
            />
            {amount("markup", true)}
            {amount("fixed")}
            {optional("floor", true)}
            {optional("step")}
            {amount("ending")}
            <Select
              label={t("prices.fields.direction")}
              value={draft.direction}
              allowDeselect={false}
              data={DIRECTIONS.map((value) => ({ value, label: t(`prices.direction.${value}`) }))}
              onChange={(value) => set({ direction: oneOf(DIRECTIONS, value, "nearest") })}
            />
            <Select
              label={t("prices.fields.compareAt")}
              value={draft.compareAt}
              allowDeselect={false}
              data={COMPARE.map((value) => ({ value, label: t(`prices.compareAt.${value}`) }))}
              onChange={(value) => set({ compareAt: oneOf(COMPARE, value, "rule") })}
            />
            <TextInput
              label={t("prices.fields.brand")}
              value={draft.brand}
              placeholder={t("prices.fields.every")}
              onChange={(event) => set({ brand: event.currentTarget.value })}
            />
            <NumberInput
              label={t("prices.fields.priority")}
              value={draft.priority}
              allowDecimal={false}
              onChange={(value) => set({ priority: typeof value === "number" ? value : 0 })}
            />
          </SimpleGrid>
          {save.error !== null && <ProblemNotice error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button type="submit" loading={save.isRunning}>
              {t("prices.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function useSave({ store, rule, unit, onClose }: Props & { readonly unit: number }) {
  const { t } = useTranslation("stores");
  const client = useQueryClient();
  return useAction({
    run(draft: Draft) {
      const minor = (value: number) => Math.round(value * unit);
      const wish = {
        name: draft.name,
        priority: draft.priority,
        base: draft.base,
        markupPercent: String(draft.markup),
        fixedMinor: minor(draft.fixed),
        stepMinor: draft.step === null ? null : minor(draft.step),
        endingMinor: minor(draft.ending),
        direction: draft.direction,
        floorPercent: draft.floor === null ? null : String(draft.floor),
        compareAt: draft.compareAt,
        brand: draft.brand.trim() === "" ? null : draft.brand.trim(),
        categoryId: rule?.categoryId ?? null,
      };
      return rule === null
        ? body(hub.POST("/api/stores/{id}/price-rules", { ...at(store.id), body: wish }))
        : body(hub.PUT("/api/price-rules/{id}", { ...at(rule.id), body: wish }));
    },
    done: async () => {
      await Promise.all(["prices", "mappings"].map((subject) => client.invalidateQueries({ queryKey: [subject] })));
      onClose();
    },
    said: t("prices.saved"),
    isQuietFailure: true,
  });
}

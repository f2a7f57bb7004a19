/** A price rule while it is written; what it would change stands beneath it. */
import { SimpleGrid, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId, type Shape, wasEdited } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { AmountInput } from "../ui/amount-input.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { PercentInput } from "../ui/percent-input.tsx";
import { fieldErrors } from "../ui/problem.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { currencyOf, type Store } from "./data.ts";
import { BASES, COMPARE, DIRECTIONS, draftOf, inputOf, type RuleDraft } from "./price-rule-draft.ts";
import { PriceRulePreview } from "./price-rule-preview.tsx";

type Rule = Shape<"PriceRule">;

interface Props {
  readonly store: Store;
  /** Null: a new one. */
  readonly rule: Rule | null;
  onClose(): void;
}

export function PriceRuleDialog({ store, rule, onClose }: Props) {
  const { t } = useTranslation("stores");
  const { organization } = useSession();
  const currency = currencyOf(store) ?? organization?.currency ?? "USD";
  const [draft, setDraft] = useState(() => draftOf(rule, currency));
  const input = inputOf(draft, { currency, categoryId: rule?.categoryId ?? null });
  const save = useSave({ store, rule, onClose });
  const errors = fieldErrors(save.error);
  const set = (part: Partial<RuleDraft>) => setDraft({ ...draft, ...part });
  const field = (name: "markup" | "floor" | "fixed" | "step" | "ending", error: string | undefined) => ({
    label: t(`prices.fields.${name}`),
    value: draft[name],
    placeholder: t("prices.fields.none"),
    error,
    onChange: (text: string) => set({ [name]: text }),
  });
  return (
    <FormDialog
      help={<Help of="price_rule" />}
      size="lg"
      title={t(rule === null ? "prices.add" : "prices.edit")}
      label={t("prices.save")}
      action={save}
      errors={errors}
      onSubmit={() => input !== null && save.start(input)}
      onClose={onClose}
    >
      <TextInput
        label={t("prices.fields.name")}
        {...{ required: true, maxLength: 120, error: errors["name"], "data-autofocus": true }}
        {...boundText(draft.name, (name) => set({ name }))}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <OneOf
          label={t("prices.fields.base")}
          value={draft.base}
          options={worded(BASES, (value) => t(`prices.base.${value}`))}
          onChange={(base) => set({ base })}
        />
        <PercentInput {...field("markup", errors["markupPercent"])} />
        <AmountInput {...field("fixed", errors["fixedMinor"])} currency={currency} isSigned />
        <PercentInput {...field("floor", errors["floorPercent"])} />
        <AmountInput {...field("step", errors["stepMinor"])} currency={currency} />
        <AmountInput {...field("ending", errors["endingMinor"])} currency={currency} />
        <OneOf
          label={t("prices.fields.direction")}
          value={draft.direction}
          options={worded(DIRECTIONS, (value) => t(`prices.direction.${value}`))}
          onChange={(direction) => set({ direction })}
        />
        <OneOf
          label={t("prices.fields.compareAt")}
          value={draft.compareAt}
          options={worded(COMPARE, (value) => t(`prices.compareAt.${value}`))}
          onChange={(compareAt) => set({ compareAt })}
        />
        <TextInput
          label={t("prices.fields.brand")}
          {...boundText(draft.brand, (brand) => set({ brand }))}
          placeholder={t("prices.fields.every")}
          error={errors["brand"]}
        />
        <WholeNumber
          label={t("prices.fields.priority")}
          description={t("prices.fields.priorityHelp")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={draft.priority}
          onChange={(priority) => set({ priority: priority ?? 0 })}
        />
      </SimpleGrid>
      {input !== null && <PriceRulePreview store={store} ruleId={rule?.id ?? null} input={input} />}
    </FormDialog>
  );
}

type Input = NonNullable<ReturnType<typeof inputOf>>;

function useSave({ store, rule, onClose }: Props) {
  const { t } = useTranslation("stores");
  return useFormAction({
    run: async (input: Input) => {
      if (rule === null) return body(hub.POST("/api/stores/{id}/price-rules", { ...ofId(store.id), body: input }));
      const sent = { ...input, ifUpdatedAt: rule.updatedAt };
      try {
        return await body(hub.PUT("/api/price-rules/{id}", { ...ofId(rule.id), body: sent }));
      } catch (error) {
        // Opened again, it begins with what the other person saved.
        if (wasEdited(error)) onClose();
        throw error;
      }
    },
    renews: [["prices"], ["mappings"]],
    done: onClose,
    said: t("prices.saved"),
  });
}

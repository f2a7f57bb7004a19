/** What a field is compared with, by the kind of both. */
import { MultiSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import type { FactValue } from "../../../../src/commerce/automations/definition.ts";
import { isMoney, isTexts } from "../../../../src/commerce/automations/evaluate.ts";
import { type FieldKey, fieldOf } from "../../../../src/commerce/automations/fields.ts";
import { valueKindOf } from "../../../../src/commerce/automations/operators.ts";
import { countries } from "../../i18n/choices.ts";
import { type Option, worded } from "../../i18n/options.ts";
import { boundText } from "../../ui/field.ts";
import { WholeNumber } from "../../ui/whole-number.tsx";
import type { ComparisonDraft } from "../draft.ts";
import { codeText, isCountry } from "../rule-texts.ts";
import type { Naming } from "../use-wording.ts";
import { Day } from "./day.tsx";
import { useEditing } from "./editing.ts";
import classes from "./flow.module.css";
import { MoneyInput } from "./money-input.tsx";
import { Pick } from "./pick.tsx";

interface Props {
  readonly row: ComparisonDraft;
  readonly path: string;
  onChange(value: FactValue | undefined): void;
}

export function ValueInput({ row, path, onChange }: Props) {
  const { wording, errorAt, isFixed } = useEditing();
  const { field, is, value } = row;
  const { kind } = fieldOf(field);
  const takes = valueKindOf(kind, is);
  const error = errorAt(`${path}.value`);
  const given = { error, disabled: isFixed, onChange };
  if (takes === "none" || takes === undefined) return null;
  if (takes === "texts") return <Texts {...given} field={field} value={isTexts(value) ? value : []} />;
  if (takes === "hours") return <Hours {...given} value={typeof value === "number" ? value : null} isAgo={isAgo(is)} />;
  switch (kind) {
    case "money":
      return (
        <MoneyInput
          {...given}
          isSigned
          label={wording.t("sentence.value")}
          value={value !== undefined && isMoney(value) ? value : null}
        />
      );
    case "number":
      return (
        <NumberInput
          {...given}
          size="xs"
          aria-label={wording.t("sentence.value")}
          className={classes["number"] ?? ""}
          value={typeof value === "number" ? value : ""}
          onChange={(typed) => onChange(typeof typed === "number" ? typed : undefined)}
        />
      );
    case "boolean":
      return (
        <Pick
          {...given}
          label={wording.t("sentence.value")}
          data={worded(["true", "false"], (each) => wording.t(each === "true" ? "yes" : "no"))}
          value={value === false ? "false" : "true"}
          onChange={(chosen) => onChange(chosen === "true")}
        />
      );
    case "date":
      return <Day {...given} label={wording.t("sentence.value")} value={typeof value === "string" ? value : ""} />;
    default:
      return <OneText {...given} field={field} value={typeof value === "string" ? value : ""} />;
  }
}

const isAgo = (is: ComparisonDraft["is"]): boolean => is === "longer_ago_than_hours";

interface Given {
  readonly error: string | undefined;
  readonly disabled: boolean;
  onChange(value: FactValue | undefined): void;
}

/** What a field is known to hold; undefined: any text. */
function existingOf(field: FieldKey, wording: Naming): readonly Option[] | undefined {
  const { choices, reference } = fieldOf(field);
  if (reference) return wording.optionsOf(reference);
  if (isCountry(field)) {
    const named = worded(countries, (code) => codeText(field, code, wording));
    return named.toSorted((a, b) => a.label.localeCompare(b.label, wording.language));
  }
  return choices && worded(choices, (code) => codeText(field, code, wording));
}

function OneText({ field, value, onChange, ...given }: Given & { readonly field: FieldKey; readonly value: string }) {
  const { wording } = useEditing();
  const label = wording.t("sentence.value");
  const existing = existingOf(field, wording);
  if (existing === undefined)
    return (
      <TextInput
        {...given}
        size="xs"
        maxLength={500}
        aria-label={label}
        className={classes["text"] ?? ""}
        {...boundText(value, (text) => onChange(text === "" ? undefined : text))}
      />
    );
  const exists = existing.some((each) => each.value === value);
  const data = exists ? [...existing] : [{ value, label: codeText(field, value, wording) }, ...existing];
  return (
    <Pick
      {...given}
      label={label}
      data={data}
      value={value}
      onChange={(chosen) => onChange(chosen === "" ? undefined : chosen)}
    />
  );
}

function Texts({
  field,
  value,
  onChange,
  ...given
}: Given & { readonly field: FieldKey; readonly value: readonly string[] }) {
  const { wording } = useEditing();
  const existing = existingOf(field, wording);
  const common = {
    ...given,
    size: "xs" as const,
    "aria-label": wording.t("sentence.value"),
    className: classes["texts"] ?? "",
    classNames: { pill: classes["pill"] ?? "" },
    value: [...value],
    onChange: (texts: string[]) => onChange(texts.length === 0 ? undefined : texts),
  };
  return existing ? (
    <MultiSelect {...common} data={[...existing]} searchable />
  ) : (
    <TagsInput {...common} acceptValueOnBlur />
  );
}

function Hours({
  value,
  isAgo: isPast,
  onChange,
  ...given
}: Given & { readonly value: number | null; readonly isAgo: boolean }) {
  const { wording } = useEditing();
  return (
    <>
      <WholeNumber
        {...given}
        size="xs"
        min={1}
        max={87_600}
        aria-label={wording.t("sentence.hours")}
        className={classes["number"] ?? ""}
        value={value}
        onChange={(hours) => onChange(hours ?? undefined)}
      />
      <span className={classes["word"]}>{wording.t(isPast ? "sentence.hoursAgo" : "sentence.hours")}</span>
    </>
  );
}

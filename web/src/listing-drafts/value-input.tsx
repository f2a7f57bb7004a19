/** A value of a field: chosen where the channel names its choices, written elsewhere; several stand a line each. */
import { Autocomplete, Select, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";
import { Sentence } from "../ui/sentence.tsx";
import type { Field } from "./shapes.ts";

interface Props {
  readonly field: Pick<Field, "choices" | "isOpen" | "isMany" | "kind">;
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly values: readonly string[];
  readonly disabled?: boolean;
  /** What is missing or wrong, in words. */
  readonly problem?: string | null;
  onChange(values: string[]): void;
}

/** A list of thousands is searched, and no more of it drawn. */
const SHOWN = 50;

/** The channel takes other values than it names; one is often a slip all the same. */
const isBeside = ({ choices = [] }: Props["field"], text: string): boolean =>
  text !== "" && !choices.some(({ value }) => value === text);

const one = (text: string): string[] => (text === "" ? [] : [text]);

export function ValueInput({
  field,
  label,
  isLabelHidden = false,
  values,
  disabled = false,
  problem = null,
  onChange,
}: Props) {
  const { t } = useTranslation("listing-drafts");
  const named = isLabelHidden ? { "aria-label": label } : { label };
  const shared = {
    ...named,
    disabled,
    // "0.4 lb" and addresses read from left to right in Arabic, too.
    dir: "auto",
    error: problem && <Sentence text={problem} />,
    size: "xs",
  } as const;
  const text = values[0] ?? "";
  if (field.isMany)
    return (
      <Textarea
        {...shared}
        autosize
        maxRows={4}
        {...boundText(values.join("\n"), (lines) =>
          onChange(lines.split("\n").filter((line, at) => line !== "" || at > 0)),
        )}
      />
    );
  if (!field.choices || field.choices.length === 0)
    return <TextInput {...shared} {...boundText(text, (next) => onChange(one(next)))} />;
  if (field.isOpen)
    return (
      <Autocomplete
        {...shared}
        limit={SHOWN}
        data={[...new Set(field.choices.map(({ value }) => value))]}
        {...(isBeside(field, text) && { description: t("notSuggested") })}
        value={text}
        onChange={(next) => onChange(one(next))}
      />
    );
  return (
    <Select
      {...shared}
      searchable
      clearable
      limit={SHOWN}
      data={field.choices.map(({ value, name }) => ({ value, label: name }))}
      value={text === "" ? null : text}
      onChange={(next) => onChange(one(next ?? ""))}
    />
  );
}

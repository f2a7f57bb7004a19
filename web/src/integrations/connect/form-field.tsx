/** One field of a platform's form, drawn and checked by its own description. */
import { Checkbox, PasswordInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "../../i18n/translation.ts";
import { boundTick } from "../../ui/field.ts";
import type { Field } from "../data.ts";

interface Props {
  readonly field: Field;
  readonly value: string;
  readonly error: string | undefined;
  onChange(value: string): void;
  onLeave(): void;
}

export function FormField({ field, value, error, onChange, onLeave }: Props) {
  const { t } = useTranslation("integrations");
  const common = {
    id: `field-${field.id}`,
    // English stands here where a connector has no other words.
    label: <bdi>{field.label}</bdi>,
    description: field.help === undefined ? undefined : <bdi>{field.help}</bdi>,
    error: error === undefined ? undefined : <bdi>{error}</bdi>,
    withAsterisk: field.required && !field.afterSave,
    onBlur: onLeave,
  };
  if (field.type === "boolean")
    return <Checkbox {...common} {...boundTick(value === "true", (isOn) => onChange(isOn ? "true" : "false"))} />;
  if (field.type === "select")
    return (
      <Select
        {...common}
        data={[...(field.options ?? [])]}
        value={value === "" ? null : value}
        clearable={!field.required}
        placeholder={t("form.open")}
        onChange={(chosen) => onChange(chosen ?? "")}
      />
    );
  const text = {
    ...common,
    value,
    placeholder: field.placeholder,
    spellCheck: false,
    autoComplete: "off",
    // Keys and addresses are written from left to right in every language.
    dir: field.type === "text" && field.placeholder === undefined ? "auto" : "ltr",
  };
  if (field.type === "secret")
    return (
      <PasswordInput
        {...text}
        autoComplete="new-password"
        onChange={(event) => onChange(event.currentTarget.value.trim())}
        visibilityToggleButtonProps={{ "aria-label": t("form.show", { label: field.label }) }}
      />
    );
  return (
    <TextInput
      {...text}
      inputMode={field.type === "number" ? "numeric" : field.type === "url" ? "url" : "text"}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What is wrong with a value: a key of the words, or the platform's own hint. */
export function faultOf(
  field: Field,
  given: string,
): { readonly word: "missing" | "shape" | "json" } | { readonly hint: string } | null {
  const value = given.trim();
  if (value === "") return field.required && !field.afterSave && !field.defaultValue ? { word: "missing" } : null;
  if (field.pattern !== undefined && !new RegExp(field.pattern, "u").test(value))
    return field.patternHint === undefined ? { word: "shape" } : { hint: field.patternHint };
  return field.type === "json" && !isJson(value) ? { word: "json" } : null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

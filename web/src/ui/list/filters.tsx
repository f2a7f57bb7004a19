/** A list's filters: a chip for each one set, a menu of the others. Loaded when one of them is wanted. */

import { Button, Checkbox, Group, Popover, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useFormat } from "../../i18n/format.ts";
import { loadTexts } from "../../i18n/language.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { CurrencySelect } from "../currency-select.tsx";
import { boundText } from "../field.ts";
import { useOpening } from "../lazy-overlay.tsx";
import { ListButton } from "../list-button.tsx";
import { submitting } from "../submitting.ts";
import { CountriesChoice } from "./countries-choice.tsx";
import type { FilterField, FiltersProps } from "./filter-fields.ts";
import { chipText, meantBy, typedOf } from "./filter-text.ts";
import { FilterTrigger } from "./filter-trigger.tsx";

/** With its words, which only reports and it need. */
const DatePresets = lazy(async () => {
  const [{ DatePresets: Presets }] = await Promise.all([import("./date-presets.tsx"), loadTexts("reports")()]);
  return { default: Presets };
});

export function FilterMenu({ state, fields }: FiltersProps) {
  const { opened: isOpen, onChange: setOpen } = useOpening();
  const [chosen, setChosen] = useState<string | null>(null);
  const field = fields.find(({ name }) => name === chosen);
  const offered = fields.filter(({ isOnlyLinked }) => !isOnlyLinked);
  const start = (name: string | null) => {
    setChosen(name);
    setOpen(name !== null || !isOpen);
  };
  const choose = (name: string) => {
    if (fields.find((each) => each.name === name)?.kind !== "flag") return start(name);
    state.set({ [name]: "true" });
    setOpen(false);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus position="bottom-start">
      <Popover.Target>
        <FilterTrigger onClick={() => start(null)} autoFocus />
      </Popover.Target>
      <Popover.Dropdown miw={240} p="xs">
        {field ? (
          <FilterEditor state={state} field={field} fields={fields} onDone={() => setOpen(false)} />
        ) : (
          <Stack gap={0}>
            {offered.map(({ name, label }) => (
              <ListButton key={name} justify="flex-start" onClick={() => choose(name)}>
                {label}
              </ListButton>
            ))}
          </Stack>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** A press on what it offers is none outside the box it stands in. */
const INSIDE = { withinPortal: false };

interface EditorProps extends FiltersProps {
  readonly field: FilterField;
  onDone(): void;
}

function FilterEditor({ state, field, fields, onDone }: EditorProps) {
  const { t } = useTranslation("ui");
  const { zone } = useFormat();
  const value = state.filter[field.name] ?? "";
  const [typed, setTyped] = useState(() => typedOf(field, value, zone));
  const set = (next: string) => {
    state.set({ [field.name]: next });
    onDone();
  };
  if (field.kind === "choices")
    return (
      <Checkbox.Group
        label={field.label}
        value={value === "" ? [] : value.split(",")}
        onChange={(chosen) => state.set({ [field.name]: chosen.join(",") })}
      >
        <Stack gap="xs" mt="xs">
          {field.options.map((option) => (
            <Checkbox key={option.value} value={option.value} label={option.label} />
          ))}
        </Stack>
      </Checkbox.Group>
    );
  if (field.kind === "choice")
    return (
      <Select
        label={field.label}
        data={[...field.options]}
        value={value === "" ? null : value}
        onChange={(chosen) => set(chosen ?? "")}
        comboboxProps={INSIDE}
        searchable
      />
    );
  if (field.kind === "country") {
    const choose = (codes: string) => state.set({ [field.name]: codes });
    return <CountriesChoice label={field.label} value={value} onChange={choose} />;
  }
  if (field.kind === "currency") return <CurrencyChoice label={field.label} value={value} onChange={set} />;
  const meant = meantBy(field, typed, zone);
  const save = () => meant !== null && set(meant);
  const isDay = field.kind === "date" || field.kind === "day";
  const isRange = isDay && ["from", "to"].every((name) => fields.some((each) => each.name === name));
  const pick = (range: { readonly from: string; readonly to: string }) => {
    state.set(range);
    onDone();
  };
  return (
    <form onSubmit={submitting(save)}>
      {isRange && (
        <Suspense fallback={<div style={{ height: 60 }} />}>
          <DatePresets isByDay={field.kind === "day"} onPick={pick} />
        </Suspense>
      )}
      <TextInput
        type={isDay ? "date" : "text"}
        label={field.label}
        placeholder={field.kind === "text" ? field.placeholder : undefined}
        {...boundText(typed, setTyped)}
        error={meant === null && field.kind === "amount" ? t("amountWrong", { currency: field.currency }) : undefined}
        data-autofocus
      />
      <Button mt="xs" size="xs" type="submit">
        {t("list.applyFilter")}
      </Button>
    </form>
  );
}

interface CurrencyProps {
  readonly label: string;
  readonly value: string;
  onChange(code: string): void;
}

const CurrencyChoice = ({ value, ...rest }: CurrencyProps) => (
  <CurrencySelect value={value === "" ? null : value} comboboxProps={INSIDE} {...rest} />
);

/** What the list is narrowed by, each with its way out. */
export function FilterChips({ state, fields }: FiltersProps) {
  const { t, language } = useTranslation("ui");
  const format = useFormat();
  const set = fields.filter(({ name }) => state.filter[name] !== undefined);
  if (set.length === 0) return null;
  return (
    <Group gap="xs">
      {set.map((field) => (
        <Popover key={field.name} trapFocus position="bottom-start">
          <Button.Group maw="100%">
            {field.kind === "flag" ? (
              <Button component="span" size="compact-sm" variant="light" style={{ cursor: "default" }}>
                {field.label}
              </Button>
            ) : (
              <Popover.Target>
                <Button size="compact-sm" variant="light" miw={0}>
                  <Text component="span" inherit lh={1.6} truncate dir="auto">
                    {chipText(field, state.filter[field.name] ?? "", { format, language })}
                  </Text>
                </Button>
              </Popover.Target>
            )}
            <Button
              size="compact-sm"
              variant="light"
              px={6}
              flex="none"
              aria-label={t("list.removeFilter", { label: field.label })}
              onClick={() => state.set({ [field.name]: "" })}
            >
              <IconX size={12} />
            </Button>
          </Button.Group>
          <Popover.Dropdown miw={240}>
            <FilterEditor state={state} field={field} fields={fields} onDone={() => undefined} />
          </Popover.Dropdown>
        </Popover>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={() => state.set(Object.fromEntries(set.map(({ name }) => [name, ""])))}
      >
        {t("list.clearFilters")}
      </Button>
    </Group>
  );
}

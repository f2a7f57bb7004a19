/** A list's search box and filters: a chip for each one set, a menu of the others. */
import { ActionIcon, Button, Checkbox, Group, Popover, Select, Stack, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFilter, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { amountText, minorOf } from "../../i18n/amount-text.ts";
import { type Format, useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { dayBegins, dayOf } from "../../i18n/zone-day.ts";
import { toFirstRow } from "./first-row.ts";
import type { SearchState } from "./search-state.ts";

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** One thing a list can be asked by; `name` is the query's. */
export type FilterField = { readonly name: string; readonly label: string } & (
  | { readonly kind: "choices"; readonly options: readonly Option[] }
  | { readonly kind: "choice"; readonly options: readonly Option[] }
  | { readonly kind: "flag" }
  | { readonly kind: "text"; readonly placeholder?: string }
  /** An amount of this currency, sent in minor units. */
  | { readonly kind: "amount"; readonly currency: string }
  /** A day, sent as the moment it begins in the organization's zone. */
  | { readonly kind: "date" }
);

const WAIT_MS = 250;

export function SearchBox({ state, placeholder }: { readonly state: SearchState; readonly placeholder: string }) {
  const { t } = useTranslation("ui");
  const asked = state.filter["q"] ?? "";
  const [typed, setTyped] = useState(asked);
  const ask = useDebouncedCallback((q: string) => state.set({ q: q.trim() }), WAIT_MS);
  // What leads here from elsewhere (a view, going back) shows in the box.
  useEffect(() => setTyped(asked), [asked]);
  const type = (text: string) => {
    setTyped(text);
    ask(text);
  };
  return (
    <TextInput
      flex={1}
      miw={180}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "ArrowDown" && toFirstRow(event)}
      placeholder={placeholder}
      aria-label={placeholder}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed === "" ? null : (
          <ActionIcon variant="subtle" color="gray" onClick={() => type("")} aria-label={t("list.clearSearch")}>
            <IconX size={14} />
          </ActionIcon>
        )
      }
    />
  );
}

export function FilterMenu({
  state,
  fields,
}: {
  readonly state: SearchState;
  readonly fields: readonly FilterField[];
}) {
  const { t } = useTranslation("ui");
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const field = fields.find(({ name }) => name === chosen);
  const start = (name: string | null) => {
    setChosen(name);
    setOpen(name !== null || !isOpen);
  };
  const choose = (name: string) => {
    if (fields.find((each) => each.name === name)?.kind !== "flag") return start(name);
    state.set({ [name]: "true" });
    setOpen(false);
  };
  if (fields.length === 0) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus position="bottom-start">
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={16} />} onClick={() => start(null)}>
          {t("list.filter")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown miw={240} p="xs">
        {field ? (
          <FilterEditor state={state} field={field} onDone={() => setOpen(false)} />
        ) : (
          <Stack gap={0}>
            {fields.map(({ name, label }) => (
              <Button
                key={name}
                variant="subtle"
                color="gray"
                size="compact-md"
                fw={400}
                justify="flex-start"
                c="var(--mantine-color-text)"
                onClick={() => choose(name)}
              >
                {label}
              </Button>
            ))}
          </Stack>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface EditorProps {
  readonly state: SearchState;
  readonly field: FilterField;
  onDone(): void;
}

function FilterEditor({ state, field, onDone }: EditorProps) {
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
        comboboxProps={{ withinPortal: false }}
        searchable
      />
    );
  const meant = meantBy(field, typed, zone);
  const save = () => meant !== null && set(meant);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextInput
        type={field.kind === "date" ? "date" : "text"}
        label={field.label}
        placeholder={field.kind === "text" ? field.placeholder : undefined}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={meant === null && field.kind === "amount" ? t("amountWrong", { currency: field.currency }) : undefined}
        data-autofocus
      />
      <Button mt="xs" size="xs" type="submit">
        {t("list.applyFilter")}
      </Button>
    </form>
  );
}

/** What the list is narrowed by, each with its way out. */
export function FilterChips({
  state,
  fields,
}: {
  readonly state: SearchState;
  readonly fields: readonly FilterField[];
}) {
  const { t } = useTranslation("ui");
  const format = useFormat();
  const set = fields.filter(({ name }) => state.filter[name] !== undefined);
  if (set.length === 0) return null;
  return (
    <Group gap="xs">
      {set.map((field) => (
        <Popover key={field.name} trapFocus position="bottom-start">
          <Button.Group>
            <Popover.Target>
              <Button size="compact-sm" variant="light" disabled={field.kind === "flag"}>
                {chipText(field, state.filter[field.name] ?? "", format)}
              </Button>
            </Popover.Target>
            <Button
              size="compact-sm"
              variant="light"
              px={6}
              aria-label={t("list.removeFilter", { label: field.label })}
              onClick={() => state.set({ [field.name]: "" })}
            >
              <IconX size={12} />
            </Button>
          </Button.Group>
          <Popover.Dropdown miw={240}>
            <FilterEditor state={state} field={field} onDone={() => undefined} />
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

function typedOf(field: FilterField, value: string, zone: string): string {
  if (field.kind === "date") return value === "" ? "" : dayOf(value, zone);
  if (field.kind === "amount") return /^\d+$/.test(value) ? amountText(Number(value), field.currency) : "";
  return value;
}

/** What the hub is asked by; null where what was typed means nothing. */
function meantBy(field: FilterField, typed: string, zone: string): string | null {
  const text = typed.trim();
  if (text === "") return "";
  if (field.kind === "date") return dayBegins(text, zone);
  if (field.kind !== "amount") return text;
  const minor = minorOf(text, field.currency);
  return minor === null ? null : String(minor);
}

function chipText(field: FilterField, value: string, format: Format): string {
  if (field.kind === "flag") return field.label;
  if (field.kind === "date") return `${field.label}: ${format.date(value)}`;
  if (field.kind === "amount") return `${field.label}: ${format.money(value, field.currency)}`;
  if (field.kind === "text") return `${field.label}: ${value}`;
  const words = value.split(",").map((each) => field.options.find((option) => option.value === each)?.label ?? each);
  return `${field.label}: ${words.join(", ")}`;
}

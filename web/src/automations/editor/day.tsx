import { TextInput } from "@mantine/core";
import { dayBegins, dayOf } from "../../i18n/zone-day.ts";
import { boundText } from "../../ui/field.ts";
import { useEditing } from "./editing.ts";
import classes from "./flow.module.css";

interface Given {
  readonly label: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly disabled: boolean;
  onChange(value: string | undefined): void;
}

/** A day of the organization's own calendar: it begins there. */
export function Day({ label, value, onChange, error, disabled }: Given) {
  const { wording } = useEditing();
  const { zone } = wording.format;
  return (
    <TextInput
      error={error}
      disabled={disabled}
      type="date"
      size="xs"
      aria-label={label}
      className={classes["field"] ?? ""}
      {...boundText(value === "" ? "" : dayOf(value, zone), (day) => onChange(dayBegins(day, zone) || undefined))}
    />
  );
}

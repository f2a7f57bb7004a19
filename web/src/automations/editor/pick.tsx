/** A choice within a sentence: as wide as what is chosen. */
import { type ComboboxItem, NativeSelect } from "@mantine/core";
import type { Ref } from "react";
import classes from "./flow.module.css";

interface Props<Value extends string> {
  readonly label: string;
  readonly data: (ComboboxItem | { readonly group: string; readonly items: ComboboxItem[] })[];
  readonly value: Value;
  readonly error?: string | undefined;
  readonly disabled?: boolean;
  readonly ref?: Ref<HTMLSelectElement>;
  onChange(value: Value): void;
}

export function Pick<Value extends string>({ label, data, value, onChange, ...rest }: Props<Value>) {
  return (
    <NativeSelect
      {...rest}
      size="xs"
      aria-label={label}
      className={classes["field"] ?? ""}
      classNames={{ input: classes["pick"] ?? "" }}
      data={data}
      value={value}
      // It offers nothing else.
      onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}
    />
  );
}

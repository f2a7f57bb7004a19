/** A choice that is always made: nothing can be taken back, and what is told has the type of what is offered. */
import { Select, type SelectProps } from "@mantine/core";
import type { Option } from "../i18n/options.ts";

interface Props<Value extends string> extends Omit<SelectProps, "data" | "value" | "onChange" | "allowDeselect"> {
  readonly options: readonly (Value | Option<Value>)[];
  readonly value: NoInfer<Value> | null;
  onChange(value: NoInfer<Value>): void;
}

export function OneOf<Value extends string>({ options, onChange, ...rest }: Props<Value>) {
  const values = options.map((option) => (typeof option === "string" ? option : option.value));
  const onChoose = (chosen: string | null) => {
    const found = values.find((value) => value === chosen);
    if (found !== undefined) onChange(found);
  };
  return <Select {...rest} data={[...options]} onChange={onChoose} allowDeselect={false} />;
}

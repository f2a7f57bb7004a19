/** A choice of a few that all stand there, each with what it means; what is told has the type of what is offered. */
import { Radio, type RadioGroupProps, Stack } from "@mantine/core";
import type { Option } from "../i18n/options.ts";

interface Props<Value extends string> extends Pick<RadioGroupProps, "label" | "aria-label" | "description"> {
  readonly options: readonly (Option<Value> & { readonly description?: string })[];
  /** Null: nothing is chosen yet. */
  readonly value: NoInfer<Value> | null;
  onChange(value: NoInfer<Value>): void;
}

export function Radios<Value extends string>({ options, onChange, ...rest }: Props<Value>) {
  const tell = (chosen: string) => {
    const found = options.find(({ value }) => value === chosen);
    if (found !== undefined) onChange(found.value);
  };
  return (
    <Radio.Group {...rest} onChange={tell}>
      <Stack gap="xs" mt={rest.label === undefined ? 0 : "xs"}>
        {options.map((option) => (
          <Radio key={option.value} {...option} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

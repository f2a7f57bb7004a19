/** A choice of a few that all stand there, each with what it means; what is told has the type of what is offered. */
import { Group, Radio, type RadioGroupProps, Stack } from "@mantine/core";
import type { Option } from "../i18n/options.ts";

interface Props<Value extends string> extends Pick<RadioGroupProps, "label" | "aria-label" | "description"> {
  readonly options: readonly (Option<Value> & { readonly description?: string })[];
  /** Null: nothing is chosen yet. */
  readonly value: NoInfer<Value> | null;
  onChange(value: NoInfer<Value>): void;
  /** Side by side: short words that need no description. */
  readonly isRow?: boolean;
}

export function Radios<Value extends string>({ options, onChange, isRow = false, ...rest }: Props<Value>) {
  const onChoose = (chosen: string) => {
    const found = options.find(({ value }) => value === chosen);
    if (found !== undefined) onChange(found.value);
  };
  const Row = isRow ? Group : Stack;
  return (
    <Radio.Group {...rest} onChange={onChoose}>
      <Row gap={isRow ? "md" : "xs"} mt={rest.label === undefined ? 0 : "xs"}>
        {options.map((option) => (
          <Radio key={option.value} {...option} />
        ))}
      </Row>
    </Radio.Group>
  );
}

/** A field for a decimal number, as text: "12,50" pasted stays what it says. A form is not sent with what cannot be read. */
import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";
import { boundText } from "./field.ts";
import { Quiet } from "./quiet.tsx";

export interface DecimalInputProps
  extends Pick<TextInputProps, "size" | "w" | "ms" | "required" | "disabled" | "autoFocus"> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  /** True: what it is counted in stands beside it. */
  readonly isUnitHidden?: boolean;
  readonly value: string;
  onChange(text: string): void;
  readonly description?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly error?: string | undefined;
}

interface Props extends DecimalInputProps {
  /** Stands beside the number. */
  readonly unit: string;
  /** Why it cannot be read; said when the field is left. */
  readonly fault: string | undefined;
}

export function DecimalInput(props: Props) {
  const { label, isLabelHidden, isUnitHidden = false, value, onChange, unit, fault, error, ...rest } = props;
  const [isLeft, setLeft] = useState(false);
  return (
    <TextInput
      {...(isLabelHidden ? { "aria-label": label } : { label })}
      {...rest}
      ref={(input) => input?.setCustomValidity(fault ?? "")}
      {...boundText(value, onChange)}
      onBlur={() => setLeft(true)}
      inputMode="decimal"
      error={error ?? (isLeft ? fault : undefined)}
      {...(!isUnitHidden && { rightSection: <Quiet size="xs">{unit}</Quiet>, rightSectionWidth: 44 })}
      styles={{ wrapper: { direction: "ltr" }, input: { textAlign: "end" } }}
    />
  );
}

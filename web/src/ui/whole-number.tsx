import { NumberInput, type NumberInputProps } from "@mantine/core";

interface Props extends Omit<NumberInputProps, "value" | "onChange" | "allowDecimal"> {
  /** Null: nothing is typed. */
  readonly value: number | null | undefined;
  onChange(value: number | null): void;
}

/** Units, days, grams: what is typed half, like a minus alone, is no number yet. */
export function WholeNumber({ value, onChange, ...rest }: Props) {
  const onChoose = (typed: number | string) => onChange(typeof typed === "number" ? typed : null);
  return <NumberInput {...rest} value={value ?? ""} onChange={onChoose} allowDecimal={false} />;
}

import { NumberInput } from "@mantine/core";
import type { Parameter } from "../../../../src/commerce/automations/actions.ts";
import type { ParameterValue } from "../../../../src/commerce/automations/definition.ts";
import classes from "./flow.module.css";

interface Props {
  readonly label: string;
  readonly parameter: Parameter;
  readonly value: ParameterValue | undefined;
  readonly error: string | undefined;
  readonly disabled: boolean;
  onChange(value: number | undefined): void;
}

export function Percent({ parameter, value, error, disabled, onChange, label }: Props) {
  return (
    <NumberInput
      size="xs"
      aria-label={label}
      className={classes["number"] ?? ""}
      min={parameter.least ?? 0}
      max={parameter.most ?? 1_000}
      decimalScale={2}
      suffix="%"
      error={error}
      disabled={disabled}
      value={typeof value === "number" ? value : ""}
      onChange={(typed) => onChange(typeof typed === "number" ? typed : undefined)}
    />
  );
}

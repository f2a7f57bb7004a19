/** A field for money: takes "12,50" and "1,234.50", with the currency beside it. */
import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { minorOf } from "../i18n/amount-text.ts";

interface Props {
  readonly label: string;
  readonly currency: string;
  readonly value: string;
  onChange(text: string): void;
  readonly description?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly isLabelHidden?: boolean;
  readonly error?: string | undefined;
}

export function AmountInput(props: Props) {
  const { t } = useTranslation("ui");
  const [isLeft, setLeft] = useState(false);
  const isWrong = props.value.trim() !== "" && minorOf(props.value, props.currency) === null;
  return (
    <TextInput
      {...(props.isLabelHidden ? { "aria-label": props.label } : { label: props.label })}
      description={props.description}
      placeholder={props.placeholder}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      onBlur={() => setLeft(true)}
      inputMode="decimal"
      error={props.error ?? (isLeft && isWrong ? t("amountWrong", { currency: props.currency }) : undefined)}
      rightSection={
        <Text size="xs" c="var(--quiet)">
          {props.currency}
        </Text>
      }
      rightSectionWidth={44}
      styles={{ input: { direction: "ltr", textAlign: "end" } }}
    />
  );
}

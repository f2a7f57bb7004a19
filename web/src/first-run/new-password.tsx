/** A password that is being chosen; what is too short is said when the field is left. */
import { PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";

/** As the hub asks for. */
const LEAST = 8;

interface Props {
  readonly label: string;
  readonly value: string;
  onChange(password: string): void;
}

export function NewPassword({ label, value, onChange }: Props) {
  const { t } = useTranslation("first-run");
  const [isLeft, setLeft] = useState(false);
  const isShort = isLeft && value !== "" && value.length < LEAST;
  return (
    <PasswordInput
      label={label}
      description={t("signUp.passwordHelp")}
      autoComplete="new-password"
      required
      minLength={LEAST}
      error={isShort ? t("signUp.passwordHelp") : undefined}
      {...boundText(value, onChange)}
      onBlur={() => setLeft(true)}
    />
  );
}

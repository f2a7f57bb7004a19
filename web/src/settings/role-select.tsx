/** A role to give, of those the person may give; what it allows stands below. */
import type { ReactNode } from "react";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { OneOf } from "../ui/one-of.tsx";
import { type Role, useGivableRoles } from "./roles.tsx";

interface Props {
  readonly role: Role;
  readonly error: ReactNode;
  onChange(role: Role): void;
}

export function RoleSelect({ role, error, onChange }: Props) {
  const { t } = useTranslation("settings");
  return (
    <OneOf
      label={t("team.role")}
      description={t(`roles.${role}.text`)}
      inputWrapperOrder={["label", "input", "description", "error"]}
      options={worded(useGivableRoles(), (each) => t(`roles.${each}.name`))}
      value={role}
      error={error}
      onChange={onChange}
    />
  );
}

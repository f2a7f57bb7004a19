/** Somebody who sells at registers: a name and a PIN. */
import { PasswordInput, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { changedOf } from "../ui/changed.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";

const PIN = /^\d{4,8}$/;
const MANAGER_PIN = /^\d{6,8}$/;

export function StaffDialog({ staff, onClose }: { readonly staff: Shape<"RegisterStaff"> | null; onClose(): void }) {
  const { t } = useTranslation("pos");
  const [name, setName] = useState(staff?.name ?? "");
  const [pin, setPin] = useState("");
  const [isManager, setManager] = useState(staff?.isManager ?? false);
  const [isActive, setActive] = useState(staff?.isActive ?? true);
  const sent = { name, isManager, isActive };
  const [first] = useState(sent);
  const isStored = staff !== null && (staff.isManager || !isManager);
  const isPin = (isManager ? MANAGER_PIN : PIN).test(pin) || (isStored && pin === "");
  const save = useAction({
    run: () =>
      body(
        staff === null
          ? hub.POST("/api/pos/staff", { body: { name, pin, isManager } })
          : hub.PATCH("/api/pos/staff/{staffId}", {
              params: { path: { staffId: staff.id } },
              body: { ...changedOf(first, sent), ...(pin !== "" && { pin }) },
            }),
      ),
    renews: [["pos", "staff"]],
    done: onClose,
    said: t("saved"),
    isQuietFailure: true,
  });
  return (
    <FormDialog
      title={t(staff === null ? "newStaff" : "editStaff")}
      label={t(staff === null ? "addStaff" : "saveStaff")}
      action={save}
      isReady={name.trim() !== "" && isPin}
      help={<Help of="register" />}
      onClose={onClose}
    >
      <TextInput label={t("name")} required {...boundText(name, setName)} />
      <PasswordInput
        label={t("pin")}
        description={t(isStored ? "pinKept" : isManager ? "pinManagerHelp" : "pinHelp")}
        required={!isStored}
        inputMode="numeric"
        autoComplete="off"
        maxLength={8}
        {...boundText(pin, setPin)}
      />
      <Switch label={t("isManager")} {...boundTick(isManager, setManager)} />
      {staff !== null && <Switch label={t("isActive")} {...boundTick(isActive, setActive)} />}
    </FormDialog>
  );
}

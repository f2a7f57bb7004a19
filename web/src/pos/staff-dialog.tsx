/** Somebody who sells at registers: a name and a PIN. */
import { PasswordInput, Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";

const PIN = /^\d{4,8}$/;

export function StaffDialog({ staff, onClose }: { readonly staff: Shape<"RegisterStaff"> | null; onClose(): void }) {
  const { t } = useTranslation("pos");
  const client = useQueryClient();
  const [name, setName] = useState(staff?.name ?? "");
  const [pin, setPin] = useState("");
  const [isManager, setManager] = useState(staff?.isManager ?? false);
  const [isActive, setActive] = useState(staff?.isActive ?? true);
  const isPin = PIN.test(pin) || (staff !== null && pin === "");
  const save = useAction({
    run: () =>
      body(
        staff === null
          ? hub.POST("/api/pos/staff", { body: { name, pin, isManager } })
          : hub.PATCH("/api/pos/staff/{staffId}", {
              params: { path: { staffId: staff.id } },
              body: { name, isManager, isActive, ...(pin !== "" && { pin }) },
            }),
      ),
    done: async () => {
      await client.invalidateQueries({ queryKey: ["pos", "staff"] });
      onClose();
    },
    said: t("saved"),
    isQuietFailure: true,
  });
  return (
    <FormDialog
      title={t(staff === null ? "newStaff" : "editStaff")}
      label={t(staff === null ? "addStaff" : "saveStaff")}
      action={save}
      isReady={name.trim() !== "" && isPin}
      onClose={onClose}
    >
      <TextInput label={t("name")} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <PasswordInput
        label={t("pin")}
        description={t(staff === null ? "pinHelp" : "pinKept")}
        required={staff === null}
        inputMode="numeric"
        autoComplete="off"
        maxLength={8}
        value={pin}
        onChange={(event) => setPin(event.currentTarget.value)}
      />
      <Switch
        label={t("isManager")}
        checked={isManager}
        onChange={(event) => setManager(event.currentTarget.checked)}
      />
      {staff !== null && (
        <Switch label={t("isActive")} checked={isActive} onChange={(event) => setActive(event.currentTarget.checked)} />
      )}
    </FormDialog>
  );
}

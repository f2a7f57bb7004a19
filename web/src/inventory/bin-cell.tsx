/** Where an item lies at its location, set where it stands: Enter saves, Escape leaves it as it was. */
import { Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { boundText } from "../ui/field.ts";
import { CellEditor } from "./cell-editor.tsx";
import { requireDone } from "./refused-item.ts";

type Level = Shape<"Level">;

/** As many characters as the hub keeps of it. */
const LONGEST = 40;

export function BinCell({ level }: { readonly level: Level }) {
  const { t } = useTranslation("inventory");
  const label =
    level.bin === null ? t("bin.set", { sku: level.sku }) : t("bin.edit", { sku: level.sku, bin: level.bin });
  return (
    <CellEditor
      label={label}
      value={<bdi>{level.bin ?? "–"}</bdi>}
      isCode={level.bin !== null}
      position="bottom-start"
      editor={(close) => <Edit level={level} onDone={close} />}
    />
  );
}

function Edit({ level, onDone }: { readonly level: Level; onDone(): void }) {
  const { t } = useTranslation("inventory");
  const [typed, setTyped] = useState(level.bin ?? "");
  const save = useFormAction({
    run: async () => {
      const { variantId, locationId } = level;
      const bin = typed.trim() === "" ? null : typed.trim();
      requireDone(await body(hub.PUT("/api/inventory/bins", { body: { items: [{ variantId, locationId, bin }] } })));
    },
    renews: [["inventory"]],
    done: onDone,
    said: t("bin.done", { sku: level.sku }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isRunning) save.start();
      }}
    >
      <Stack gap="xs" w={220}>
        <TextInput
          label={t("columns.bin")}
          description={t("bin.help")}
          {...boundText(typed, setTyped)}
          maxLength={LONGEST}
          dir="auto"
          error={save.error === null ? undefined : <bdi>{problemText(save.error)}</bdi>}
          data-autofocus
        />
        <Button type="submit" size="xs" loading={save.isRunning}>
          {t("bin.save")}
        </Button>
      </Stack>
    </form>
  );
}

/** What is on hand, set where it stands: a number and a reason; Enter saves, Escape leaves it as it was. */
import { Button, NumberInput, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { CellEditor } from "./cell-editor.tsx";
import { ReasonField } from "./reason-field.tsx";
import { requireDone } from "./refused-item.ts";

type Level = Shape<"Level">;

export function OnHandCell({ level }: { readonly level: Level }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  return (
    <CellEditor
      label={t("onHand.edit", { sku: level.sku, units: number(level.onHand) })}
      value={number(level.onHand)}
      position="bottom-end"
      editor={(close) => <Edit level={level} onDone={close} />}
    />
  );
}

function Edit({ level, onDone }: { readonly level: Level; onDone(): void }) {
  const { t } = useTranslation("inventory");
  const client = useQueryClient();
  // What stood there when the number was typed: refused where somebody else was quicker.
  const [typed, setTyped] = useState<{ readonly units: number | string; readonly seen: number }>({
    units: level.onHand,
    seen: level.onHand,
  });
  const [note, setNote] = useState("");
  const renew = () => client.invalidateQueries({ queryKey: ["inventory"] });
  const save = useFormAction({
    run: async (onHand: number) => {
      const { variantId, locationId } = level;
      const item = { variantId, locationId, onHand, seenOnHand: typed.seen };
      const reason = note.trim() === "" ? {} : { note: note.trim() };
      try {
        requireDone(await body(hub.POST("/api/inventory/levels", { body: { items: [item], ...reason } })));
      } catch (error) {
        await renew();
        throw error;
      }
    },
    done: async () => {
      await renew();
      onDone();
    },
    said: t("change.done", { sku: level.sku }),
  });
  const { units } = typed;
  const isReady = typeof units === "number" && Number.isInteger(units) && units >= 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !save.isRunning) save.start(units);
      }}
    >
      <Stack gap="xs" w={240}>
        <NumberInput
          label={t("columns.onHand")}
          value={units}
          min={0}
          allowDecimal={false}
          error={save.error === null ? undefined : <bdi>{problemText(save.error)}</bdi>}
          onChange={(value) => setTyped({ units: value, seen: level.onHand })}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <ReasonField value={note} onChange={setNote} />
        <Button type="submit" size="xs" disabled={!isReady} loading={save.isRunning}>
          {t("change.save")}
        </Button>
      </Stack>
    </form>
  );
}

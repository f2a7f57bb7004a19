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
import { type LotUnits, lotsOfChange, NO_LOTS, type namedLots } from "./lot-units.ts";
import { ChangedLotUnits } from "./lot-units-fields.tsx";
import { useLotsThere } from "./lots-there.ts";
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

interface EditProps {
  readonly level: Level;
  onDone(): void;
}

/** Saves a number with the lots of what comes or goes, and what stood there when it was typed. */
function useSave({ level, onDone }: EditProps) {
  const { t } = useTranslation("inventory");
  const client = useQueryClient();
  const renew = () => Promise.all([["inventory"], ["lots"]].map((queryKey) => client.invalidateQueries({ queryKey })));
  return useFormAction({
    run: async ({ note, ...change }: SetLevel & { readonly note: string }) => {
      const { variantId, locationId } = level;
      const reason = note.trim() === "" ? {} : { note: note.trim() };
      try {
        const items = [{ variantId, locationId, ...change }];
        requireDone(await body(hub.POST("/api/inventory/levels", { body: { items, ...reason } })));
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
}

interface SetLevel {
  readonly onHand: number;
  readonly seenOnHand: number;
  readonly lots?: ReturnType<typeof namedLots>;
}

function Edit({ level, onDone }: EditProps) {
  const { t } = useTranslation("inventory");
  // What stood there when the number was typed: refused where somebody else was quicker.
  const [typed, setTyped] = useState<{ readonly units: number | string; readonly seen: number }>({
    units: level.onHand,
    seen: level.onHand,
  });
  const [note, setNote] = useState("");
  const [lots, setLots] = useState<LotUnits>(NO_LOTS);
  const there = useLotsThere(level);
  const { units, seen } = typed;
  const isWhole = typeof units === "number" && Number.isInteger(units) && units >= 0;
  // The lots of what comes or goes: those of the other units stay as they are.
  const amount = isWhole ? units - seen : 0;
  const ofLots = lotsOfChange({ kind: "adjust", amount, there: there ?? null, lots, onHand: seen });
  const save = useSave({ level, onDone });
  const isReady = isWhole && there !== undefined && ofLots.isReady;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const named = ofLots.sent !== undefined && { lots: ofLots.sent };
        if (isReady && !save.isRunning) save.start({ onHand: units, seenOnHand: seen, note, ...named });
      }}
    >
      <Stack gap="xs" w={there ? 320 : 240} maw="100%">
        <NumberInput
          label={t("columns.onHand")}
          value={units}
          min={0}
          allowDecimal={false}
          error={save.error === null ? undefined : <bdi>{problemText(save.error)}</bdi>}
          onChange={(value) => {
            setTyped({ units: value, seen: level.onHand });
            setLots(NO_LOTS);
          }}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <ChangedLotUnits there={there} change={ofLots} value={lots} onChange={setLots} />
        <ReasonField value={note} onChange={setNote} />
        <Button type="submit" size="xs" disabled={!isReady} loading={save.isRunning}>
          {t("change.save")}
        </Button>
      </Stack>
    </form>
  );
}

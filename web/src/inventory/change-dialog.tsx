/** Changes one level: what was counted, how many came or went, or a move to another location. */
import { Button, Group, Modal, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { named, worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAnnounceNext } from "../next-step/next-step.ts";
import { useFormAction } from "../ui/action.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { type LotUnits, lotsOfChange, NO_LOTS, type namedLots } from "./lot-units.ts";
import { ChangedLotUnits } from "./lot-units-fields.tsx";
import { useLotsThere } from "./lots-there.ts";
import { useLocations } from "./queries.ts";
import { ReasonField } from "./reason-field.tsx";
import { requireDone } from "./refused-item.ts";

type Kind = "adjust" | "count" | "transfer";

interface Changed {
  readonly kind: Kind;
  readonly amount: number;
  readonly to: string;
  readonly note: string;
  readonly lots: ReturnType<typeof namedLots> | undefined;
}

interface Props {
  readonly level: Shape<"Level">;
  onClose(): void;
}

export function ChangeDialog({ level, onClose }: Props) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const [kind, setKind] = useState<Kind>("adjust");
  const [amount, setAmount] = useState<number | string>("");
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [lots, setLots] = useState<LotUnits>(NO_LOTS);
  const there = useLotsThere(level);
  const save = useSave(level, onClose);
  const others = useLocations().filter(({ id, active }) => active && id !== level.locationId);
  const isWhole = typeof amount === "number" && Number.isInteger(amount);
  const ofLots = lotsOfChange({ kind, amount: isWhole ? amount : 0, there: there ?? null, lots, onHand: level.onHand });
  const isReady = isWhole && isComplete(kind, amount, to) && there !== undefined && ofLots.isReady;
  const changed = { kind, amount: Number(amount), to: to ?? "", note, lots: ofLots.sent };
  const after = !isWhole ? null : kind === "count" ? amount : level.onHand + (kind === "adjust" ? amount : -amount);
  return (
    <Modal opened onClose={onClose} title={t("change.of", { sku: level.sku })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save.start(changed);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            {t("change.now", {
              location: level.locationName,
              onHand: number(level.onHand),
              reserved: number(level.reserved),
            })}
          </Text>
          {save.error !== null && <ProblemNotice error={save.error} />}
          <SegmentedControl
            fullWidth
            value={kind}
            onChange={(value) => {
              setKind(value as Kind);
              setLots(NO_LOTS);
            }}
            data={worded(["adjust", "count", ...(others.length > 0 ? ["transfer"] : [])] as Kind[], (value) =>
              t(`change.${value}`),
            )}
          />
          <NumberInput
            label={t(`change.${kind}Label`)}
            description={t(`change.${kind}Help`)}
            value={amount}
            onChange={setAmount}
            allowDecimal={false}
            {...(kind !== "adjust" && { min: kind === "count" ? 0 : 1 })}
            data-autofocus
          />
          {kind === "transfer" && <Select label={t("change.to")} data={named(others)} value={to} onChange={setTo} />}
          <ChangedLotUnits there={there} change={ofLots} value={lots} onChange={setLots} />
          <ReasonField value={note} onChange={setNote} />
          {after !== null && (
            <Text size="sm" role="status">
              {t("change.after", { before: number(level.onHand), after: number(after) })}
            </Text>
          )}
          <Group justify="flex-end">
            <div style={{ marginInlineEnd: "auto" }}>
              <Help of="stock_change" />
            </div>
            <Button variant="default" onClick={onClose}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button type="submit" disabled={!isReady} loading={save.isRunning}>
              {t("change.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const isComplete = (kind: Kind, amount: number, to: string | null) =>
  (kind === "count" || amount !== 0) && (kind !== "transfer" || to !== null);

function useSave(level: Shape<"Level">, onClose: () => void) {
  const { t } = useTranslation("inventory");
  const client = useQueryClient();
  const announceNext = useAnnounceNext("stock");
  return useFormAction({
    run: (changed: Changed) => change(level, changed),
    done: async () => {
      // First the new number: who opens this again at once goes on from it.
      await Promise.all([["inventory"], ["lots"]].map((queryKey) => client.invalidateQueries({ queryKey })));
      onClose();
      void announceNext(t("change.done", { sku: level.sku }));
    },
  });
}

/** Throws the refusal of the one item; the routes answer item by item. */
async function change(
  { variantId, locationId }: Shape<"Level">,
  { kind, amount, to, note, lots }: Changed,
): Promise<void> {
  const item = { variantId, locationId, ...(lots !== undefined && { lots }) };
  const more = note.trim() === "" ? {} : { note: note.trim() };
  const answer =
    kind === "adjust"
      ? await body(hub.POST("/api/inventory/adjustments", { body: { items: [{ ...item, delta: amount }], ...more } }))
      : kind === "count"
        ? await body(hub.POST("/api/inventory/counts", { body: { items: [{ ...item, counted: amount }], ...more } }))
        : await body(
            hub.POST("/api/inventory/transfers", {
              body: { items: [{ ...item, toLocationId: to, quantity: amount }], ...more },
            }),
          );
  requireDone(answer);
}

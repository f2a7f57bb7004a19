/** From how few on a variant counts as low at a location, and how many are ordered then. */
import { Button, Group, Modal, NumberInput, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { ProblemNotice } from "../ui/problem.tsx";

const wholeOr = (value: number | string): number | null => (typeof value === "number" ? value : null);

export function ReorderDialog({ level, onClose }: { readonly level: Shape<"Level">; onClose(): void }) {
  const { t } = useTranslation("inventory");
  const [point, setPoint] = useState<number | string>(level.reorderPoint ?? "");
  const [quantity, setQuantity] = useState<number | string>(level.reorderQuantity ?? "");
  const client = useQueryClient();
  const save = useAction({
    run: () =>
      body(
        hub.PUT("/api/inventory/levels/{variantId}/{locationId}/reorder", {
          params: { path: { variantId: level.variantId, locationId: level.locationId } },
          body: { reorderPoint: wholeOr(point), reorderQuantity: wholeOr(quantity) },
        }),
      ),
    done: async () => {
      await client.invalidateQueries({ queryKey: ["inventory"] });
      onClose();
    },
    said: t("reorder.done"),
    isQuietFailure: true,
  });
  return (
    <Modal opened onClose={onClose} title={`${t("reorder.title")}: ${level.sku}, ${level.locationName}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.start();
        }}
      >
        <Stack gap="sm">
          {save.error !== null && <ProblemNotice error={save.error} />}
          <NumberInput
            label={t("reorder.point")}
            description={t("reorder.pointHelp")}
            value={point}
            onChange={setPoint}
            min={0}
            allowDecimal={false}
            data-autofocus
          />
          <NumberInput
            label={t("reorder.quantity")}
            description={t("reorder.quantityHelp")}
            value={quantity}
            onChange={setQuantity}
            min={1}
            allowDecimal={false}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button type="submit" loading={save.isRunning}>
              {t("save", { ns: "ui" })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

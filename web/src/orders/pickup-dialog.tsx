/** Has an order picked up at a location, or sent after all. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { Help } from "../help/help.tsx";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { OneOf } from "../ui/one-of.tsx";
import type { DialogProps } from "./command-dialog.ts";

export function PickupDialog({ order, onClose }: DialogProps) {
  const { t } = useTranslation("orders/page");
  const places = (useQuery(locationsQuery).data ?? []).filter(({ active, kind }) => active && kind === "own");
  const [locationId, setLocation] = useState(order.pickupLocationId);
  const [goodsLocationId, setItems] = useState(order.goodsLocationId);
  const choose = useFormAction({
    run: (place: string | null) =>
      body(
        hub.POST("/api/orders/{id}/pickup", {
          ...ofId(order.id),
          body: { locationId: place, goodsLocationId: place === null ? null : goodsLocationId },
        }),
      ),
    renews: [["orders"]],
    done: onClose,
    said: t("pickup.said"),
  });
  const names = named(places);
  return (
    <FormDialog
      help={<Help of="pickup" />}
      title={t("pickup.title", { number: order.number })}
      label={t("pickup.label")}
      isReady={locationId !== null}
      action={choose}
      onSubmit={() => choose.start(locationId)}
      onClose={onClose}
    >
      <OneOf
        label={t("pickup.location")}
        options={names}
        value={locationId}
        onChange={setLocation}
        required
        data-autofocus
      />
      <Select
        label={t("pickup.goods")}
        description={t("pickup.goodsHint")}
        placeholder={t("pickup.same")}
        data={names.filter(({ value }) => value !== locationId)}
        value={goodsLocationId === locationId ? null : goodsLocationId}
        onChange={setItems}
        clearable
      />
    </FormDialog>
  );
}

/** Units that programs keep back: a basket at its checkout, a quote. Orders show in the levels alone. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { readingItems } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { When } from "../ui/when.tsx";

type Reservation = Shape<"StockReservation">;

export const reservedOf = (variantId: string) =>
  readingItems(["stock-reservations", variantId], () =>
    hub.GET("/api/stock-reservations", { params: { query: { variantId, state: "held", limit: 200 } } }),
  );

export function ReservedCard({ variantId }: { readonly variantId: string }) {
  const { t } = useTranslation("inventory");
  const { data } = useSuspenseQuery(reservedOf(variantId));
  if (data.length === 0) return null;
  return (
    <Card help={<Help of="reservation" />} title={t("reserved.title")}>
      <Stack gap="sm">
        {data.map((each) => (
          <Reserved key={each.id} reservation={each} />
        ))}
      </Stack>
    </Card>
  );
}

function Reserved({ reservation }: { readonly reservation: Reservation }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const { may } = useSession();
  const client = useQueryClient();
  const [isRequested, setRequested] = useState(false);
  const { id, reference, sku, expiresAt, createdBy, note } = reservation;
  const units = number(reservation.quantity);
  const release = useAction({
    run: () => body(hub.POST("/api/stock-reservations/{id}/release", { ...ofId(id), body: {} })),
    done: async () => {
      const subjects = ["stock-reservations", "inventory"];
      await Promise.all(subjects.map((subject) => client.invalidateQueries({ queryKey: [subject] })));
      setRequested(false);
    },
    said: t("reserved.released"),
  });
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <b>{t("reserved.units", { units, location: reservation.locationName })}</b> · <bdi>{reference}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          <Actor actor={createdBy} /> ·{" "}
          {expiresAt === null ? (
            t("reserved.noEnd")
          ) : (
            <>
              {t("reserved.ends")} <When at={expiresAt} isDue />
            </>
          )}
        </Text>
        {note !== "" && <Text size="xs">{note}</Text>}
      </div>
      {may("edit_catalogue") && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t("reserved.releaseOf", { reference })}
          onClick={() => setRequested(true)}
        >
          {t("reserved.release")}
        </Button>
      )}
      <Confirm
        isOpen={isRequested}
        title={t("reserved.releaseOf", { reference })}
        text={t("reserved.releaseText", { units, sku })}
        label={t("reserved.release")}
        action={release}
        onClose={() => setRequested(false)}
      />
    </Group>
  );
}

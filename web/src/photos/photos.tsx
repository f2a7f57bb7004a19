/** Photos of an order's parcels, or of a line of a return: seen small, opened large, added and removed. */
import { Anchor, Group, Stack } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { readingItems } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import { PhotoButton } from "./photo-button.tsx";
import { usePhotos } from "./sending.ts";
import { WaitingPhotos } from "./waiting.tsx";

export const photosQuery = (orderId: string) =>
  readingItems(["orders", orderId, "photos"], () => hub.GET("/api/orders/{id}/photos", ofId(orderId)));

interface Props {
  readonly orderId: string;
  /** Of this line of a return; absent: those of parcels. */
  readonly returnLineId?: string;
}

export function Photos({ orderId, returnLineId }: Props) {
  const { t } = useTranslation("photos");
  const { time } = useFormat();
  const { may } = useSession();
  const { take, waiting, unsaved } = usePhotos();
  const [removing, setRemoving] = useState<string | null>(null);
  const all = useQuery(photosQuery(orderId)).data ?? [];
  const photos = all.filter((photo) => photo.returnLineId === (returnLineId ?? null));
  const remove = useAction({
    run: (photoId: string) =>
      body(hub.DELETE("/api/orders/{id}/photos/{photoId}", { params: { path: { id: orderId, photoId } } })),
    renews: [["orders", orderId, "photos"]],
    done: () => setRemoving(null),
  });
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {photos.map(({ id, takenAt }) => (
          <Group key={id} gap={2} align="flex-end" data-photo={id}>
            <Anchor href={`/api/orders/${orderId}/photos/${id}`} target="_blank" rel="noreferrer">
              <img
                src={`/api/orders/${orderId}/photos/${id}`}
                alt={t("of", { at: time(takenAt) })}
                width={72}
                height={72}
                loading="lazy"
                style={{ objectFit: "cover", borderRadius: 6 }}
              />
            </Anchor>
            {may("act_on_orders") && (
              <IconAction icon={IconTrash} label={t("remove.action")} onClick={() => setRemoving(id)} />
            )}
          </Group>
        ))}
        {may("pack_orders") && (
          <PhotoButton
            size="xs"
            variant="default"
            onTake={(files) => void take({ orderId, ...(returnLineId !== undefined && { returnLineId }) }, files)}
          />
        )}
      </Group>
      <WaitingPhotos waiting={waiting} unsaved={unsaved} />
      {removing !== null && (
        <Confirm
          title={t("remove.title")}
          text={t("remove.text")}
          label={t("remove.action")}
          isRunning={remove.isRunning}
          onConfirm={() => remove.start(removing)}
          onClose={() => setRemoving(null)}
        />
      )}
    </Stack>
  );
}

export function PhotosCard({ orderId }: Pick<Props, "orderId">) {
  const { t } = useTranslation("photos");
  return (
    <Card title={t("title")}>
      <Photos orderId={orderId} />
    </Card>
  );
}

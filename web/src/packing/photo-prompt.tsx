/** After the last scan of a parcel: a photo of it, where the organization wants one; the next scan goes on without. */
import { Alert, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { PhotoButton } from "../photos/photo-button.tsx";
import { usePhotos } from "../photos/sending.ts";
import { WaitingPhotos } from "../photos/waiting.tsx";
import type { StationOrder } from "./station-order.ts";

interface PhotoRequest {
  readonly order: StationOrder;
  readonly packingId: string;
  /** What follows the parcel, held until it has its photo or goes without. */
  readonly next: (() => void) | null;
  readonly count: number;
}

export interface PhotoPrompt {
  readonly asking: PhotoRequest | null;
  readonly waiting: number;
  /** Lost with the page. */
  readonly unsaved: number;
  /** The parcel is closed: true where what follows it waits. */
  ask(order: StationOrder, packingId: string, next: () => void): void;
  take(files: readonly File[]): void;
  /** No photo, or the next parcel. */
  goOn(): void;
}

export function usePhotoPrompt(): PhotoPrompt {
  const { organization } = useSession();
  const mode = organization?.packingPhotos ?? "off";
  const { take, waiting, unsaved } = usePhotos();
  const [request, setRequest] = useState<PhotoRequest | null>(null);
  return {
    asking: request,
    waiting,
    unsaved,
    ask(order, packingId, next) {
      if (mode !== "asked") next();
      setRequest(mode === "off" ? null : { order, packingId, next: mode === "asked" ? next : null, count: 0 });
    },
    take(files) {
      if (request === null) return;
      void take({ orderId: request.order.id, packingId: request.packingId }, files);
      setRequest({ ...request, next: null, count: request.count + files.length });
      request.next?.();
    },
    goOn() {
      setRequest(null);
      request?.next?.();
    },
  };
}

export function PhotoAlert({ prompt }: { readonly prompt: PhotoPrompt }) {
  const { t } = useTranslation("packing");
  const { asking, waiting, unsaved } = prompt;
  return (
    <>
      {asking !== null && (
        <Alert color={asking.next === null ? "gray" : "yellow"} role="note">
          <Group justify="space-between">
            <Text size="sm" fw={600}>
              {asking.count === 0
                ? t("photo.ask", { number: asking.order.number })
                : t("photo.taken", { count: asking.count, number: asking.order.number })}
            </Text>
            <Group gap="xs">
              <PhotoButton size="xs" onTake={prompt.take} />
              {asking.next !== null && (
                <Button size="xs" variant="default" onClick={prompt.goOn}>
                  {t("photo.without")}
                </Button>
              )}
            </Group>
          </Group>
        </Alert>
      )}
      <WaitingPhotos waiting={waiting} unsaved={unsaved} />
    </>
  );
}

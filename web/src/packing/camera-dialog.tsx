/** Scans with the camera of a phone: what it reads is scanned, one code after the other. */
import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { useCamera } from "../register/device/camera.ts";
import { useIsPhone } from "../ui/phone.ts";
import { isGood, type Told } from "./scanning.ts";
import { useToldText } from "./use-station.ts";

interface Props {
  readonly told: Told | null;
  onScan(code: string): void;
  onClose(): void;
}

export function CameraDialog({ told, onScan, onClose }: Props) {
  const words = useTranslation("register").t;
  const { t } = useTranslation("ui");
  const textOf = useToldText();
  const isPhone = useIsPhone();
  const video = useRef<HTMLVideoElement>(null);
  const [turn, setTurn] = useState(0);
  const state = useCamera(video, turn, onScan);
  const isOn = state === "starting" || state === "on";
  return (
    <Modal
      opened
      onClose={onClose}
      title={words("camera.title")}
      fullScreen={isPhone}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {isOn ? (
        <Stack gap="sm">
          <video ref={video} muted playsInline style={{ width: "100%", borderRadius: 8 }} />
          {told === null ? (
            <Text size="sm" role="status">
              {words(state === "on" ? "camera.hint" : "camera.starting")}
            </Text>
          ) : (
            <Alert color={isGood(told) ? "green" : "red"} role="status">
              <bdi>{textOf(told)}</bdi>
            </Alert>
          )}
        </Stack>
      ) : (
        <Stack gap="sm">
          <Alert color="red" role="alert">
            {words(`camera.${state}`)}
          </Alert>
          <Button onClick={() => setTurn(turn + 1)}>{words("start.tryAgain")}</Button>
        </Stack>
      )}
    </Modal>
  );
}

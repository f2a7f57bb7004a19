/** Scans with the camera of a phone: what it reads is scanned, one code after the other. */
import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { useCamera } from "../register/device/camera.ts";
import { useIsPhone } from "../ui/phone.ts";
import { isGood, type ScanResult } from "./scanning.ts";
import { useResultText } from "./use-station.ts";

interface Props {
  readonly told: ScanResult | null;
  onScan(code: string): void;
  onClose(): void;
}

export function CameraDialog({ told, onScan, onClose }: Props) {
  const texts = useTranslation("register").t;
  const { t } = useTranslation("ui");
  const textOf = useResultText();
  const isPhone = useIsPhone();
  const video = useRef<HTMLVideoElement>(null);
  const [attempt, setAttempt] = useState(0);
  const state = useCamera(video, attempt, onScan);
  const isOn = state === "starting" || state === "on";
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts("camera.title")}
      fullScreen={isPhone}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {isOn ? (
        <Stack gap="sm">
          <video ref={video} muted playsInline style={{ width: "100%", borderRadius: 8 }} />
          {told === null ? (
            <Text size="sm" role="status">
              {texts(state === "on" ? "camera.hint" : "camera.starting")}
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
            {texts(`camera.${state}`)}
          </Alert>
          <Button onClick={() => setAttempt(attempt + 1)}>{texts("start.tryAgain")}</Button>
        </Stack>
      )}
    </Modal>
  );
}

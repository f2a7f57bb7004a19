/** Takes a photo with the camera of a phone, or chooses files on a computer. */
import { Button, type ButtonProps, FileButton } from "@mantine/core";
import { IconCameraPlus } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";

interface Props extends Pick<ButtonProps, "size" | "variant"> {
  onTake(files: readonly File[]): void;
}

export function PhotoButton({ onTake, ...look }: Props) {
  const { t } = useTranslation("photos");
  return (
    <FileButton
      multiple
      accept="image/*"
      capture="environment"
      onChange={(files) => {
        if (files.length > 0) onTake(files);
      }}
      inputProps={{ "aria-label": t("take") }}
    >
      {(props) => (
        <Button {...props} {...look} leftSection={<IconCameraPlus size={16} />}>
          {t("take")}
        </Button>
      )}
    </FileButton>
  );
}

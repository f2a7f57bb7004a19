/** Where image files are dropped or chosen; each is uploaded, and what the hub refuses is named. */
import { Button, FileButton, List, Stack } from "@mantine/core";
import { IconPhotoUp } from "@tabler/icons-react";
import { useState } from "react";
import { problemOf, type Shape } from "../data/hub.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { languageShown } from "../i18n/language.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction, useIsRunning } from "../ui/action.ts";
import { Quiet } from "../ui/quiet.tsx";
import classes from "./images.module.css";

type Uploaded = Shape<"UploadedImage">;

const KINDS = "image/jpeg,image/png,image/gif,image/webp";

async function upload(file: File): Promise<Uploaded> {
  const answer = await fetch("/api/images", {
    method: "POST",
    headers: { "content-type": "application/octet-stream", "accept-language": languageShown() },
    body: file,
  });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as Uploaded;
}

interface Refused {
  readonly name: string;
  readonly text: string;
}

const UPLOAD = "image-upload";

/** What is saved meanwhile would lack the images. */
export const useIsUploading = (): boolean => useIsRunning(UPLOAD);

export function ImageDrop({ onAdd }: { onAdd(uploaded: readonly Uploaded[]): void }) {
  const { t } = useTranslation("products");
  const format = useFormat();
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const send = useAction({
    name: UPLOAD,
    /** In the order they were given; one that is refused keeps none of the others out. */
    run: async (files: readonly File[]) => {
      const uploaded: Uploaded[] = [];
      const refused: Refused[] = [];
      for (const file of files)
        await upload(file).then(
          (one) => uploaded.push(one),
          (error: unknown) => refused.push({ name: file.name, text: problemText(error, format) }),
        );
      return { uploaded, refused };
    },
    done: ({ uploaded, refused }) => {
      setRefused(refused);
      onAdd(uploaded);
    },
  });
  const take = (files: readonly File[]) => {
    if (files.length > 0) send.start(files);
  };
  return (
    <Stack
      gap="xs"
      align="center"
      className={classes["drop"] ?? ""}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        setOver(false);
        take([...event.dataTransfer.files]);
      }}
    >
      <FileButton multiple accept={KINDS} onChange={take} inputProps={{ "aria-label": t("images.choose") }}>
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconPhotoUp size={16} />} loading={send.isRunning}>
            {t("images.choose")}
          </Button>
        )}
      </FileButton>
      <Quiet size="xs" ta="center">
        {t("images.dropHelp")}
      </Quiet>
      {refused.length > 0 && (
        <List size="sm" c="var(--mantine-color-error)" role="alert">
          {refused.map(({ name, text }) => (
            <List.Item key={name}>
              <bdi>{name}</bdi>: {text}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
